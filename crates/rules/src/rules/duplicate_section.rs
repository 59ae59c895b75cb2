//! `duplicate-section`: two sections of a plan play the same part.
//!
//! The same part under different parents is fine (criteria of each phase), and so are phases.

use stopgate_model::{Plan, Section};
use stopgate_source::Severity;

use crate::{Check, Context, Report, Rule};

pub(crate) const RULE: Rule = Rule {
    code: "STR003",
    name: "duplicate-section",
    summary: "Two sections play the same part",
    severity: Severity::Warning,
    requirements: &[],
    check: Check::Plan(look),
};

fn look(context: &Context<'_>, report: &mut Report<'_>) {
    let plan = context.plan;
    for (index, section) in plan.sections.iter().enumerate() {
        if section.id.is_none() || is_phase(plan, section) {
            continue;
        }
        let repeats = |first: &&Section| {
            first.id == section.id
                && first.level == section.level
                && parent(plan, first) == parent(plan, section)
        };
        if let Some(first) = plan.sections[..index].iter().find(repeats) {
            report.find(
                section.heading,
                format!(
                    "\"{}\" plays the same part as \"{}\"",
                    section.title, first.title
                ),
                "Merge the two sections, so that readers and tools look in one place",
            );
        }
    }
}

fn is_phase(plan: &Plan, section: &Section) -> bool {
    plan.phases
        .iter()
        .any(|phase| phase.title.origin.overlaps(section.heading))
}

/// Where the heading of the section around stands.
fn parent(plan: &Plan, section: &Section) -> Option<usize> {
    let around =
        |other: &&Section| other.level < section.level && other.span.contains(section.heading);
    let parent = plan
        .sections
        .iter()
        .filter(around)
        .min_by_key(|other| other.span.len());
    parent.map(|parent| parent.heading.start())
}
