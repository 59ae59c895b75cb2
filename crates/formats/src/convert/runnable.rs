//! Which commands nothing in the document speaks against, before and after.
//!
//! What else keeps a command from running is a matter of its text and directory, which a conversion does
//! not change; so commands are compared by these, and by what must come out of them.

use std::collections::{HashMap, HashSet};

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
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
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
    let mut known = Pool::of(before);
    let is_new =
        |command: &&Command| Runnable::of(command).is_some_and(|runnable| !known.take(&runnable));
    let new = after.commands.iter().filter(is_new);
    let new: Vec<Held> = new
        .map(|command| Held::of(command, &after.sections))
        .collect();
    let mut seen = HashSet::new();
    let first = |held: &&Held| seen.insert((*held).clone());
    new.iter().filter(first).cloned().collect()
}

/// Those of the commands `before` that a plan cannot run.
pub(super) fn lapsed(before: &[Runnable], after: &Plan) -> Vec<Runnable> {
    let after = of(after);
    let mut known = Pool::of(&after);
    let gone = before.iter().filter(|runnable| !known.take(runnable));
    gone.cloned().collect()
}

/// Commands from which each may be taken once.
struct Pool<'r> {
    by_text: HashMap<&'r str, Vec<&'r Runnable>>,
}

impl<'r> Pool<'r> {
    fn of(all: &'r [Runnable]) -> Self {
        let mut by_text: HashMap<&str, Vec<&Runnable>> = HashMap::new();
        for runnable in all {
            by_text.entry(&runnable.command).or_default().push(runnable);
        }
        Self { by_text }
    }

    /// Takes a command out, where it is there.
    fn take(&mut self, runnable: &Runnable) -> bool {
        let Some(alike) = self.by_text.get_mut(runnable.command.as_str()) else {
            return false;
        };
        let at = alike.iter().rposition(|known| *known == runnable);
        at.map(|at| alike.swap_remove(at)).is_some()
    }
}
