//! `task-without-owner`: a task whose owner cell names nobody.

use stopgate_source::{About, Severity};

use crate::standing::{brief, is_unowned};
use crate::{Check, Context, Report, Rule};

pub(crate) const RULE: Rule = Rule {
    code: "TSK034",
    name: "task-without-owner",
    summary: "A task has no owner",
    severity: Severity::Warning,
    requirements: &[],
    check: Check::Plan(look),
};

fn look(context: &Context<'_>, report: &mut Report<'_>) {
    for task in context.plan.tasks().filter(|task| is_unowned(&task.owner)) {
        if task.title.filled().is_some() || task.id.filled().is_some() {
            report.find(
                task.origin,
                format!(
                    "Task \"{}\" has no owner, so everybody may think that another does it",
                    brief(task.name())
                ),
                "Name who does it",
            ).ask_for(
                About::Cell { record: task.origin, column: "owner".to_owned() },
                format!("Who does \"{}\"? Everybody may think that another does it. For example: Ines?", brief(task.name())),
            );
        }
    }
}
