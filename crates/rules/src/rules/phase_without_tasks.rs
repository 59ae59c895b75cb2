//! `phase-without-tasks`: a phase in which nothing is to be done.
//!
//! Bullets and commands in the phase count: how tasks are laid out is not judged here. Checks and
//! ways back that stand elsewhere and name the phase are not its work.

use stopgate_model::{Cell, Phase, Plan, Role, Text, TextPlace};
use stopgate_source::{About, Severity};

use crate::standing::{brief, is_blank};
use crate::{Check, Context, Report, Rule};

pub(crate) const RULE: Rule = Rule {
    code: "TSK012",
    name: "phase-without-tasks",
    summary: "A phase has no concrete task",
    severity: Severity::Error,
    requirements: &[],
    check: Check::Plan(look),
};

fn look(context: &Context<'_>, report: &mut Report<'_>) {
    let plan = context.plan;
    for phase in &plan.phases {
        if phase.tasks.is_empty() && !has_commands(phase, plan) && !has_items(phase, plan) {
            report.find(
                phase.title.origin,
                format!(
                    "\"{}\" has no task, so it is a wish and not a step",
                    brief(&phase.title.value)
                ),
                "List what is to be done, with enough detail to do it",
            ).ask_for(
                About::Phase { heading: phase.title.origin, part: "tasks".to_owned() },
                format!("Which tasks does \"{}\" have, and how is each done? It is a wish otherwise. For example: create the table, `make table`?", brief(&phase.title.value)),
            );
        }
    }
}

/// Commands of a way back do no work; checks count where the phase is told, because some plans have no other commands.
fn has_commands(phase: &Phase, plan: &Plan) -> bool {
    let told = has_words(phase, plan);
    let mut commands = plan.commands.iter();
    commands.any(|command| {
        let is_work =
            command.role != Role::Rollback && (told || !is_check(phase, command.origin.start()));
        is_work && phase.span.contains(command.origin)
    })
}

fn has_items(phase: &Phase, plan: &Plan) -> bool {
    let mut items = plan
        .texts_in(phase.span)
        .filter(|text| text.place == TextPlace::Item);
    items.any(|text| {
        !is_blank(&text.value) && !is_check(phase, text.origin.start()) && !is_field(text, phase)
    })
}

/// True where something is told of the phase before its checks: a sentence, a part of it.
fn has_words(phase: &Phase, plan: &Plan) -> bool {
    let mut texts = plan.texts_in(phase.span).filter(|text| {
        text.place != TextPlace::Cell(true) && !phase.title.origin.overlaps(text.origin)
    });
    texts.any(|text| {
        !is_blank(&text.value) && !is_check(phase, text.origin.start()) && !is_field(text, phase)
    })
}

/// True for what stands under the success criteria of the phase.
fn is_check(phase: &Phase, start: usize) -> bool {
    phase
        .criteria
        .as_ref()
        .is_some_and(|found| found.heading.start() <= start)
}

/// True for the goal or stop-gate of the phase, written as an item.
fn is_field(text: &Text, phase: &Phase) -> bool {
    [&phase.goal, &phase.stop_gate].into_iter().any(|cell| {
        let origin = match cell {
            Cell::Absent => return false,
            Cell::Empty(origin) => *origin,
            Cell::Filled(value) => value.origin,
        };
        text.origin.overlaps(origin)
    })
}
