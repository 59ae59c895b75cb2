//! Exit codes, the same in every command (CONTRACT.md).

use std::process::ExitCode;

use clap::error::{ContextKind, ContextValue};
use stopgate_journal::Status;
use stopgate_runner::RunFailure;
use stopgate_system::Failure;
use stopgate_workspace::{BrokenFormat, BrokenPack};

/// How a command ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub(crate) enum Exit {
    /// Fine.
    Fine = 0,
    /// Findings of severity error.
    Findings = 1,
    /// Wrong usage, or an environment that does not let the command do its work.
    Usage = 2,
    /// The gate says FAIL, the plan is not approved, or a person said no-go.
    GateFails = 3,
    /// Refused for safety.
    Refused = 4,
    /// A run waits at a stop-gate.
    Waiting = 10,
    /// A person has to say what became of a step.
    Unknown = 11,
}

impl Exit {
    /// How a command ends that leaves a run in this state.
    pub(crate) fn of(status: Status) -> Self {
        match status {
            Status::Running | Status::Passed | Status::RolledBack | Status::Superseded => {
                Self::Fine
            }
            Status::Failed => Self::Findings,
            Status::Stopped => Self::GateFails,
            Status::Waiting => Self::Waiting,
            Status::Unknown => Self::Unknown,
        }
    }
}

/// Why a command cannot do its work.
#[derive(Debug)]
pub(crate) enum Trouble {
    /// Something about the world.
    World(Failure),
    /// A format file that cannot be used.
    Format(BrokenFormat),
    /// A pack file that cannot be used.
    Pack(BrokenPack),
    /// Something about the way the command was called.
    Usage(String),
    /// A plan that may not run: its gate fails, or nobody approved it as it is.
    NotCleared(String),
    /// Only a person may do this.
    Refused(String),
}

impl Trouble {
    pub(crate) fn exit(&self) -> Exit {
        match self {
            Self::World(failure) if failure.is_refusal() => Exit::Refused,
            Self::NotCleared(_) => Exit::GateFails,
            Self::Refused(_) => Exit::Refused,
            Self::World(_) | Self::Format(_) | Self::Pack(_) | Self::Usage(_) => Exit::Usage,
        }
    }
}

impl std::fmt::Display for Trouble {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::World(failure) => failure.fmt(f),
            Self::Format(broken) => broken.fmt(f),
            Self::Pack(broken) => broken.fmt(f),
            Self::Usage(text) | Self::NotCleared(text) | Self::Refused(text) => f.write_str(text),
        }
    }
}

impl From<Failure> for Trouble {
    fn from(failure: Failure) -> Self {
        Self::World(failure)
    }
}

impl From<RunFailure> for Trouble {
    fn from(failure: RunFailure) -> Self {
        match failure {
            RunFailure::NotShutIn(why) => Self::Refused(why),
            failure => Self::Usage(failure.to_string()),
        }
    }
}

impl From<BrokenFormat> for Trouble {
    fn from(broken: BrokenFormat) -> Self {
        Self::Format(broken)
    }
}

impl From<BrokenPack> for Trouble {
    fn from(broken: BrokenPack) -> Self {
        Self::Pack(broken)
    }
}

/// Help and version are fine, everything else that clap refuses is wrong usage.
pub(crate) fn of_usage(error: &clap::Error) -> ExitCode {
    let _ = error.print();
    if let Some(hint) = hint(error) {
        crate::terminal::say(&hint);
    }
    if error.use_stderr() {
        Exit::Usage.into()
    } else {
        Exit::Fine.into()
    }
}

/// What was probably meant, where clap cannot know.
fn hint(error: &clap::Error) -> Option<String> {
    let word = |kind| match error.get(kind) {
        Some(ContextValue::String(word)) => Some(word.as_str()),
        _ => None,
    };
    if let Some(path) = word(ContextKind::InvalidSubcommand) {
        let is_path = path.contains(['/', '*']) || path.ends_with(".md");
        return is_path.then(|| format!("to check a plan: stopgate check {path}"));
    }
    match word(ContextKind::InvalidArg)? {
        "--strict" => Some("how strictly is chosen with: --profile strict".to_owned()),
        "--lenient" => Some("how strictly is chosen with: --profile lenient".to_owned()),
        _ => None,
    }
}
