//! `timeline-phase-missing`: a phase with tasks that the timeline leaves out.
//!
//! A timeline that names fewer than half of the phases by label is laid out in another way.

use stopgate_model::{Phase, Plan, Section};
use stopgate_source::Severity;

use crate::contents::texts;
use crate::phase_names::{is_among, named, says_title};
use crate::standing::brief;
use crate::{Check, Context, Report, Rule};

pub(crate) const RULE: Rule = Rule {
    code: "TSK018",
    name: "timeline-phase-missing",
    summary: "The timeline leaves out a phase",
    severity: Severity::Error,
    requirements: &[],
    check: Check::Plan(look),
};

fn look(context: &Context<'_>, report: &mut Report<'_>) {
    let plan = context.plan;
    let Some(section) = plan.section("timeline") else {
        return;
    };
    let known = known(plan, section);
    let is_named = |phase: &&Phase| {
        let label = phase.label.as_deref();
        label.is_some_and(|label| is_among(label, &known))
    };
    if plan.phases.iter().filter(is_named).count() * 2 < plan.phases.len() {
        return;
    }
    for phase in plan.phases.iter().filter(|phase| !is_named(phase)) {
        let told = texts(plan, section).any(|text| says_title(&text.value, phase));
        if !told && phase.label.is_some() && !phase.tasks.is_empty() {
            report.find(
                section.heading,
                format!(
                    "\"{}\" has tasks and no place in the timeline, so the end date is too early",
                    brief(&phase.title.value)
                ),
                "Give the phase its weeks, or say that it runs beside another one",
            ).ask(format!("In which week is \"{}\" done? The end date is too early otherwise. For example: Week 2: Phase 2?", brief(&phase.title.value)));
        }
    }
}

/// The labels that the timeline names, code blocks included.
fn known(plan: &Plan, section: &Section) -> Vec<String> {
    let entries = plan.timeline.iter().flat_map(|entry| entry.phases.clone());
    let said = texts(plan, section).flat_map(|text| named(&text.value));
    entries.chain(said).collect()
}
