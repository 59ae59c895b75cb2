//! Commands that tell others of a run: people with a page, tools with lineage.

use std::path::{Path, PathBuf};

use clap::Subcommand;
use stopgate_journal::{Reading, State};
use stopgate_system::{RunFolder, write_report};

use crate::arguments::{Common, Identity};
use crate::commands::{lineage, report};
use crate::exit::{Exit, Trouble};
use crate::terminal;

/// Commands that tell others of a run.
#[derive(Debug, Subcommand)]
pub(crate) enum Telling {
    /// Write a page about a run: timeline, evidence, decisions, digests
    ///
    /// The page is one HTML file that asks for nothing from elsewhere, has no scripts, and can be printed.
    Report {
        /// The run, or the beginning of its name [default: the newest]
        #[arg(value_name = "RUN")]
        run: Option<String>,
        /// Where to write it [default: standard output]
        #[arg(short, long, value_name = "FILE")]
        output: Option<PathBuf>,
    },
    /// Tell other tools of a run: OpenLineage events, or in-toto statements
    ///
    /// One JSON document a line. With a key, each statement is signed and lies in a DSSE envelope.
    Lineage {
        /// The run, or the beginning of its name [default: the newest]
        #[arg(value_name = "RUN")]
        run: Option<String>,
        /// In which form
        #[arg(long, value_name = "FORM")]
        to: lineage::Form,
        /// Name of the repository, for the namespace of jobs [default: the name of its folder]
        #[arg(long, value_name = "NAME")]
        repository: Option<String>,
        /// Where to write it [default: standard output]
        #[arg(short, long, value_name = "FILE")]
        output: Option<PathBuf>,
        #[command(flatten)]
        identity: Identity,
    },
}

/// Carries one of them out.
pub(crate) fn run(common: &Common, telling: &Telling) -> Result<Exit, Trouble> {
    match telling {
        Telling::Report { run, output } => report::run(common, run.as_deref(), output.as_deref()),
        Telling::Lineage {
            run,
            to,
            repository,
            output,
            identity,
        } => {
            let telling = (*to, repository.as_deref(), identity);
            lineage::run(common, run.as_deref(), telling, output.as_deref())
        }
    }
}

/// Writes what was asked for where it was asked for.
pub(crate) fn deliver(
    common: &Common,
    output: Option<&Path>,
    (what, text): (&str, &str),
) -> Result<(), Trouble> {
    let Some(path) = output else {
        terminal::print_document(text.as_bytes());
        return Ok(());
    };
    write_report(path, text.as_bytes())?;
    if !common.quiet {
        terminal::say(&format!("{what}: {}", path.display()));
    }
    Ok(())
}

/// The state of a run that others are told of: as far as its journal can be read.
pub(crate) fn told<'r>(folder: &RunFolder, reading: &'r Reading) -> Result<&'r State, Trouble> {
    reading.state.as_ref().ok_or_else(|| {
        Trouble::Usage(format!(
            "the journal of run {run} cannot be read: stopgate verify {run}",
            run = folder.name
        ))
    })
}
