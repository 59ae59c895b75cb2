//! Commands that fill a plan by questions, and say who said what in it.

use std::path::PathBuf;

use clap::{Args, Subcommand};
use stopgate_interview::Kind;

use crate::arguments::{Common, Judging};
use crate::commands::{ask, blame};
use crate::exit::{Exit, Trouble};
use crate::interview::Missing;

/// Commands about what people said.
#[derive(Debug, Subcommand)]
pub(crate) enum Asking {
    /// Ask for what a plan lacks, and write the answers into it
    ///
    /// The questions are those of the findings that keep the plan from its gate, and its own open ones: one for
    /// each place, in the order of the format. Nothing is written that nobody gave or confirmed. Each answer is
    /// put on record, with who and when, before it goes into the plan; `stopgate blame` shows that.
    ///
    /// A session can end at any moment: the next one goes on with what is still open. The exit code is 0 where
    /// nothing keeps the plan from its gate any more, and 3 where something does.
    #[command(
        after_help = "Examples:\n  stopgate ask plans/orders.md\n  stopgate ask plans/orders.md --answers answers.toml --missing skip\n  stopgate ask plans/orders.md --json"
    )]
    Ask {
        /// The plan
        #[arg(value_name = "PLAN")]
        plan: PathBuf,
        #[command(flatten)]
        asking: AskOptions,
        #[command(flatten)]
        judging: Judging,
    },
    /// Show of each part of a plan who said it, when, and to which question
    #[command(
        after_help = "Examples:\n  stopgate blame plans/orders.md\n  stopgate blame plans/orders.md --output-format json"
    )]
    Blame {
        /// The plan
        #[arg(value_name = "PLAN")]
        plan: PathBuf,
        #[command(flatten)]
        judging: Judging,
    },
}

/// How to ask.
#[derive(Debug, Args)]
pub(crate) struct AskOptions {
    /// Take the answers from this file, TOML or JSON: the key of each question, and what is said to it
    #[arg(long, value_name = "FILE", conflicts_with_all = ["json", "plain"])]
    pub(crate) answers: Option<PathBuf>,
    /// What becomes of questions that the file says nothing to
    #[arg(long, value_enum, default_value = "leave", requires = "answers")]
    pub(crate) missing: Missing,
    /// Speak JSON lines: a question on standard output, a reply on standard input
    #[arg(long, conflicts_with = "plain")]
    pub(crate) json: bool,
    /// Ask in plain lines, for screen readers: no colours, no marks
    #[arg(long)]
    pub(crate) plain: bool,
    /// Who answers [default: the name that git knows]
    #[arg(long = "as", value_name = "NAME")]
    pub(crate) name: Option<String>,
    /// The program through which they answer, such as an agent; it goes on record beside the name
    #[arg(long, value_name = "PROGRAM")]
    pub(crate) through: Option<String>,
}

/// Carries one of them out.
pub(crate) fn run(common: &Common, asking: &Asking) -> Result<Exit, Trouble> {
    match asking {
        Asking::Ask {
            plan,
            asking,
            judging,
        } => ask::run(common, plan, (asking, judging), Kind::Found),
        Asking::Blame { plan, judging } => blame::run(common, plan, judging),
    }
}
