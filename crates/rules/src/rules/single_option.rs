//! `single-option`: an options section with fewer than two options.

use stopgate_source::Severity;

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
    report.find(
        section.heading,
        message,
        "Add a second option with diagram, pros, cons and what it is best for",
    );
}
