//! `duplicate-section`: two sections of a plan play the same part.
//!
//! The same part under different parents is fine (criteria of each phase), and so are phases.

use std::collections::HashMap;

use stopgate_source::Severity;

use crate::contents::cover::Cover;
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
    let phases: Cover = plan.phases.iter().map(|phase| phase.title.origin).collect();
    let mut firsts = HashMap::new();
    for section in plan.sections.iter().filter(|section| section.id.is_some()) {
        let part = (&section.id, section.level, section.parent);
        let Some(first) = firsts.get(&part) else {
            firsts.insert(part, section);
            continue;
        };
        if !phases.overlaps(section.heading) {
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
