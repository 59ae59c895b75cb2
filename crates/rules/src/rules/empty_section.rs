//! `empty-section`: a heading that the format demands, with nothing but comments and blanks below it.

use stopgate_model::{Plan, Section};
use stopgate_source::Severity;

use crate::contents::commands_in;
use crate::contents::cover::Cover;
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
    let phases: Cover = plan.phases.iter().map(|phase| phase.title.origin).collect();
    for (index, section) in plan.sections.iter().enumerate() {
        let has_phases = phases.overlaps(section.body);
        if is_due(section) && !has_phases && !is_told_below(plan, index, section) {
            report.find_for(
                section.requirement.as_deref(),
                section.heading,
                format!("The section \"{}\" is empty", section.title),
                "Write what is known, or say that there is nothing to say and why; what is not \
                 known yet is an open question",
            ).ask(format!("What belongs into \"{}\"? It is empty. For example: two sentences, or why there is nothing to say?", section.title));
        }
    }
}

fn is_due(section: &Section) -> bool {
    section.id.is_some() && section.required && section.empty
}

/// True where something below the section has content, or is reported itself.
fn is_told_below(plan: &Plan, index: usize, section: &Section) -> bool {
    let mut below = plan.sections[index + 1..]
        .iter()
        .take_while(|other| section.span.contains(other.heading));
    below.any(|other| !other.empty || is_due(other))
        || commands_in(plan, section.body).next().is_some()
}
