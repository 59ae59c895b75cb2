//! `single-option`: an options section with fewer than two options.
//!
//! Options in a table or list are options, too, even where their pros and cons are not read.

use stopgate_expressions::words;
use stopgate_model::{Plan, Section, TextPlace};
use stopgate_source::{Severity, Words};

use crate::{Check, Context, Report, Rule};

pub(crate) const RULE: Rule = Rule {
    code: "OPT001",
    name: "single-option",
    summary: "Fewer than two options were weighed",
    severity: Severity::Error,
    requirements: &[],
    check: Check::Plan(look),
};

fn look(context: &Context<'_>, report: &mut Report<'_>) {
    let plan = context.plan;
    let Some(section) = plan.section("options").filter(|section| !section.empty) else {
        return;
    };
    let message = match plan.options.len() {
        0 => "The section holds no option with pros and cons, so nothing was weighed",
        1 => "Only one option is presented, so nothing was weighed against it",
        _ => return,
    };
    if plan.options.is_empty() && has_other_form(plan, section) {
        return;
    }
    report.find(
        section.heading,
        message,
        "Add a second option with diagram, pros, cons and what it is best for",
    ).ask("Which other option was considered, and why was it not taken? For example: a cron job, no retries?");
}

fn has_other_form(plan: &Plan, section: &Section) -> bool {
    static COLUMN: Words = words!(r"^\W*(?:pros?|cons?|advantages?|disadvantages?|trade-?offs?)\b");
    static NAME: Words = words!(
        r"^\W*(?:options?|alternatives?|approach(?:es)?|variants?) (?:[a-z]|\d+)\b|^[a-d1-4][:.)]\s"
    );
    let texts = || {
        plan.texts_in(section.span)
            .filter(|text| text.place != TextPlace::Heading)
    };
    texts().any(|text| text.place == TextPlace::Cell(true) && COLUMN.is_match(&text.value))
        || texts().filter(|text| NAME.is_match(&text.value)).count() > 1
}
