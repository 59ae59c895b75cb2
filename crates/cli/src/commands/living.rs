//! Commands that keep a plan current while work goes on, and their options.

use std::path::{Path, PathBuf};

use clap::{Args, Subcommand, ValueEnum};
use jiff::civil::Date;
use stopgate_workspace::NoteKind;

use crate::arguments::{Common, Judging, day};
use crate::commands::supersede::Succession;
use crate::commands::{amend, answer, assign, defer, index, need, note, supersede, tick};
use crate::exit::{Exit, Trouble};

/// Commands that write into the living parts of a plan.
#[derive(Debug, Subcommand)]
pub(crate) enum Keeping {
    /// Add an entry: progress, surprise, decision, outcome, question, risk or action
    ///
    /// The entry goes where the format keeps such entries, in the form that the plan has there: a row of its
    /// table, an item of its list. A section that is missing is opened. What is typed becomes one line; nothing
    /// in it is read as a heading, a box, a command or a comment. Other bytes stay what they are, and somebody
    /// who saves the plan at the same time loses nothing.
    #[command(after_help = "Examples:\n  \
        stopgate note progress plans/orders.md \"Loaded 40,000 rows\"\n  \
        stopgate note progress plans/orders.md \"Half of the rows\" --remaining \"rows of May\"\n  \
        stopgate note decision plans/orders.md \"One table\" --rationale \"the joins are slow\" --as Ruth\n  \
        make test 2>&1 | stopgate note surprise plans/orders.md \"One test fails\" --evidence -")]
    Note {
        /// What kind of entry
        #[arg(value_name = "KIND")]
        kind: KindName,
        /// The plan
        #[arg(value_name = "PLAN")]
        plan: PathBuf,
        /// What it says; `-` for standard input
        #[arg(value_name = "TEXT", required = true)]
        text: Vec<String>,
        #[command(flatten)]
        details: Details,
        #[command(flatten)]
        writing: Writing,
        #[command(flatten)]
        judging: Judging,
    },
    /// Tick a box of a plan; an entry of its progress gets the time
    ///
    /// The item is named by its number among the boxes, by its id, or by a part of its text that no other has.
    /// The box of a command is ticked only where a run has carried it out, and that of other steps too once the
    /// plan has a run.
    #[command(after_help = "Examples:\n  \
        stopgate tick plans/orders.md \"Load the rows\"\n  \
        stopgate tick plans/orders.md 3 --untick")]
    Tick {
        /// The plan
        #[arg(value_name = "PLAN")]
        plan: PathBuf,
        /// The item: its number, its id, or a part of its text
        #[arg(value_name = "ITEM")]
        item: String,
        /// Open the box again
        #[arg(long)]
        untick: bool,
        #[command(flatten)]
        writing: Writing,
        #[command(flatten)]
        judging: Judging,
    },
    /// Answer an open question of a plan
    ///
    /// The answer stands behind the question, with the day and who gave it; a box is ticked. A spec plan has its
    /// questions in the table of gaps.
    #[command(after_help = "Example:\n  \
        stopgate answer plans/orders.md \"five attempts\" \"Yes, as in the contract\" --as Ruth")]
    Answer {
        /// The plan
        #[arg(value_name = "PLAN")]
        plan: PathBuf,
        /// The question: its number, its id, or a part of its text
        #[arg(value_name = "QUESTION")]
        question: String,
        /// The answer; `-` for standard input
        #[arg(value_name = "TEXT", required = true)]
        text: Vec<String>,
        #[command(flatten)]
        writing: Writing,
        #[command(flatten)]
        judging: Judging,
    },
    /// Put an open question off: who decides it, until when, and why it can wait
    #[command(after_help = "Example:\n  \
        stopgate defer plans/orders.md 2 --owner Ruth --until 2026-12-18 --reason \"it blocks nothing before\"")]
    Defer {
        /// The plan
        #[arg(value_name = "PLAN")]
        plan: PathBuf,
        /// The question: its number, its id, or a part of its text
        #[arg(value_name = "QUESTION")]
        question: String,
        /// Who decides
        #[arg(long, value_name = "WHO")]
        owner: String,
        /// The last day
        #[arg(long, value_name = "DATE", value_parser = day)]
        until: Date,
        /// Why it can wait
        #[arg(long, value_name = "TEXT")]
        reason: String,
        #[command(flatten)]
        writing: Writing,
        #[command(flatten)]
        judging: Judging,
    },
    /// Say who does an action item, a task, a question or a risk, and until when
    #[command(after_help = "Example:\n  \
        stopgate assign plans/orders.md \"Ask the archive\" Ruth --due 2026-12-18")]
    Assign {
        /// The plan
        #[arg(value_name = "PLAN")]
        plan: PathBuf,
        /// The row or item: its number, its id, or a part of its text
        #[arg(value_name = "ITEM")]
        item: String,
        /// Who does it
        #[arg(value_name = "WHO")]
        who: String,
        /// The last day
        #[arg(long, value_name = "DATE", value_parser = day)]
        due: Option<Date>,
        #[command(flatten)]
        writing: Writing,
        #[command(flatten)]
        judging: Judging,
    },
    /// Say what changes of an approved plan mean, and what to approve again
    ///
    /// Changes of meaning are shown as `diff` shows them, with the phases that are not as they were approved. Where
    /// the plan has a run, each of its steps is kept, edited, inserted or removed. Nothing is written.
    #[command(after_help = "Example:\n  stopgate amend plans/orders.md")]
    Amend {
        /// The plan
        #[arg(value_name = "PLAN")]
        plan: PathBuf,
        #[command(flatten)]
        judging: Judging,
    },
    /// Say that another plan takes the place of one
    ///
    /// The status of the old plan names the new one: from then on it does not pass its gate, and is neither approved
    /// nor run; a run of it can still be rolled back. The new plan gets a decision, where its format has a place for
    /// it. Where a run of the old plan has done something, each of its steps is told beside the new plan.
    #[command(after_help = "Example:\n  \
        stopgate supersede plans/orders.md plans/orders-by-region.md --reason \"one table is too slow\" --as Ruth")]
    Supersede(Succession),
    /// List the plans with day, status and owner, or write their index
    ///
    /// The lines stand between two markers of docs/PLANS.md, or of the file that `file` below [index] in
    /// .stopgate/config.toml names. Once they are there, commands that change how a plan stands keep them
    /// current. How a plan stands follows from its boxes, its status and its newest run.
    #[command(after_help = "Examples:\n  stopgate index\n  stopgate index --write")]
    Index {
        /// Write it, and touch nothing outside of the markers
        #[arg(long)]
        write: bool,
        #[command(flatten)]
        judging: Judging,
    },
    /// Say whether a change needs a plan, and which files ask for one
    ///
    /// Files that differ are held against triggers: several layers of a pipeline, data contracts, provisioning,
    /// observability, delivery, and those below [need] in .stopgate/config.toml. The answer is no failure: the
    /// exit code is 0 with either, unless --exit-code asks for 1.
    #[command(
        after_help = "Examples:\n  stopgate need\n  stopgate need origin/main..HEAD --exit-code"
    )]
    Need {
        /// What is compared: two revisions, or one and the files as they are now; `A...B` is what B did since A and B
        /// parted
        #[arg(value_name = "REV..REV", default_value = "HEAD")]
        revisions: String,
        /// End with 1 where a plan is needed and none changed with it
        #[arg(long)]
        exit_code: bool,
        #[command(flatten)]
        judging: Judging,
    },
}

impl Keeping {
    /// The plan that may be another one afterwards.
    pub(crate) fn written(&self) -> Option<&Path> {
        let (plan, writing) = match self {
            Self::Note { plan, writing, .. }
            | Self::Tick { plan, writing, .. }
            | Self::Answer { plan, writing, .. }
            | Self::Defer { plan, writing, .. }
            | Self::Assign { plan, writing, .. } => (plan, writing),
            Self::Supersede(succession) => (&succession.old, &succession.writing),
            Self::Amend { .. } | Self::Index { .. } | Self::Need { .. } => return None,
        };
        (!writing.dry_run).then_some(plan)
    }
}

/// A kind of entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum KindName {
    /// Something is done, or --remaining says what is not
    Progress,
    /// Something was found out; needs --evidence
    Surprise,
    /// Something is decided; needs --rationale
    Decision,
    /// What came of the work
    Outcome,
    /// Something has to be answered
    Question,
    /// Something may happen
    Risk,
    /// Somebody has to do something; needs --owner and --due
    Action,
}

impl KindName {
    /// The name on the command line and in JSON.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Progress => "progress",
            Self::Surprise => "surprise",
            Self::Decision => "decision",
            Self::Outcome => "outcome",
            Self::Question => "question",
            Self::Risk => "risk",
            Self::Action => "action",
        }
    }
}

impl From<KindName> for NoteKind {
    fn from(name: KindName) -> Self {
        match name {
            KindName::Progress => Self::Progress,
            KindName::Surprise => Self::Surprise,
            KindName::Decision => Self::Decision,
            KindName::Outcome => Self::Outcome,
            KindName::Question => Self::Question,
            KindName::Risk => Self::Risk,
            KindName::Action => Self::Action,
        }
    }
}

/// What else an entry says.
#[derive(Debug, Args)]
pub(crate) struct Details {
    /// What is left to do: the entry of progress stays open
    #[arg(long, value_name = "TEXT")]
    pub(crate) remaining: Option<String>,
    /// What shows a surprise; `-` for standard input
    #[arg(long, value_name = "TEXT")]
    pub(crate) evidence: Option<String>,
    /// Why it is decided so
    #[arg(long, value_name = "TEXT")]
    pub(crate) rationale: Option<String>,
    /// What was not chosen, where the format asks for it
    #[arg(long, value_name = "TEXT")]
    pub(crate) alternatives: Option<String>,
    /// Who answers, watches or does it
    #[arg(long, value_name = "WHO")]
    pub(crate) owner: Option<String>,
    /// The last day of an action item
    #[arg(long, value_name = "DATE", value_parser = day)]
    pub(crate) due: Option<Date>,
    /// How likely a risk is
    #[arg(long, value_name = "LEVEL")]
    pub(crate) likelihood: Option<LevelName>,
    /// How bad it would be
    #[arg(long, value_name = "LEVEL")]
    pub(crate) impact: Option<LevelName>,
    /// What is done against it
    #[arg(long, value_name = "TEXT")]
    pub(crate) mitigation: Option<String>,
}

/// How likely, or how bad.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum LevelName {
    /// Low
    Low,
    /// Medium
    Med,
    /// High
    High,
}

impl LevelName {
    /// As it stands in plans.
    pub(crate) fn written(self) -> &'static str {
        match self {
            Self::Low => "Low",
            Self::Med => "Med",
            Self::High => "High",
        }
    }
}

/// How it is written.
#[derive(Debug, Args)]
pub(crate) struct Writing {
    /// Who says so [default: the name that git knows, else $USER]
    #[arg(long = "as", value_name = "NAME")]
    pub(crate) name: Option<String>,
    /// When, `2026-01-31 14:05Z` [default: now, UTC]
    #[arg(long, value_name = "TIME", value_parser = moment)]
    pub(crate) at: Option<String>,
    /// Show what would be written, and write nothing
    #[arg(long)]
    pub(crate) dry_run: bool,
}

/// Reads a moment as it stands in plans, or as RFC 3339; gives it as it stands in plans.
fn moment(text: &str) -> Result<String, String> {
    let zoned = text.replacen(' ', "T", 1);
    let zoned = match zoned.len() {
        17 => zoned.replace('Z', ":00Z"),
        _ => zoned,
    };
    let read = zoned.parse::<jiff::Timestamp>();
    let read = read.map_err(|_| "a moment is written YYYY-MM-DD HH:MMZ, in UTC".to_owned())?;
    Ok(read.strftime("%Y-%m-%d %H:%MZ").to_string())
}

/// Carries one of them out.
pub(crate) fn run(common: &Common, keeping: &Keeping) -> Result<Exit, Trouble> {
    match keeping {
        Keeping::Note {
            kind,
            plan,
            text,
            details,
            writing,
            judging,
        } => note::run(common, (*kind, plan), (text, details), (writing, judging)),
        Keeping::Tick {
            plan,
            item,
            untick,
            writing,
            judging,
        } => tick::run(common, (plan, item), *untick, (writing, judging)),
        Keeping::Answer {
            plan,
            question,
            text,
            writing,
            judging,
        } => answer::run(common, (plan, question), text, (writing, judging)),
        Keeping::Defer {
            plan,
            question,
            owner,
            until,
            reason,
            writing,
            judging,
        } => defer::run(
            common,
            (plan, question),
            (owner, *until, reason),
            (writing, judging),
        ),
        Keeping::Assign {
            plan,
            item,
            who,
            due,
            writing,
            judging,
        } => assign::run(common, (plan, item), (who, *due), (writing, judging)),
        Keeping::Supersede(succession) => supersede::run(common, succession),
        Keeping::Amend { plan, judging } => amend::run(common, plan, judging),
        Keeping::Index { write, judging } => index::run(common, *write, judging),
        Keeping::Need {
            revisions,
            exit_code,
            judging,
        } => need::run(common, revisions, *exit_code, judging),
    }
}
