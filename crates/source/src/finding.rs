//! What a rule has to say about a document.

use crate::Span;

/// How much a finding weighs. Only [`Severity::Error`] keeps a plan from passing its gate.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// Worth knowing.
    Info,
    /// Makes the plan risky.
    Warning,
    /// Makes the plan unusable: the gate fails.
    Error,
}

impl Severity {
    /// The name in JSON, in format files and on the terminal.
    pub fn name(self) -> &'static str {
        match self {
            Self::Info => "info",
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }
}

impl std::fmt::Display for Severity {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.name())
    }
}

/// One thing that a rule found, with its place. Data, never a `Result`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// Permanent code, three letters and three digits: `RBK001`.
    pub code: &'static str,
    /// Name of what was found: `missing-rollback`.
    pub name: &'static str,
    /// Weight, after format and profile have spoken.
    pub severity: Severity,
    /// The bytes it is about; an absent thing points at the nearest thing that exists.
    pub span: Span,
    /// What is wrong, in one sentence that stands alone.
    pub message: String,
    /// What to do about it.
    pub help: String,
    /// At most two requirement IDs of the mission (`P10`).
    pub requirements: Vec<String>,
}
