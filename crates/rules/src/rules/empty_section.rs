//! `empty-section`: a heading that the format demands, with nothing but comments and blanks below it.

use stopgate_model::{Plan, Section};
use stopgate_source::Severity;

use crate::{Check, Context, Report, Rule};

pub(crate) const RULE: Rule = Rule {
    code: "STR007",
    name: "empty-section",
    summary: "A section that the format demands is empty",
    severity: Severity::Error,
    requirements: &[],
    check: Check::Plan(look),
};

fn look(context: &Context<'_>, report: &mut Report<'_>) {
    let plan = context.plan;
    for section in plan.sections.iter().filter(|section| is_due(section)) {
        if !is_told_below(plan, section) {
            report.find_for(
                section.requirement.as_deref(),
                section.heading,
                format!("The section \"{}\" is empty", section.title),
                "Write what is known, or say that there is nothing to say and why; what is not \
                 known yet is an open question",
            );
        }
    }
}

fn is_due(section: &Section) -> bool {
    section.id.is_some() && section.required && section.empty
}

/// True where something below the section has content, or is reported itself.
fn is_told_below(plan: &Plan, section: &Section) -> bool {
    let below = |other: &Section| {
        other.heading.start() > section.heading.start() && section.span.contains(other.heading)
    };
    let mut sections = plan.sections.iter().filter(|other| below(other));
    sections.any(|other| !other.empty || is_due(other))
        || plan
            .phases
            .iter()
            .any(|phase| section.body.contains(phase.title.origin))
        || plan
            .commands
            .iter()
            .any(|command| section.body.contains(command.origin))
}
