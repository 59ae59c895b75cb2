//! `phase-without-tasks`: a phase in which nothing is to be done.
//!
//! Bullets count: how tasks are laid out is not judged here.

use stopgate_model::{Phase, Plan, TextPlace};
use stopgate_source::Severity;

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
    for (index, phase) in plan.phases.iter().enumerate() {
        let commands = plan
            .commands
            .iter()
            .any(|command| command.phase == Some(index));
        if phase.tasks.is_empty() && !commands && !has_items(phase, plan) {
            report.find(
                phase.title.origin,
                format!(
                    "\"{}\" has no task, so it is a wish and not a step",
                    brief(&phase.title.value)
                ),
                "List what is to be done, with enough detail to do it",
            );
        }
    }
}

fn has_items(phase: &Phase, plan: &Plan) -> bool {
    let is_check = |start: usize| {
        phase
            .criteria
            .as_ref()
            .is_some_and(|found| found.heading.start() <= start)
    };
    let mut items = plan
        .texts_in(phase.span)
        .filter(|text| text.place == TextPlace::Item);
    items.any(|text| !is_blank(&text.value) && !is_check(text.origin.start()))
}
