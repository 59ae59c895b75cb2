//! `duplicate-task-id`: two tasks with one id, or with one name where names are the only ids.
//!
//! Two equal names in different phases confuse nobody until a dependency uses them.

use std::collections::HashMap;

use stopgate_model::{Cell, Plan, Sourced, Task};
use stopgate_source::Severity;

use crate::standing::brief;
use crate::{Check, Context, Report, Rule};

pub(crate) const RULE: Rule = Rule {
    code: "TSK002",
    name: "duplicate-task-id",
    summary: "Two tasks have the same id",
    severity: Severity::Error,
    requirements: &[],
    check: Check::Plan(look),
};

fn look(context: &Context<'_>, report: &mut Report<'_>) {
    let plan = context.plan;
    let mut seen: HashMap<String, &Task> = HashMap::new();
    for task in plan.tasks() {
        let Some(name) = identity(task) else { continue };
        let first = seen.entry(name.value.to_lowercase()).or_insert(task);
        if !std::ptr::eq(*first, task) && confuses(first, task, plan) {
            report.find(
                name.origin,
                format!(
                    "Two tasks are called \"{}\", so a reference to it has two meanings",
                    brief(&name.value)
                ),
                "Give one of them an id of its own and mend the references to it",
            );
        }
    }
}

fn identity(task: &Task) -> Option<&Sourced<String>> {
    match &task.id {
        Cell::Absent => task.title.filled(),
        id => id.filled(),
    }
}

fn confuses(first: &Task, second: &Task, plan: &Plan) -> bool {
    let named = |name: &Sourced<String>| {
        second
            .title
            .text()
            .is_some_and(|title| title.eq_ignore_ascii_case(&name.value))
    };
    second.id != Cell::Absent
        || first.phase == second.phase
        || plan.tasks().any(|task| task.dependencies.iter().any(named))
}
