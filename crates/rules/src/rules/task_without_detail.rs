//! `task-without-detail`: a task whose detail cell is empty.

use stopgate_source::Severity;

use crate::standing::brief;
use crate::{Check, Context, Report, Rule};

pub(crate) const RULE: Rule = Rule {
    code: "TSK013",
    name: "task-without-detail",
    summary: "A task says neither how nor with what",
    severity: Severity::Error,
    requirements: &[],
    check: Check::Plan(look),
};

fn look(context: &Context<'_>, report: &mut Report<'_>) {
    for task in context.plan.tasks().filter(|task| task.detail.is_empty()) {
        if let Some(title) = task.title.text() {
            report.find(
                task.origin,
                format!("Task \"{}\" has neither detail nor command, so it cannot be carried out as planned", brief(title)),
                "Name the command, the file or the setting that it is about",
            );
        }
    }
}
