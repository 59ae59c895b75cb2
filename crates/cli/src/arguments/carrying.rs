//! What commands about runs take.

use std::path::PathBuf;

use clap::{Args, ValueEnum};
use stopgate_system::Config;

/// Who decides. Without a key the person answers a challenge on a terminal.
#[derive(Debug, Args)]
pub(crate) struct Identity {
    /// Name of the person, as .stopgate/allowed_signers has it [default: $USER]
    #[arg(long = "as", value_name = "NAME")]
    pub(crate) name: Option<String>,
    /// SSH private key to sign with; nothing is asked then
    #[arg(long, value_name = "FILE", requires = "name")]
    pub(crate) key: Option<PathBuf>,
}

/// How a run is carried out.
#[derive(Debug, Args)]
pub(crate) struct Carrying {
    /// The environment to change, where the plan names several
    #[arg(long, value_name = "ENVIRONMENT")]
    pub(crate) target: Option<String>,
    /// What happens when a step fails [default: what the plan says, else stop]
    #[arg(long, value_name = "POLICY")]
    pub(crate) on_error: Option<ErrorPolicy>,
    /// A resource that exists and must not be created anew; may be given several times
    #[arg(long, value_name = "RESOURCE")]
    pub(crate) exists: Vec<String>,
    /// Carry out a step again that an earlier run has done: its id, the beginning of it, or its name;
    /// may be given several times
    #[arg(long, value_name = "STEP")]
    pub(crate) again: Vec<String>,
    /// How long the steps of the run may take, all together: `90s`, `2h`
    #[arg(long, value_name = "TIME", value_parser = time)]
    pub(crate) timeout: Option<u64>,
    /// How long the steps of one phase may take
    #[arg(long, value_name = "TIME", value_parser = time)]
    pub(crate) phase_timeout: Option<u64>,
    /// The agent that does what the plan leaves to a person or an agent, and mends failures with
    /// `--on-error fix` [default: `agent` below [run] in .stopgate/config.toml]
    #[arg(long, value_name = "NAME", conflicts_with = "no_agent")]
    pub(crate) agent: Option<String>,
    /// Leave that to people, whatever the configuration says
    #[arg(long)]
    pub(crate) no_agent: bool,
    /// Show what would be done, and do nothing
    #[arg(long)]
    pub(crate) dry_run: bool,
    #[command(flatten)]
    pub(crate) identity: Identity,
}

impl Carrying {
    /// The agent that is to work.
    pub(crate) fn agent(&self, config: &Config) -> Option<String> {
        let default = config.agent().filter(|_| !self.no_agent);
        self.agent.clone().or_else(|| default.map(str::to_owned))
    }
}

/// What happens when a step fails.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum ErrorPolicy {
    /// Stop on the first error
    Stop,
    /// Go on with steps that need none of those that failed, and fail at the end of the phase
    Continue,
    /// Carry out the correction that the plan knows, then the step again; a bounded number of times
    Fix,
    /// Undo what was done, once a person says so: with --as and --key, or on the terminal
    Rollback,
    /// Ask on the terminal: again, roll back, or stop
    Ask,
}

impl ErrorPolicy {
    /// The name that the runner knows.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Stop => "stop",
            Self::Continue => "continue",
            Self::Fix => "fix",
            Self::Rollback => "rollback",
            Self::Ask => "ask",
        }
    }
}

/// Seconds of `90s`, `5m` or `1h30m`.
fn time(text: &str) -> Result<u64, String> {
    let wrong = || format!("`{text}` is no time like `90s`, `5m` or `1h30m`");
    let read: jiff::SignedDuration = text.parse().map_err(|_| wrong())?;
    let seconds = u64::try_from(read.as_secs())
        .ok()
        .filter(|seconds| *seconds > 0);
    seconds.ok_or_else(wrong)
}

/// A decision at a stop-gate.
#[derive(Debug, Args)]
pub(crate) struct Deciding {
    /// The run, or the beginning of its name [default: the newest]
    #[arg(value_name = "RUN")]
    pub(crate) run: Option<String>,
    #[command(flatten)]
    pub(crate) identity: Identity,
    /// Why
    #[arg(long, value_name = "TEXT")]
    pub(crate) reason: Option<String>,
    /// Confirm a step that a person does or checks; may be given several times
    #[arg(long, value_name = "STEP")]
    pub(crate) confirm: Vec<String>,
    /// Confirm all of them
    #[arg(long)]
    pub(crate) confirm_all: bool,
}

/// What became of a step.
#[derive(Debug, Args)]
#[group(required = true, multiple = false)]
pub(crate) struct Became {
    /// It happened in full; it counts as passed
    #[arg(long)]
    pub(crate) happened: bool,
    /// Nothing of it happened; it is carried out
    #[arg(long)]
    pub(crate) did_not_happen: bool,
    /// It may have happened in part and is safe to repeat; it is carried out again
    #[arg(long)]
    pub(crate) redo: bool,
}
