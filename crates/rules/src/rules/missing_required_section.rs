//! `missing-required-section`: a section that the format demands is not there.
//!
//! Points of checklists and header fields are missing things with an id of two parts; other rules speak of them.

use stopgate_source::{About, Severity};

use crate::{Check, Context, Report, Rule};

pub(crate) const RULE: Rule = Rule {
    code: "STR001",
    name: "missing-required-section",
    summary: "A section that the format demands is missing",
    severity: Severity::Error,
    requirements: &[],
    check: Check::Plan(look),
};

fn look(context: &Context<'_>, report: &mut Report<'_>) {
    let plan = context.plan;
    for missing in plan
        .missing
        .iter()
        .filter(|missing| !missing.id.contains(':'))
    {
        report.find_for(
            missing.requirement.as_deref(),
            plan.anchor,
            format!("The section \"{}\" is missing", missing.title),
            format!(
                "Add a heading \"{}\" with what is known; what is not known yet is an open question",
                missing.title
            ),
        ).ask_for(About::Section(missing.id.clone()), format!("What belongs into \"{}\"? The format asks for it. For example: what is known, and one open question?", missing.title));
    }
}
