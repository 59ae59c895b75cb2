//! `wrong-section-level`: a section stands deeper or higher than the others do.

use std::collections::BTreeMap;

use stopgate_model::{Plan, Section};
use stopgate_source::Severity;

use crate::{Check, Context, Report, Rule};

pub(crate) const RULE: Rule = Rule {
    code: "STR005",
    name: "wrong-section-level",
    summary: "The heading of a section has another level than the template gives it",
    severity: Severity::Warning,
    requirements: &[],
    check: Check::Plan(look),
};

/// With fewer sections nothing says which level is the usual one.
const FEWEST: usize = 4;

fn look(context: &Context<'_>, report: &mut Report<'_>) {
    let Some(usual) = usual_depth(context.plan) else {
        return;
    };
    for (section, depth) in depths(context.plan).filter(|(_, depth)| *depth != usual) {
        let (place, reads_as) = if depth > usual {
            ("deeper", "as a part of the one above it")
        } else {
            ("higher", "as if the ones below were its parts")
        };
        let level = i16::from(section.level) - depth + usual;
        report.find(
            section.heading,
            format!(
                "\"{}\" stands {place} than the other sections, so it reads {reads_as}",
                section.title
            ),
            format!("Give the heading level {level}, and what stands below it one to match"),
        );
    }
}

/// The sections that the format demands, and how much deeper than in the template each stands.
fn depths(plan: &Plan) -> impl Iterator<Item = (&Section, i16)> {
    plan.sections.iter().filter_map(|section| {
        let level = section.template_level.filter(|_| section.required)?;
        Some((section, i16::from(section.level) - i16::from(level)))
    })
}

/// The depth of at least three sections in four: a document may begin at another level than the template.
fn usual_depth(plan: &Plan) -> Option<i16> {
    let mut counts: BTreeMap<i16, usize> = BTreeMap::new();
    for (_, depth) in depths(plan) {
        *counts.entry(depth).or_default() += 1;
    }
    let all: usize = counts.values().sum();
    let (&usual, &most) = counts.iter().max_by_key(|(_, count)| **count)?;
    (all >= FEWEST && most * 4 >= all * 3).then_some(usual)
}
