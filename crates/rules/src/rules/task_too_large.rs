//! `task-too-large`: a task whose lower estimate is above five working days.

use stopgate_model::parse_estimate;
use stopgate_source::Severity;

use crate::standing::brief;
use crate::{Check, Context, Report, Rule};

pub(crate) const RULE: Rule = Rule {
    code: "TSK005",
    name: "task-too-large",
    summary: "A task takes more than five days",
    severity: Severity::Warning,
    requirements: &[],
    check: Check::Plan(look),
};

/// Five working days, in hours.
const LIMIT: f64 = 40.0;

fn look(context: &Context<'_>, report: &mut Report<'_>) {
    for task in context.plan.tasks() {
        let Some(estimate) = task.estimate.filled() else {
            continue;
        };
        let hours = parse_estimate(&estimate.value);
        if hours.is_some_and(|hours| hours.low.min(hours.high) > LIMIT) {
            report.find(
                estimate.origin,
                format!(
                    "Task \"{}\" takes {}: more than five days pass before anyone sees whether it is late",
                    brief(task.name()),
                    brief(&estimate.value)
                ),
                "Split it into tasks of five days or less, each with a result of its own",
            );
        }
    }
}
