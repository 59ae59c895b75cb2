//! The command line as clap reads it; `--help`, completions and the man page come from here.

mod carrying;

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};
use jiff::civil::Date;

use crate::checking::Checking;

pub(crate) use carrying::{Became, Carrying, Deciding, Identity};

/// Check Markdown plans like a compiler, and run them phase by phase once a person approved them
#[derive(Debug, Parser)]
#[command(
    name = "stopgate",
    version,
    after_help = "Exit codes: 0 fine, 1 findings of severity error or a step failed, 2 usage or environment, \
                  3 gate FAIL, not approved or no-go, 4 refused for safety, 10 waiting at a stop-gate, 11 outcome unknown.\n\
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
    /// How results are written; formats after json are for `check`
    #[arg(
        long = "output-format",
        global = true,
        value_name = "FORMAT",
        default_value = "full",
        display_order = 91
    )]
    pub(crate) written: Written,
    /// The same, for commands other than `check`.
    #[arg(skip)]
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

impl Common {
    /// For a repository that is known, without a word to anybody.
    pub(crate) fn of_root(root: &std::path::Path) -> Self {
        Self {
            root: Some(root.to_owned()),
            written: Written::Full,
            output_format: OutputFormat::Full,
            color: Colour::Never,
            quiet: true,
            verbose: false,
        }
    }
}

/// How the results of a check are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Written {
    /// Source line, mark, why, and what to do
    Full,
    /// One line each
    Concise,
    /// One JSON document
    Json,
    /// One JSON document a finding, one a line
    Jsonl,
    /// Workflow commands of GitHub Actions
    Github,
    /// Code quality report of GitLab
    Gitlab,
    /// Logging commands of Azure Pipelines
    Azure,
    /// SARIF 2.1.0
    Sarif,
    /// JUnit XML
    Junit,
    /// Checkstyle XML
    Checkstyle,
    /// Job summary in Markdown
    Markdown,
}

impl Written {
    /// The same for commands other than `check`; none where they have no such format.
    pub(crate) fn of_every_command(self) -> Option<OutputFormat> {
        match self {
            Self::Full => Some(OutputFormat::Full),
            Self::Concise => Some(OutputFormat::Concise),
            Self::Json => Some(OutputFormat::Json),
            _ => None,
        }
    }
}

/// How every command can write its results.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum OutputFormat {
    /// For people
    #[default]
    Full,
    /// One line each
    Concise,
    /// One JSON document
    Json,
}

impl Arguments {
    /// The arguments with what follows from them.
    pub(crate) fn settled(mut self) -> Self {
        let common = &mut self.common;
        common.output_format = common.written.of_every_command().unwrap_or_default();
        self
    }
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
#[derive(Clone, Debug, Default, Args)]
pub(crate) struct Judging {
    /// Read by this format instead of recognising it
    #[arg(long, value_name = "ID")]
    pub(crate) format: Option<String>,
    /// How strict to be [default: standard]
    #[arg(long)]
    pub(crate) profile: Option<ProfileName>,
    /// Judge as of this day, YYYY-MM-DD [default: today, UTC]
    #[arg(long, value_name = "DATE", value_parser = day)]
    pub(crate) as_of: Option<Date>,
}

impl Judging {
    /// As the gate judges where nobody says anything else.
    pub(crate) fn usual() -> Self {
        Self {
            format: None,
            profile: None,
            as_of: None,
        }
    }
}

/// How a plan is converted.
#[derive(Debug, Args)]
pub(crate) struct Converting {
    /// The format to convert to; `stopgate formats` lists them
    #[arg(long, value_name = "FORMAT")]
    pub(crate) to: String,
    /// Where to write the new plan [default: standard output]
    #[arg(short, long, value_name = "PATH")]
    pub(crate) output: Option<PathBuf>,
    /// Where to write the report; `-` for standard output [default: standard error]
    #[arg(long, value_name = "FILE")]
    pub(crate) report: Option<PathBuf>,
    /// Overwrite files that exist
    #[arg(long)]
    pub(crate) force: bool,
    /// Read by this format instead of recognising it
    #[arg(long, value_name = "ID")]
    pub(crate) format: Option<String>,
}

/// The commands.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    #[command(flatten)]
    Connecting(crate::commands::Connecting),
    /// Begin a new plan: write its skeleton, or show what is understood before
    ///
    /// With a title, the skeleton is written. Where the format has opening questions, they are shown when there is no
    /// title; when there are files (tickets, research, code, tests, schemas), these are read whole, and what is
    /// understood of them and of the repository is shown, with the questions that neither answers. Nothing of that
    /// is written into the plan.
    New {
        /// Format of the plan; `stopgate formats` lists them
        #[arg(value_name = "FORMAT")]
        format: String,
        /// Title of the plan, and files to begin from
        #[arg(value_name = "TITLE|FILE")]
        words: Vec<String>,
        /// Where to write it; `-` for standard output [default: where the format keeps its plans]
        #[arg(short, long, value_name = "PATH")]
        output: Option<PathBuf>,
        /// The day to date it with [default: today, UTC]
        #[arg(long, value_name = "DATE", value_parser = day)]
        as_of: Option<Date>,
        /// Ask for what it lacks at once, as `stopgate ask` does
        #[arg(long)]
        ask: bool,
    },
    /// List the plan formats
    Formats,
    /// Check and draft format files: formats of your own
    Format {
        #[command(subcommand)]
        command: FormatCommand,
    },
    /// Print the JSON Schema of a file that people write, for editors
    Schema {
        /// Which file
        #[arg(value_name = "FILE")]
        name: SchemaName,
    },
    /// List the rules
    Rules,
    /// Explain a rule or a format: what it finds or holds, why, and how to mend it
    Explain {
        /// Code or name of a rule, or id of a format
        #[arg(value_name = "CODE|NAME|FORMAT")]
        rule: String,
    },
    /// Check plans, and show what is wrong and where
    Check {
        /// Plans, or directories with plans; `-` for standard input [default: the current directory]
        #[arg(value_name = "PATH")]
        paths: Vec<PathBuf>,
        #[command(flatten)]
        judging: Judging,
        #[command(flatten)]
        checking: Checking,
    },
    /// Format plans: tables, lists, blank lines, ends of lines; never a byte inside code
    Fmt {
        /// Plans, or directories with plans [default: the current directory]
        #[arg(value_name = "PATH")]
        paths: Vec<PathBuf>,
        #[command(flatten)]
        judging: Judging,
        #[command(flatten)]
        formatting: crate::commands::Formatting,
    },
    /// List the steps that would run, and why others cannot
    Steps {
        /// The plan
        #[arg(value_name = "PLAN")]
        plan: PathBuf,
        #[command(flatten)]
        judging: Judging,
    },
    #[command(flatten)]
    Amending(crate::commands::Amending),
    #[command(flatten)]
    Understanding(crate::commands::Understanding),
    #[command(flatten)]
    Keeping(crate::commands::Keeping),
    #[command(flatten)]
    Guarding(crate::commands::Guarding),
    #[command(flatten)]
    Asking(crate::commands::Asking),
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
    /// Approve a plan: show what would run and what it means, and sign it
    Approve {
        /// The plan
        #[arg(value_name = "PLAN")]
        plan: PathBuf,
        #[command(flatten)]
        identity: Identity,
        #[command(flatten)]
        judging: Judging,
    },
    /// Show what changed in a plan since it was approved
    Diff {
        /// The plan
        #[arg(value_name = "PLAN")]
        plan: PathBuf,
        #[command(flatten)]
        judging: Judging,
    },
    /// Run an approved plan up to its first stop-gate
    Run {
        /// The plan
        #[arg(value_name = "PLAN")]
        plan: PathBuf,
        #[command(flatten)]
        carrying: Carrying,
        #[command(flatten)]
        judging: Judging,
    },
    /// Say go at the stop-gate where a run waits; `resume` goes on
    Go {
        #[command(flatten)]
        deciding: Deciding,
    },
    /// Say no-go at the stop-gate where a run waits
    NoGo {
        #[command(flatten)]
        deciding: Deciding,
    },
    /// Go on with a run: after a go, a failure, or an interruption
    ///
    /// A run goes on only with the plan that it was begun with. Where the plan was changed, this says of
    /// each step whether it is kept, edited, inserted or removed. Once the changed plan is approved,
    /// --changed goes on with it: this run is closed, and another one begins, in which the steps that are
    /// done and as they were are skipped, and every phase gets its stop-gate anew.
    Resume {
        /// The run, or the beginning of its name [default: the newest]
        #[arg(value_name = "RUN")]
        run: Option<String>,
        #[command(flatten)]
        changing: crate::commands::Changing,
        #[command(flatten)]
        identity: Identity,
    },
    /// Say what became of a step whose outcome nobody knows
    #[command(allow_missing_positional = true)]
    Resolve {
        /// The run, or the beginning of its name [default: the newest]
        #[arg(value_name = "RUN")]
        run: Option<String>,
        /// The step, or the beginning of its id
        #[arg(value_name = "STEP", required = true)]
        step: String,
        #[command(flatten)]
        became: Became,
        /// How you know
        #[arg(long, value_name = "TEXT", required = true)]
        reason: String,
        #[command(flatten)]
        identity: Identity,
    },
    /// Undo what a run has done, as the plan says
    Rollback {
        /// The run, or the beginning of its name [default: the newest]
        #[arg(value_name = "RUN")]
        run: Option<String>,
        #[command(flatten)]
        identity: Identity,
    },
    /// List the runs of the repository, or compare two of them
    Runs {
        #[command(flatten)]
        comparing: crate::commands::Comparing,
    },
    /// Show a run: its steps, what came of them, and what was decided
    Show {
        /// The run, or the beginning of its name [default: the newest]
        #[arg(value_name = "RUN")]
        run: Option<String>,
    },
    /// Verify the journal of a run, its approval, and the signatures of its decisions
    Verify {
        /// The run, or the beginning of its name [default: the newest]
        #[arg(value_name = "RUN")]
        run: Option<String>,
    },
    #[command(flatten)]
    Telling(crate::commands::Telling),
    /// Say what this machine can and cannot enforce, and what to do
    ///
    /// Everything is tried, in a process that does nothing else. The exit code is 0 where steps can be shut
    /// in as this repository asks for, and 4 where they cannot.
    Doctor,
    /// Try on this machine and this disk what Stopgate promises when things go wrong
    ///
    /// A short form of the fault and attack matrix, about a minute long. It makes a folder of its own below the
    /// current one, runs this same program there, kills it, damages what it wrote, attacks it, and removes the
    /// folder. Nothing else is touched. The exit code is 0 where nothing failed, and 1 where something did.
    Selftest {
        #[command(flatten)]
        selftesting: crate::commands::Selftesting,
    },
    /// Hold the steps of a run; started by the runner
    #[command(name = stopgate_system::SUPERVISE, hide = true)]
    Supervise {
        /// What the runner hands over
        #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
        arguments: Vec<std::ffi::OsString>,
    },
    /// Show all plans of the repository, with verdict and next step
    Status {
        #[command(flatten)]
        judging: Judging,
    },
    /// Convert a plan to another format, and say what has no place there
    ///
    /// Every line of the plan is kept: sections get the titles, levels and order of the other format,
    /// and those that it does not have stand at the end. The report says what is renamed, what is kept
    /// without a place of its own, what the other format does not read, and what cannot run any more.
    /// Nothing can run that could not run before, and no approval carries over.
    ///
    /// A comment at the end says how to go back: converted to the format it came from, a plan is what
    /// it was, byte for byte, with what was changed in it meanwhile.
    Convert {
        /// The plan
        #[arg(value_name = "PLAN")]
        plan: PathBuf,
        #[command(flatten)]
        converting: Converting,
    },
    /// Merge a plan in which two branches wrote; git calls it
    Merge {
        #[command(flatten)]
        merging: crate::commands::Merging,
    },
    /// Serve coding agents over MCP, with nothing in reach that is a person's
    ///
    /// MCP is the Model Context Protocol. A client starts this and speaks with it over standard input and output. Each
    /// tool that it calls starts this same program once more, so that an agent has the guarantees of the command line.
    /// Nothing that approves, decides, resolves or rolls back can be reached. With --http several clients are served on
    /// 127.0.0.1 until the process is ended.
    #[command(after_help = "Examples:\n  stopgate mcp\n  stopgate mcp --http --port 7421")]
    Mcp {
        #[command(flatten)]
        serving: crate::commands::Serving,
    },
    /// Print shell completions
    Completions {
        /// The shell
        shell: clap_complete::Shell,
    },
    /// Print the man page
    Man,
}

/// What is done with format files.
#[derive(Debug, Subcommand)]
pub(crate) enum FormatCommand {
    /// Say everything that is wrong with format files, each with its line and what to do
    Check {
        /// The format files [default: all in .stopgate/formats]
        #[arg(value_name = "FILE")]
        files: Vec<PathBuf>,
    },
    /// Draft a format from documents of its kind
    Init {
        /// Documents to draft from; three or more are best
        #[arg(long, value_name = "FILE", required = true, num_args = 1..)]
        from: Vec<PathBuf>,
        /// Id of the format [default: the folder of the first document]
        #[arg(long, value_name = "ID")]
        id: Option<String>,
        /// Where to write it; `-` for standard output [default: .stopgate/formats/ID.toml]
        #[arg(short, long, value_name = "PATH")]
        output: Option<PathBuf>,
    },
}

/// A file that has a schema.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum SchemaName {
    /// Format files, .stopgate/formats/*.toml
    Format,
    /// .stopgate/config.toml
    Config,
}

/// Reads a day as it is given on the command line.
pub(crate) fn day(text: &str) -> Result<Date, String> {
    text.parse()
        .map_err(|_| "a day is written YYYY-MM-DD".to_owned())
}
