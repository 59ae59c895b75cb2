//! One step of a projection.

use std::time::Duration;

use sha2::{Digest, Sha256};
use stopgate_model::{Contract, Expectation, Role};
use stopgate_source::Span;

/// Hexadecimal digits of a step's id.
const ID_DIGITS: usize = 10;

/// Kinds of steps.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StepKind {
    /// A command.
    Command,
    /// A check that a person makes.
    Manual,
    /// Work for a person or an agent.
    Work,
    /// A command that undoes.
    Rollback,
    /// A command that mends what made another fail.
    Fix,
}

impl StepKind {
    /// The name in JSON.
    pub fn name(self) -> &'static str {
        match self {
            Self::Command => "command",
            Self::Manual => "manual",
            Self::Work => "work",
            Self::Rollback => "rollback",
            Self::Fix => "fix",
        }
    }
}

/// One thing that would happen when the plan runs.
#[derive(Clone, Debug, PartialEq)]
pub struct Step {
    /// Stable id: phase title, normalised command and occurrence (CONTRACT.md 5).
    pub id: String,
    /// Title of the phase in which it executes; none for checks after the last phase.
    pub phase: Option<String>,
    /// Title of the section it stands in.
    pub section: Option<String>,
    /// What it is.
    pub kind: StepKind,
    /// The command, or what a person has to do.
    pub command: String,
    /// Directory relative to the root; none where the plan does not say.
    pub directory: Option<String>,
    /// What must come out.
    pub expectations: Vec<Expectation>,
    /// After which time it is ended, where the plan says so.
    pub timeout: Option<Duration>,
    /// What it is for; none for what people do.
    pub role: Option<Role>,
    /// How it is to be carried out.
    pub contract: Contract,
    /// For a correction the ids of the steps that it mends.
    pub mends: Vec<String>,
    /// Why it cannot run; none where it can.
    pub unfit: Option<String>,
    /// Where it stands.
    pub span: Span,
}

/// Gives steps their ids: position is no part of it, so that an insertion renames nothing.
pub(crate) fn identify(steps: &mut [Step]) {
    let mut seen = std::collections::HashMap::new();
    for step in steps {
        let words = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
        let phase = step.phase.as_deref().map(words).unwrap_or_default();
        let key = (phase, step.kind.name(), words(&step.command));
        let occurrence = seen
            .entry(key.clone())
            .and_modify(|n| *n += 1)
            .or_insert(1_u32);
        let digest = Sha256::digest(format!("{}\0{}\0{}\0{occurrence}", key.0, key.1, key.2));
        let hex: String = digest.iter().map(|byte| format!("{byte:02x}")).collect();
        step.id = hex[..ID_DIGITS].to_owned();
    }
}
