//! What runner and supervisor say to each other: JSON, one message a line.

use std::path::PathBuf;

use serde::{Deserialize, Serialize};
use stopgate_model::Sandbox;
use stopgate_runner::{Job, Outcome, Variable};

use crate::sandbox::Examined;

/// What the runner asks for.
#[derive(Serialize, Deserialize)]
pub(super) enum Request {
    /// First of all: which lock to hold, what to mask beyond the secrets of each job, and the file in
    /// which to record what the runner does not live to hear.
    Open {
        lock_name: String,
        secrets: Vec<Variable>,
        record: Option<PathBuf>,
        /// Where steps are to be shut in; none for those that are not.
        shut_in: Option<ShutIn>,
    },
    /// Instead of all others: try what this machine can enforce, around this root.
    Examine,
    /// Build the cell of a sandbox, or say why it cannot be built.
    Prepare(Sandbox),
    /// Where to record, where that was not known at first.
    Record(PathBuf),
    /// Hold this step.
    Run(Job),
    /// Nothing more: the runner has heard everything.
    Leave,
}

/// What cells are built around.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct ShutIn {
    /// The plan, relative to the root.
    pub(super) plan: Option<String>,
}

/// What the supervisor answers.
#[derive(Serialize, Deserialize)]
pub(super) enum Report {
    /// To [`Request::Open`] and [`Request::Prepare`]: steps can come.
    Ready,
    /// To [`Request::Open`]: no step will be held; why.
    Refused(String),
    /// To [`Request::Prepare`] and [`Request::Run`]: this kernel cannot shut the step in, and it was not
    /// started; why.
    NotShutIn(String),
    /// To [`Request::Examine`].
    Examined(Vec<Examined>),
    /// What the step wrote, masked; not all of it where it writes much.
    Piece(String),
    /// The step is over, and nothing of it is left.
    Outcome(Outcome),
}

/// A message with the end of its line.
pub(super) fn line<T: Serialize>(message: &T) -> std::io::Result<Vec<u8>> {
    let mut line = serde_json::to_vec(message)?;
    line.push(b'\n');
    Ok(line)
}
