//! `unknown-dependency`: a dependency on something that no task or phase is called.
//!
//! What is said to lie outside of the plan, and lists or ranges of known tasks, are no dangling names.

use std::collections::HashMap;

use stopgate_expressions::{pattern, words};
use stopgate_model::{Dependency, Plan};
use stopgate_source::{Pattern, Severity, Words};

use crate::standing::brief;
use crate::{Check, Context, Report, Rule};

pub(crate) const RULE: Rule = Rule {
    code: "TSK006",
    name: "unknown-dependency",
    summary: "A task waits for something that no task is called",
    severity: Severity::Error,
    requirements: &["T2"],
    check: Check::Plan(look),
};

fn look(context: &Context<'_>, report: &mut Report<'_>) {
    let plan = context.plan;
    let graph = context.queries.graph();
    let names = names(plan);
    for (index, task) in graph.tasks().iter().enumerate() {
        for dependency in graph.waits_for(index) {
            let Dependency::Unknown(wanted) = dependency else {
                continue;
            };
            if is_outside(&wanted.value) || is_known(&wanted.value, &names) {
                continue;
            }
            report.find(
                wanted.origin,
                format!(
                    "Task \"{}\" waits for \"{}\", and no task is called that",
                    brief(task.name()),
                    brief(&wanted.value)
                ),
                advice(&wanted.value, &names),
            );
        }
    }
}

/// What tasks and phases are called: in lower case, and as it stands there.
fn names(plan: &Plan) -> HashMap<String, String> {
    let cells = plan.tasks().flat_map(|task| [&task.id, &task.title]);
    let tasks = cells.filter_map(|cell| cell.text()).map(str::to_owned);
    let labels = plan.phases.iter().filter_map(|phase| phase.label.as_ref());
    let phases = labels.map(|label| format!("Phase {label}"));
    tasks
        .chain(phases)
        .map(|name| (name.trim().to_lowercase(), name))
        .collect()
}

fn is_outside(wanted: &str) -> bool {
    static OUTSIDE: Words = words!(
        r"\b(?:external|vendor|supplier|third[- ]party|other teams?|outside|approval|sign-?off|see)\b",
        r"|^\W*(?:none|nothing|n/?a|no|all|everything|previous|above|the above|prior|parallel|any)\b|\bteam\b|https?://|^#\d+$|^[a-z]{2,}-\d+$",
    );
    OUTSIDE.is_match(wanted)
}

/// `B2 (mapper)`, `B1 and B2`, `B1-B3`, a title of which a part is left out.
fn is_known(wanted: &str, names: &HashMap<String, String>) -> bool {
    const TELLING: usize = 8;
    static JOINT: Pattern =
        pattern!(r"(?i)\s*(?:[&+;/–—-]|,|\band\b|\bor\b|\bto\b|\bthrough\b|\.\.)\s*");
    let wanted = wanted.to_lowercase();
    let bare = wanted.split('(').next().unwrap_or(&wanted).trim();
    let bare = bare
        .trim_start_matches('#')
        .trim_start_matches("tasks ")
        .trim_start_matches("task ");
    let starts = |name: &str| {
        bare.strip_prefix(name)
            .is_some_and(|rest| !rest.starts_with(char::is_alphanumeric))
    };
    let part = |name: &str| {
        bare.len() >= TELLING
            && name.len() >= TELLING
            && (name.contains(bare) || bare.contains(name))
    };
    let listed = || {
        JOINT
            .split(bare)
            .all(|piece| names.contains_key(piece.trim()))
    };
    names.keys().any(|name| starts(name) || part(name)) || listed()
}

fn advice(wanted: &str, names: &HashMap<String, String>) -> String {
    const CLOSE: usize = 2;
    let wanted = wanted.to_lowercase();
    let mut near: Vec<(usize, &String)> = names
        .iter()
        .map(|(key, name)| (distance(&wanted, key), name))
        .collect();
    near.sort_unstable();
    match near.first() {
        Some((steps, name)) if *steps <= CLOSE => {
            format!("Name an existing task; did you mean \"{}\"?", brief(name))
        }
        _ => "Name an existing task, add the missing one, or say that it lies outside (`external: …`)".to_owned(),
    }
}

/// Edits that lead from one word to the other.
fn distance(from: &str, to: &str) -> usize {
    let to: Vec<char> = to.chars().collect();
    let mut row: Vec<usize> = (0..=to.len()).collect();
    for (i, a) in from.chars().enumerate() {
        let mut diagonal = std::mem::replace(&mut row[0], i + 1);
        for (j, b) in to.iter().enumerate() {
            let replaced = diagonal + usize::from(a != *b);
            diagonal = row[j + 1];
            row[j + 1] = replaced.min(row[j] + 1).min(diagonal + 1);
        }
    }
    row.last().copied().unwrap_or_default()
}
