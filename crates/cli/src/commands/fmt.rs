//! `stopgate fmt`: the layout of plans, and nothing else of them.

use std::path::{Path, PathBuf};

use clap::Args;
use stopgate_system::discover;
use stopgate_workspace::Fixing;

use crate::arguments::{Common, Judging};
use crate::exit::{Exit, Trouble};
use crate::fixing::{Changed, changed, show};
use crate::session::Session;
use crate::terminal;
use crate::terminal::{GOOD, RISKY};

/// What is done about layout.
#[derive(Debug, Args)]
pub(crate) struct Formatting {
    /// Name the plans that would change, and write nothing; exit 1 where there is one
    #[arg(long)]
    pub(crate) check: bool,
    /// Show what would change, and write nothing; exit 1 where something would
    #[arg(long)]
    pub(crate) diff: bool,
}

/// Formats files and directories.
pub(crate) fn run(
    common: &Common,
    paths: &[PathBuf],
    judging: &Judging,
    formatting: &Formatting,
) -> Result<Exit, Trouble> {
    let here = [PathBuf::from(".")];
    let paths = if paths.is_empty() { &here } else { paths };
    let near = paths.first().map_or(Path::new("."), PathBuf::as_path);
    let found = discover(paths)?;
    let session = Session::open(common, near, judging)?;
    let mut changed = changed(&session, &found, Fixing::Layout)?;
    changed.retain(Changed::is_other);
    if formatting.diff {
        return Ok(show(&changed));
    }
    let names: Vec<String> = changed.iter().map(|plan| plan.name() + "\n").collect();
    terminal::print(&names.concat());
    if !formatting.check {
        for plan in &changed {
            plan.write(&session)?;
        }
    }
    let count = changed.len();
    let plans = if count == 1 { "plan" } else { "plans" };
    let said = match (count, formatting.check) {
        (0, _) => format!("{GOOD}formatted{GOOD:#}: nothing to change"),
        (_, true) => format!(
            "{RISKY}not formatted{RISKY:#}: {count} {plans}; `stopgate fmt` changes the layout only"
        ),
        (_, false) => format!("{GOOD}formatted{GOOD:#}: {count} {plans}"),
    };
    if !common.quiet {
        terminal::say(&said);
    }
    let would_change = formatting.check && count > 0;
    Ok(if would_change {
        Exit::Findings
    } else {
        Exit::Fine
    })
}
