//! `summary-count-mismatch`: the summary counts phases or risks otherwise than the plan.

use stopgate_expressions::pattern;
use stopgate_model::SectionKind;
use stopgate_source::{Pattern, Severity};

use crate::contents::inside;
use crate::{Check, Context, Report, Rule};

pub(crate) const RULE: Rule = Rule {
    code: "TSK028",
    name: "summary-count-mismatch",
    summary: "The summary counts phases or risks otherwise than the plan",
    severity: Severity::Error,
    requirements: &[],
    check: Check::Plan(look),
};

static COUNT: Pattern =
    pattern!(r"(?i)(?:^|[^\d.,–-])(\d{1,3}) (?:implementation )?(phases?|risks?)\b");

fn look(context: &Context<'_>, report: &mut Report<'_>) {
    let plan = context.plan;
    let summaries = plan
        .sections
        .iter()
        .filter(|section| section.kind == SectionKind::Summary);
    for text in summaries.flat_map(|section| plan.texts_in(inside(section))) {
        for found in COUNT.captures_iter(&text.plain) {
            let (Some(number), Some(what)) = (found.get(1), found.get(2)) else {
                continue;
            };
            let (name, there) = match what.as_str().to_ascii_lowercase().starts_with('p') {
                true => ("phases", plan.phases.len()),
                false => ("risks", plan.risks.len()),
            };
            if there > 0 && number.as_str().parse() != Ok(there) {
                report.find(
                    text.line_of(number.start()),
                    format!(
                        "The summary counts {} {name}, the plan has {there}",
                        number.as_str()
                    ),
                    "Count again, or add what is missing",
                );
            }
        }
    }
}
