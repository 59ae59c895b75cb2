//! `due-before-finish`: an action that is due before its task can end.

use std::collections::HashMap;

use stopgate_expressions::words;
use stopgate_source::{Severity, Words};

use crate::chains::{first_day, working_day};
use crate::standing::brief;
use crate::written_day::day_in;
use crate::{Check, Context, Report, Rule};

pub(crate) const RULE: Rule = Rule {
    code: "TSK016",
    name: "due-before-finish",
    summary: "An action is due before its task can be finished",
    severity: Severity::Error,
    requirements: &[],
    check: Check::Plan(look),
};

fn look(context: &Context<'_>, report: &mut Report<'_>) {
    let plan = context.plan;
    let (graph, chains) = (context.queries.graph(), context.queries.chains());
    let Some(first) = first_day(plan) else {
        return;
    };
    let mut known: HashMap<String, usize> = HashMap::new();
    for (index, task) in graph.tasks().iter().enumerate() {
        for name in [task.id.text(), task.title.text()].into_iter().flatten() {
            known.insert(name.to_lowercase(), index);
        }
    }
    for action in &plan.actions {
        let (Some(name), Some(due)) = (action.action.text(), action.due.filled()) else {
            continue;
        };
        let Some(task) = task_of(name, &known) else {
            continue;
        };
        let end = chains.end(task).and_then(|hours| working_day(first, hours));
        let Some((end, day)) = end.zip(day_in(&due.value)) else {
            continue;
        };
        if first <= day && day < end {
            report.find(
                due.origin,
                format!(
                    "\"{}\" is due on {day}, but what it waits for lets it end on {end} at the earliest",
                    brief(name)
                ),
                "Move the date, shorten the chain of dependencies, or mend the estimates",
            );
        }
    }
}

/// What ends a task when it is done to it.
static ENDS: Words = words!(
    r"^\W*(?:finish|complete|conclude|deliver|ship|release|close|demo|demonstrate|show|present|hand over)\b"
);

/// The task that an action is: of the same name, named by its id in front (`T3: …`), or the only one
/// that it says to end (`Finish T3`).
fn task_of(action: &str, known: &HashMap<String, usize>) -> Option<usize> {
    let action = action.to_lowercase();
    let id = action.split(':').next().unwrap_or(&action).trim();
    let named = known.get(action.trim()).or_else(|| known.get(id)).copied();
    named.or_else(|| {
        let mut words = action
            .split(|c: char| !(c.is_alphanumeric() || matches!(c, '.' | '-')))
            .filter_map(|word| known.get(word));
        let only = words
            .next()
            .filter(|only| words.all(|other| other == *only));
        only.copied().filter(|_| ENDS.is_match(&action))
    })
}
