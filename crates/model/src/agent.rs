//! A program that does work of a plan, as it is approved.

use serde::{Deserialize, Serialize};

use crate::Sandbox;

/// How an agent is called, and within which limits (EXECUTION.md b.5).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Agent {
    /// The command line. It gets its brief on stdin.
    pub command: String,
    /// After how many seconds it is ended.
    pub timeout_seconds: u64,
    /// How often it may try to mend a step that failed.
    pub attempts: u32,
    /// Paths that it may write, relative to the root; everything but what is never its own where it
    /// names none.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub writable: Vec<String>,
    /// How far it is shut in; as the repository says where it says nothing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sandbox: Option<Sandbox>,
    /// Names of the declared variables that it gets. It gets no others.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub environment: Vec<String>,
    /// Names of the declared secrets that it gets. It gets no others.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub secrets: Vec<String>,
}

impl Agent {
    /// How often a step is mended where nothing is said, and the most that may be said.
    pub const MOST_ATTEMPTS: u32 = 3;
}
