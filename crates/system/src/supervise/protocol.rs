//! What runner and supervisor say to each other: JSON, one message a line.

use std::path::PathBuf;

use serde::{Deserialize, Serialize};
use stopgate_runner::{Job, Outcome, Variable};

/// What the runner asks for.
#[derive(Serialize, Deserialize)]
pub(super) enum Request {
    /// First of all: which lock to hold, what to mask beyond the secrets of each job, and the file in
    /// which to record what the runner does not live to hear.
    Open {
        lock_name: String,
        secrets: Vec<Variable>,
        record: Option<PathBuf>,
    },
    /// Hold this step.
    Run(Job),
    /// Nothing more: the runner has heard everything.
    Leave,
}

/// What the supervisor answers.
#[derive(Serialize, Deserialize)]
pub(super) enum Report {
    /// To [`Request::Open`]: steps can come.
    Ready,
    /// To [`Request::Open`]: no step will be held; why.
    Refused(String),
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
