//! What a run takes over from the one that carried out its plan before it was changed.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// The run that a run goes on from, and what was done there. It began only once that one says so
/// ([`Event::Superseded`](crate::Event::Superseded)): that one record closes the one and opens the other.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Succession {
    /// Name of the run that is superseded.
    pub run: String,
    /// Ids of steps that are as they were, and were done there.
    pub done: Vec<String>,
    /// Ids of steps that were done there, were edited since, and count as done because a person says so,
    /// with the ids that they had.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub kept: BTreeMap<String, String>,
    /// What was done, and is no step any more.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub left: Vec<LeftBehind>,
}

/// A step that was done and stands in no plan any more: nothing but a person undoes it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LeftBehind {
    /// Name of the run in which it was done.
    pub run: String,
    /// Its id there.
    pub step: String,
    /// The command.
    pub command: String,
    /// Directory relative to the root.
    pub directory: String,
    /// The commands that undid it, in the order in which the plan carried them out.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub undo: Vec<String>,
}

impl Succession {
    /// The steps that count as done, each with the reason.
    pub fn skipped(&self) -> impl Iterator<Item = (String, String)> {
        let done = self.done.iter();
        let done = done.map(|step| (step.clone(), format!("done in run {}", self.run)));
        let kept = self.kept.iter().map(|(step, was)| {
            let how = if step == was {
                "before it was edited".to_owned()
            } else {
                format!("as {was}")
            };
            (
                step.clone(),
                format!("done in run {} {how}, and kept", self.run),
            )
        });
        done.chain(kept)
    }

    /// True where a step counts as done.
    pub fn counts(&self, step: &str) -> bool {
        self.kept.contains_key(step) || self.done.iter().any(|done| done == step)
    }
}
