//! What runner and supervisor say to each other: JSON, one message a line.

use serde::{Deserialize, Serialize};
use stopgate_model::Sandbox;
use stopgate_runner::{Job, Outcome, Variable};

use crate::sandbox::Examined;

/// What the runner asks for.
#[derive(Serialize, Deserialize)]
pub(super) enum Request {
    /// First of all: which lock to hold, and what to mask beyond the secrets of each job.
    Open {
        lock_name: String,
        secrets: Vec<Variable>,
        /// Where steps are to be shut in; none for those that are not.
        #[serde(default)]
        shut_in: Option<ShutIn>,
    },
    /// Instead of all others: try what this machine can enforce, around this root.
    Examine,
    /// Build the cell of a sandbox, or say why it cannot be built.
    Prepare(Sandbox),
    /// Hold this step.
    Run(Job),
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
