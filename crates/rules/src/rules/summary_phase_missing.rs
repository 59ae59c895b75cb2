//! `summary-phase-missing`: a phase that the summary leaves out.
//!
//! Where fewer than half of the phases have a line or row, the summary is no list of phases.

use stopgate_model::{Phase, Plan, Section, Text, TextPlace, parse_estimate};
use stopgate_source::Severity;

use crate::contents::texts;
use crate::phase_names::{is_among, named, says_title};
use crate::standing::brief;
use crate::{Check, Context, Report, Rule};

pub(crate) const RULE: Rule = Rule {
    code: "TSK038",
    name: "summary-phase-missing",
    summary: "The summary leaves out a phase",
    severity: Severity::Error,
    requirements: &[],
    check: Check::Plan(look),
};

/// Lines that make a list.
const FEWEST: usize = 2;

fn look(context: &Context<'_>, report: &mut Report<'_>) {
    let plan = context.plan;
    let Some(section) = plan.section("summary") else {
        return;
    };
    let said: Vec<&Text> = own_texts(plan, section).collect();
    let known: Vec<String> = said.iter().flat_map(|text| labels(text)).collect();
    let phases: Vec<(&str, &Phase)> = plan.phases.iter().filter_map(numbered).collect();
    let lines: usize = said.iter().map(|text| entries(text)).sum();
    if lines < FEWEST || lines * 2 < phases.len() {
        return;
    }
    for (label, phase) in phases {
        let told = is_among(label, &known);
        if !told && !said.iter().any(|text| says_title(&text.value, phase)) {
            report.find(
                section.heading,
                format!(
                    "The summary leaves out \"{}\", so its duration and its total hide work",
                    brief(&phase.title.value)
                ),
                "List the phase with its duration, and see whether the total still holds",
            ).ask(format!("How long does \"{}\" take? The summary leaves it out. For example: Phase 2: 3 days?", brief(&phase.title.value)));
        }
    }
}

fn numbered(phase: &Phase) -> Option<(&str, &Phase)> {
    let label = phase.label.as_deref()?;
    let is_number = label.starts_with(|c: char| c.is_ascii_digit());
    is_number.then_some((label, phase))
}

/// What stands in the summary itself: decisions and questions below it have roles of their own.
fn own_texts<'a>(plan: &'a Plan, section: &'a Section) -> impl Iterator<Item = &'a Text> {
    let is_own = |text: &&Text| {
        let around = text.section.and_then(|at| plan.sections.get(at));
        around.is_some_and(|around| around.id.is_none() || around.heading == section.heading)
    };
    texts(plan, section).filter(is_own)
}

/// How many lines of a text begin with a phase.
fn entries(text: &Text) -> usize {
    let begins = |line: &&str| {
        let line = line.trim_start_matches(|c: char| !c.is_alphanumeric());
        let word = line
            .split_whitespace()
            .take(2)
            .collect::<Vec<_>>()
            .join(" ");
        !named(&word).is_empty() || number(line, text.place).is_some()
    };
    text.value.lines().filter(begins).count()
}

/// The phases that a text names.
fn labels(text: &Text) -> Vec<String> {
    let mut labels = named(&text.value);
    labels.extend(number(text.value.trim(), text.place));
    labels
}

/// The number with which a cell begins: `1 Applications`, but not `3 days`.
fn number(value: &str, place: TextPlace) -> Option<String> {
    if place != TextPlace::Cell(false) || parse_estimate(value).is_some() {
        return None;
    }
    let is_other = |c: char| !c.is_ascii_digit() && c != '.';
    let number = value.split(is_other).next()?.trim_end_matches('.');
    (!number.is_empty()).then(|| number.to_owned())
}
