//! The command line as clap reads it; `--help`, completions and the man page come from here.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};
use jiff::civil::Date;

/// Check Markdown plans like a compiler, and say whether they may pass their gate
#[derive(Debug, Parser)]
#[command(
    name = "stopgate",
    version,
    after_help = "Exit codes: 0 fine, 1 findings of severity error, 2 usage or environment, 3 gate FAIL, 4 refused for safety.\n\
                  Begin with: stopgate check PLAN.md"
)]
pub(crate) struct Arguments {
    #[command(flatten)]
    pub(crate) common: Common,
    #[command(subcommand)]
    pub(crate) command: Command,
}

/// What every command takes.
#[derive(Debug, Args)]
pub(crate) struct Common {
    /// Root of the repository [default: the nearest directory upwards with .stopgate/ or .git]
    #[arg(long, global = true, value_name = "DIR", display_order = 90)]
    pub(crate) root: Option<PathBuf>,
    /// How results are written
    #[arg(
        long,
        global = true,
        value_name = "FORMAT",
        default_value = "full",
        display_order = 91
    )]
    pub(crate) output_format: OutputFormat,
    /// When to use colours
    #[arg(
        long,
        global = true,
        value_name = "WHEN",
        default_value = "auto",
        display_order = 92
    )]
    pub(crate) color: Colour,
    /// Say less: only findings of severity error, no summary
    #[arg(
        short,
        long,
        global = true,
        conflicts_with = "verbose",
        display_order = 93
    )]
    pub(crate) quiet: bool,
    /// Say more: which format was recognised, how many rules were evaluated
    #[arg(short, long, global = true, display_order = 94)]
    pub(crate) verbose: bool,
}

/// How results are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum OutputFormat {
    /// Source line, mark, why, and what to do
    Full,
    /// One line each
    Concise,
    /// One JSON document
    Json,
}

/// When to use colours.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Colour {
    /// On a terminal, unless NO_COLOR is set
    Auto,
    /// Always
    Always,
    /// Never
    Never,
}

/// How strict a check is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum ProfileName {
    /// The letter of the format's source document
    Strict,
    /// What makes a plan unusable is an error
    Standard,
    /// Only what no reader could overlook is an error
    Lenient,
}

/// How a plan is judged.
#[derive(Debug, Args)]
pub(crate) struct Judging {
    /// Read by this format instead of recognising it
    #[arg(long, value_name = "ID")]
    pub(crate) format: Option<String>,
    /// How strict to be
    #[arg(long, default_value = "standard")]
    pub(crate) profile: ProfileName,
    /// Judge as of this day, YYYY-MM-DD [default: today, UTC]
    #[arg(long, value_name = "DATE", value_parser = day)]
    pub(crate) as_of: Option<Date>,
}

/// The commands.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Write the skeleton of a new plan
    New {
        /// Format of the plan; `stopgate formats` lists them
        #[arg(value_name = "FORMAT")]
        format: String,
        /// Title of the plan
        #[arg(value_name = "TITLE")]
        title: String,
        /// Where to write it; `-` for standard output [default: where the format keeps its plans]
        #[arg(short, long, value_name = "PATH")]
        output: Option<PathBuf>,
        /// The day to date it with [default: today, UTC]
        #[arg(long, value_name = "DATE", value_parser = day)]
        as_of: Option<Date>,
    },
    /// List the plan formats
    Formats,
    /// List the rules
    Rules,
    /// Explain a rule: what it finds, why, and how to mend it
    Explain {
        /// Code or name of the rule
        #[arg(value_name = "CODE|NAME")]
        rule: String,
    },
    /// Check plans, and show what is wrong and where
    Check {
        /// Plans, or directories with plans [default: the current directory]
        #[arg(value_name = "PATH")]
        paths: Vec<PathBuf>,
        #[command(flatten)]
        judging: Judging,
    },
    /// List the steps that would run, and why others cannot
    Steps {
        /// The plan
        #[arg(value_name = "PLAN")]
        plan: PathBuf,
        #[command(flatten)]
        judging: Judging,
    },
    /// Say whether a plan passes its gate, with every reason
    Gate {
        /// The plan
        #[arg(value_name = "PLAN")]
        plan: PathBuf,
        #[command(flatten)]
        judging: Judging,
        /// Write the verdict on the plan's gate line, and touch no other byte
        #[arg(long)]
        write: bool,
    },
    /// Show all plans of the repository, with verdict and next step
    Status {
        #[command(flatten)]
        judging: Judging,
    },
    /// Print shell completions
    Completions {
        /// The shell
        shell: clap_complete::Shell,
    },
    /// Print the man page
    Man,
}

/// Reads a day as it is given on the command line.
fn day(text: &str) -> Result<Date, String> {
    text.parse()
        .map_err(|_| "a day is written YYYY-MM-DD".to_owned())
}
