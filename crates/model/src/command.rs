//! Commands as a plan states them. Whether one may run is the gate's to say.

use std::time::Duration;

use schemars::JsonSchema;
use serde::Deserialize;
use stopgate_source::Span;

use crate::{Contract, Expectation, Sourced};

/// What a command is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Role {
    /// It does the work.
    Work,
    /// It verifies.
    Check,
    /// It undoes.
    Rollback,
}

/// How a command stands in the document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Place {
    /// A line of a fenced block with its language.
    Fence(Option<String>),
    /// A line of an indented block.
    Indented,
    /// Behind a `$` prompt.
    Console,
    /// Inline code.
    Inline,
}

/// Where a command is to run.
#[derive(Clone, Debug, PartialEq)]
pub enum Directory {
    /// A directory relative to the root; `.` is the root itself.
    Stated(Sourced<String>),
    /// The plan says several things, and nothing tells which holds.
    Contradictory(Vec<String>),
    /// The plan does not say.
    Unstated,
}

/// What the reader of the document already knows to speak against running a command.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Obstacle {
    /// It cannot be seen on the rendered page; where it stands (`an HTML comment`).
    Hidden(&'static str),
    /// Two readings of the document differ here.
    TwoReadings,
    /// It is struck out.
    StruckOut,
    /// Its fence is never closed.
    UnclosedFence,
    /// The block names a language that is not a shell.
    NotShell(String),
    /// The block's attributes cannot be read; why.
    BadAttributes(String),
    /// A sentence stands where a command should.
    Prose,
    /// Nothing shows that the line is a command.
    Unclear,
    /// Its quotes, here-document or compound command have no end.
    Unfinished,
    /// It is one of several commands to choose from.
    Alternative,
    /// The words in front of it forbid it, tell of the past, or make it depend on something.
    OnlyMentioned,
    /// It sets the state of a shell that ends with it, or needs what an earlier line set.
    ShellState,
    /// It holds what a reader does not see or takes for something else; what (`U+202E`).
    Disguised(String),
    /// It could not run in the plan that this one was converted from.
    Held,
}

/// A command of the plan.
#[derive(Clone, Debug, PartialEq)]
pub struct Command {
    /// What the shell would get: continuation lines joined, trailing comment removed.
    pub text: String,
    /// The bytes it was read from.
    pub origin: Span,
    /// What it is for.
    pub role: Role,
    /// Index of its section in [`crate::Plan::sections`].
    pub section: Option<usize>,
    /// Index of the phase in which it runs in [`crate::Plan::phases`].
    pub phase: Option<usize>,
    /// How it stands there.
    pub place: Place,
    /// Where it runs.
    pub directory: Directory,
    /// What the plan says about the outcome, in its words.
    pub outcome: Option<Sourced<String>>,
    /// The outcome as far as it decides by itself.
    pub expectations: Vec<Expectation>,
    /// After which time it is ended, where the plan says so.
    pub timeout: Option<Duration>,
    /// How it is to be carried out.
    pub contract: Contract,
    /// What speaks against it.
    pub obstacles: Vec<Obstacle>,
}

/// A command that is known to mend a check that fails: it runs after that failure, and never else.
#[derive(Clone, Debug, PartialEq)]
pub struct Correction {
    /// The command.
    pub command: Command,
    /// How often it is tried, where the plan says so.
    pub attempts: Option<u32>,
}
