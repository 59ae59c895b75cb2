//! `critical-task-without-owner`: nobody does a task of the longest chain.

use stopgate_source::Severity;

use crate::standing::{brief, is_unowned};
use crate::{Check, Context, Report, Rule};

pub(crate) const RULE: Rule = Rule {
    code: "TSK026",
    name: "critical-task-without-owner",
    summary: "A task of the longest chain has no owner",
    severity: Severity::Warning,
    requirements: &[],
    check: Check::Plan(look),
};

fn look(context: &Context<'_>, report: &mut Report<'_>) {
    let graph = context.queries.graph();
    let longest = context.queries.chains().longest();
    if longest.len() < 2 {
        return;
    }
    for &index in longest {
        let task = graph.tasks()[index];
        if is_unowned(&task.owner) {
            let name = brief(task.name());
            report
                .find(
                    task.origin,
                    format!("Task \"{name}\" decides when the plan ends, and nobody owns it"),
                    "Name who does it",
                )
                .ask(format!(
                    "Who does \"{name}\", on which the end of the plan depends? For example \"Liv\"?"
                ));
        }
    }
}
