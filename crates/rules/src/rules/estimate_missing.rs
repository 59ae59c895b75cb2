//! `estimate-missing`: a task without an estimate in a plan that estimates its tasks.

use stopgate_model::Cell;
use stopgate_source::{About, Severity};

use crate::standing::brief;
use crate::{Check, Context, Report, Rule};

pub(crate) const RULE: Rule = Rule {
    code: "TSK003",
    name: "estimate-missing",
    summary: "A task has no estimate",
    severity: Severity::Error,
    requirements: &[],
    check: Check::Plan(look),
};

fn look(context: &Context<'_>, report: &mut Report<'_>) {
    let plan = context.plan;
    let estimated = plan.tasks().any(|task| task.estimate.filled().is_some());
    for task in plan
        .tasks()
        .filter(|task| task.title.filled().is_some() || task.id.filled().is_some())
    {
        let missing = match task.estimate {
            Cell::Absent => estimated,
            Cell::Empty(_) => true,
            Cell::Filled(_) => false,
        };
        if missing {
            report.find(
                task.origin,
                format!(
                    "Task \"{}\" has no estimate, so no finish date follows from the plan",
                    brief(task.name())
                ),
                "Estimate it as `2h`, `0.5d`, `1w` or a range such as `2-4h`",
            ).ask_for(
                About::Cell { record: task.origin, column: "estimate".to_owned() },
                format!("How long does \"{}\" take? No finish date follows otherwise. For example: 2-4h?", brief(task.name())),
            );
        }
    }
}
