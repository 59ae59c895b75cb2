//! What is written down while work goes on.

use stopgate_source::Span;

use crate::{Cell, Sourced, Stamp};

/// The state of a check-box.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mark {
    /// `[ ]`
    Open,
    /// `[x]`, `[X]`
    Done,
    /// `[~]`
    Partial,
    /// `[-]`
    Dropped,
}

impl Mark {
    /// True where something is still to be done: not begun, or done in part.
    pub fn is_open(self) -> bool {
        matches!(self, Self::Open | Self::Partial)
    }
}

/// An entry of the progress section.
#[derive(Clone, Debug, PartialEq)]
pub struct ProgressEntry {
    /// Its check-box; none where it is a plain bullet.
    pub mark: Option<Mark>,
    /// When, as far as it says.
    pub stamp: Stamp,
    /// What was or will be done, without the stamp.
    pub text: Sourced<String>,
    /// The whole entry.
    pub origin: Span,
    /// Index in [`crate::Plan::progress`] of the entry it is nested in.
    pub parent: Option<usize>,
}

/// Something that was found out on the way.
#[derive(Clone, Debug, PartialEq)]
pub struct Discovery {
    /// What was observed.
    pub observation: Cell,
    /// What shows it.
    pub evidence: Cell,
    /// True where the entry uses the keys of the format.
    pub keyed: bool,
    /// The whole entry.
    pub origin: Span,
}

/// A decision.
#[derive(Clone, Debug, PartialEq)]
pub struct Decision {
    /// What was decided.
    pub decision: Cell,
    /// Why.
    pub rationale: Cell,
    /// When, and by whom.
    pub made: Cell,
    /// True where the entry uses the keys or columns of the format.
    pub keyed: bool,
    /// The whole text of the entry.
    pub text: String,
    /// The whole entry.
    pub origin: Span,
}
