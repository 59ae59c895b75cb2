//! Commands that propose to a plan what it could say, and write it once a person agrees.

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum};
use stopgate_gate::Effect;

use crate::arguments::{Common, Judging};
use crate::commands::{adopt, expect};
use crate::exit::{Exit, Trouble};

/// Commands that propose changes of a plan.
#[derive(Debug, Subcommand)]
pub(crate) enum Amending {
    /// Propose attributes for the fences of a plan: name, directory, time limit, effect
    ///
    /// Names come from the commands, directories and time limits from the words of the plan, and `effect=read`
    /// is for commands that are known to only read. What repeating the others does is told as not declared;
    /// a person says it with --step and --effect. The change is shown as a diff. It is written with --write,
    /// or with a yes on the terminal; steps, their ids, order, directories and expectations stay what they are.
    Adopt {
        /// The plan
        #[arg(value_name = "PLAN")]
        plan: PathBuf,
        #[command(flatten)]
        adopting: AdoptOptions,
        #[command(flatten)]
        judging: Judging,
    },
    /// Propose what steps are to print, from what they printed in a run
    ///
    /// For steps of which the plan expects nothing that decides by itself, or something that did not come:
    /// short whole lines that are likely to come again, without times, paths, digests and secrets, and that came
    /// in every run of the plan. Steps that exited with another code than 0 are a person's to judge. The change
    /// is shown as a diff, and written with --write or a yes on the terminal; never while a run goes on.
    #[command(override_usage = "stopgate expect [OPTIONS] <PLAN> --promote [<RUN>]")]
    Expect {
        /// The plan
        #[arg(value_name = "PLAN")]
        plan: PathBuf,
        #[command(flatten)]
        expecting: ExpectOptions,
        #[command(flatten)]
        judging: Judging,
    },
}

/// What is to be expected.
#[derive(Debug, Args)]
pub(crate) struct ExpectOptions {
    /// From this run, or the beginning of its name [default: the newest of the plan]
    #[arg(long, value_name = "RUN", num_args = 0..=1, required = true)]
    pub(crate) promote: Option<Option<String>>,
    /// Write what is proposed, and touch no other byte
    #[arg(long)]
    pub(crate) write: bool,
}

/// What is adopted.
#[derive(Debug, Args)]
pub(crate) struct AdoptOptions {
    /// Only the block of this step: its name, its id, or the beginning of it
    #[arg(long, value_name = "STEP")]
    pub(crate) step: Option<String>,
    /// What repeating that step does, where you know it; it holds for all commands of its block
    #[arg(long, value_name = "EFFECT", requires = "step")]
    pub(crate) effect: Option<EffectName>,
    /// Make fences of indented blocks, which carry no attributes
    #[arg(long)]
    pub(crate) fence: bool,
    /// Write what is proposed, and touch no other byte
    #[arg(long)]
    pub(crate) write: bool,
}

/// What repeating a step does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum EffectName {
    /// It changes nothing
    Read,
    /// Twice does what once does
    Idempotent,
    /// Nobody knows what a second time would do
    Once,
}

impl From<EffectName> for Effect {
    fn from(name: EffectName) -> Self {
        match name {
            EffectName::Read => Self::Read,
            EffectName::Idempotent => Self::Idempotent,
            EffectName::Once => Self::Once,
        }
    }
}

/// Carries one of them out.
pub(crate) fn run(common: &Common, amending: &Amending) -> Result<Exit, Trouble> {
    match amending {
        Amending::Adopt {
            plan,
            adopting,
            judging,
        } => adopt::run(common, plan, adopting, judging),
        Amending::Expect {
            plan,
            expecting,
            judging,
        } => expect::run(common, plan, expecting, judging),
    }
}
