//! `metadata-missing`: a header line that the format demands is not there.

use stopgate_source::{About, Severity};

use crate::{Check, Context, Report, Rule};

pub(crate) const RULE: Rule = Rule {
    code: "STR014",
    name: "metadata-missing",
    summary: "A header line that the format demands is missing",
    severity: Severity::Warning,
    requirements: &[],
    check: Check::Plan(look),
};

fn look(context: &Context<'_>, report: &mut Report<'_>) {
    let plan = context.plan;
    for missing in plan
        .missing
        .iter()
        .filter(|missing| missing.id.starts_with("header:"))
    {
        report.find_for(
            missing.requirement.as_deref(),
            plan.anchor,
            format!("The header says nothing about \"{}\"", missing.title),
            format!(
                "Add a line \"**{}**: …\" with its value below the title",
                missing.title
            ),
        ).ask_for(About::Header(missing.id.trim_start_matches("header:").to_owned()), format!("What is the \"{}\" of this plan? Lists and readers sort by it. For example: a short value, or \"none\" with why?", missing.title));
    }
}
