//! Which commands nothing in the document speaks against, before and after.
//!
//! What else keeps a command from running is a matter of its text and directory, which a conversion does
//! not change; so commands are compared by these, and by what must come out of them.

use serde::{Deserialize, Serialize};
use stopgate_model::{Command, Directory, Expectation, Plan, Role, Section};

/// A command that nothing in its document speaks against.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Runnable {
    command: String,
    directory: String,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    expectations: Vec<Expectation>,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    undoes: bool,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    seconds: Option<u64>,
}

/// A command that a conversion holds back, by where it stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Held {
    /// The heading above it.
    under: String,
    pub(super) command: String,
}

impl Runnable {
    fn of(command: &Command) -> Option<Self> {
        let Directory::Stated(directory) = &command.directory else {
            return None;
        };
        command.obstacles.is_empty().then(|| Self {
            command: command.text.clone(),
            directory: directory.value.clone(),
            expectations: command.expectations.clone(),
            undoes: command.role == Role::Rollback,
            seconds: command.timeout.map(|timeout| timeout.as_secs()),
        })
    }
}

impl Held {
    pub(super) fn of(command: &Command, sections: &[Section]) -> Self {
        let section = command.section.and_then(|at| sections.get(at));
        Self {
            under: section.map_or_else(String::new, |section| section.title.clone()),
            command: command.text.clone(),
        }
    }
}

/// The runnable commands of a plan.
pub(super) fn of(plan: &Plan) -> Vec<Runnable> {
    plan.commands.iter().filter_map(Runnable::of).collect()
}

/// The runnable commands of a plan that are not among those `before`.
pub(super) fn new_ones(before: &[Runnable], after: &Plan) -> Vec<Held> {
    let mut known = before.to_vec();
    let mut new: Vec<Held> = Vec::new();
    for command in &after.commands {
        let Some(runnable) = Runnable::of(command) else {
            continue;
        };
        match known.iter().position(|known| *known == runnable) {
            Some(at) => drop(known.swap_remove(at)),
            None => new.push(Held::of(command, &after.sections)),
        }
    }
    new.dedup();
    new
}

/// Those of the commands `before` that a plan cannot run.
pub(super) fn lapsed(before: &[Runnable], after: &Plan) -> Vec<Runnable> {
    let mut left = before.to_vec();
    for runnable in of(after) {
        if let Some(at) = left.iter().position(|known| *known == runnable) {
            left.remove(at);
        }
    }
    left
}
