//! What a rule has to say about a document.

use crate::{About, Ask, Choice, EditSet, Span};

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
    /// What would make it go away, where the rule knows.
    pub fix: Option<Fix>,
}

impl Finding {
    /// Offers edits that keep the meaning of the plan.
    pub fn fix_safely(&mut self, edits: EditSet) {
        self.fix = Some(Fix::Safe(edits));
    }

    /// Offers edits that a person has to look at, because they may change what the plan means.
    pub fn fix_unsafely(&mut self, edits: EditSet) {
        self.fix = Some(Fix::Unsafe(edits));
    }

    /// Says what a person has to be asked: nobody else knows what belongs here.
    pub fn ask(&mut self, question: impl Into<String>) {
        self.fix = Some(Fix::Question(Ask::new(question)));
    }

    /// Says what a person has to be asked, and where the answer goes.
    pub fn ask_for(&mut self, about: About, question: impl Into<String>) {
        self.fix = Some(Fix::Question(Ask {
            about,
            ..Ask::new(question)
        }));
    }

    /// The same, with the answers to choose from.
    pub fn ask_which(&mut self, about: About, question: impl Into<String>, options: Vec<Choice>) {
        self.fix = Some(Fix::Question(Ask {
            about,
            options,
            ..Ask::new(question)
        }));
    }
}

/// What makes a finding go away. Data: one engine applies it, whoever asks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fix {
    /// Edits that change neither what would run, nor a verdict, a tick, a time, a number, an owner or a
    /// byte inside code (CONTRACT, decision 2).
    Safe(EditSet),
    /// Edits that somebody has to look at.
    Unsafe(EditSet),
    /// A full question to a person; never a text that nobody confirmed (P4).
    Question(Ask),
}

impl Fix {
    /// The name in JSON.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Safe(_) => "safe",
            Self::Unsafe(_) => "unsafe",
            Self::Question(_) => "question",
        }
    }

    /// Its edits; none for a question.
    pub fn edits(&self) -> Option<&EditSet> {
        match self {
            Self::Safe(edits) | Self::Unsafe(edits) => Some(edits),
            Self::Question(_) => None,
        }
    }

    /// What it asks; nothing where it is edits.
    pub fn question(&self) -> Option<&str> {
        match self {
            Self::Question(ask) => Some(&ask.text),
            Self::Safe(_) | Self::Unsafe(_) => None,
        }
    }
}
