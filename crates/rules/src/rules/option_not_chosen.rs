//! `option-not-chosen`: options of which none was picked.

use std::sync::LazyLock;

use regex::Regex;
use stopgate_source::Severity;

use crate::contents::pattern;
use crate::phrases;
use crate::standing::value;
use crate::{Check, Context, Report, Rule};

pub(crate) const RULE: Rule = Rule {
    code: "OPT004",
    name: "option-not-chosen",
    summary: "No option was picked",
    severity: Severity::Warning,
    requirements: &[],
    check: Check::Plan(look),
};

static CHOICE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(concat!(
        r"(?i)\b(?:selected|selection|chosen|choice|chose|choose|decision|decided|picked|preferred|recommended|recommendation",
        r"|winner|we (?:go|went|will go) with|we (?:take|use|pick)|going with|approach taken)\b",
    ))
});

fn look(context: &Context<'_>, report: &mut Report<'_>) {
    let plan = context.plan;
    let Some(section) = plan.section("options").filter(|_| plan.options.len() > 1) else {
        return;
    };
    let approach = plan
        .header("approach")
        .and_then(|field| value(&field.value))
        .is_some();
    let said = phrases::occurs(plan, section.span, &CHOICE);
    let decided = plan.decisions.iter().any(|decision| {
        plan.options
            .iter()
            .any(|option| decision.text.contains(option.title.as_str()))
    });
    let elsewhere = ["overview", "decisions", "summary"].into_iter().any(|id| {
        plan.section(id)
            .is_some_and(|section| phrases::occurs(plan, section.body, &CHOICE))
    });
    if !approach && !said && !decided && !elsewhere {
        report.find(
            section.heading,
            "No option was picked, so the phases may build another one than the reader expects",
            "Add `**Selected**: Option …, because …`",
        );
    }
}
