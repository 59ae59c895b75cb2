//! One file per command.

mod adopt;
mod agents;
mod amend;
mod amending;
mod answer;
mod approve;
mod ask;
mod asking;
mod assign;
mod blame;
mod changed;
mod check;
mod compare;
mod completions;
mod connecting;
mod convert;
mod decide;
mod defer;
mod diff;
mod doctor;
mod expect;
mod explain;
mod explain_format;
mod fmt;
mod format;
mod formats;
mod gate;
mod guarding;
mod hook;
mod index;
mod init;
mod lineage;
pub(crate) mod living;
mod man;
mod mcp;
mod merge;
mod need;
mod new;
mod note;
mod report;
mod resolve;
pub(crate) mod resume;
pub(crate) mod rollback;
mod rules;
mod run;
mod runs;
mod schema;
mod selftest;
mod session;
mod show;
mod spec;
mod status;
mod steps;
mod summary;
mod supersede;
mod supervise;
mod survey;
mod telling;
mod tick;
mod trace;
mod understanding;
mod understood;
pub(crate) mod verify;

use std::path::Path;

pub(crate) use amending::Amending;
pub(crate) use asking::Asking;
pub(crate) use fmt::Formatting;
pub(crate) use guarding::Guarding;
use stopgate_journal::Decision;

pub(crate) use changed::Changing;
pub(crate) use compare::Comparing;
pub(crate) use connecting::Connecting;
pub(crate) use living::Keeping;
pub(crate) use mcp::Serving;
pub(crate) use merge::Merging;
pub(crate) use selftest::Selftesting;
pub(crate) use telling::Telling;
pub(crate) use understanding::Understanding;

use crate::arguments::{Arguments, Command, Common};
use crate::exit::{Exit, Trouble};
use crate::plan_index;

/// What to say to a format that the command does not have.
const ONLY_CHECK: &str =
    "this output format is for `stopgate check`; this command writes full, concise or json";

/// Runs the command that was named.
pub(crate) fn run(arguments: &Arguments) -> Result<Exit, Trouble> {
    let common = &arguments.common;
    let is_written = match &arguments.command {
        Command::Check { .. } => true,
        Command::Understanding(asked) => asked.writes(common.written),
        _ => false,
    };
    if common.written.of_every_command().is_none() && !is_written {
        return Err(Trouble::Usage(ONLY_CHECK.to_owned()));
    }
    let done = of_plan(common, &arguments.command)?;
    if let Some(near) = changed_near(&arguments.command) {
        plan_index::keep_current(common, near);
    }
    Ok(done)
}

/// Where a command may have changed how a plan stands; none where it changed nothing.
fn changed_near(command: &Command) -> Option<&Path> {
    match command {
        Command::Run { plan, carrying, .. } => Some(plan)
            .filter(|_| !carrying.dry_run)
            .map(|plan| plan.as_path()),
        Command::Keeping(keeping) => keeping.written(),
        Command::Go { .. }
        | Command::NoGo { .. }
        | Command::Resume { .. }
        | Command::Resolve { .. }
        | Command::Rollback { .. } => Some(Path::new(".")),
        _ => None,
    }
}

/// What is done with runs.
fn of_runs(common: &Common, command: &Command) -> Result<Exit, Trouble> {
    match command {
        Command::Run {
            plan,
            carrying,
            judging,
        } => run::run(common, plan, carrying, judging),
        Command::Go { deciding } => decide::run(common, deciding, Decision::Go),
        Command::NoGo { deciding } => decide::run(common, deciding, Decision::NoGo),
        Command::Resume {
            run,
            changing,
            identity,
        } if changing.changed => changed::run(common, run.as_deref(), (changing, identity)),
        Command::Resume { run, identity, .. } => resume::run(common, run.as_deref(), identity),
        Command::Resolve {
            run,
            step,
            became,
            reason,
            identity,
        } => resolve::run(common, (run.as_deref(), step), (became, reason), identity),
        Command::Rollback { run, identity } => rollback::run(common, run.as_deref(), identity),
        Command::Runs { comparing } => match comparing.pair() {
            Some(pair) => compare::run(common, pair),
            None => runs::run(common),
        },
        Command::Show { run } => show::run(common, run.as_deref()),
        Command::Verify { run } => verify::run(common, run.as_deref()),
        Command::Telling(telling) => telling::run(common, telling),
        Command::Doctor => doctor::run(common),
        Command::Selftest { selftesting } => selftest::run(common, selftesting),
        Command::Supervise { arguments } => supervise::run(arguments),
        _ => unreachable!("commands that are about no run were carried out before"),
    }
}

/// What is done with plans, formats and rules; the rest is about runs.
fn of_plan(common: &Common, command: &Command) -> Result<Exit, Trouble> {
    match command {
        Command::New {
            format,
            words,
            output,
            as_of,
            ask,
        } => new::run(common, (format, words), (output.as_deref(), *as_of), *ask),
        Command::Formats => formats::run(common),
        Command::Format { command } => format::run(common, command),
        Command::Schema { name } => Ok(schema::run(*name)),
        Command::Rules => rules::run(common),
        Command::Explain { rule } => explain::run(common, rule),
        Command::Check {
            paths,
            judging,
            checking,
        } => check::run(common, paths, judging, checking),
        Command::Fmt {
            paths,
            judging,
            formatting,
        } => fmt::run(common, paths, judging, formatting),
        Command::Steps { plan, judging } => steps::run(common, plan, judging),
        Command::Gate {
            plan,
            judging,
            write,
        } => gate::run(common, plan, judging, *write),
        Command::Approve {
            plan,
            identity,
            judging,
        } => approve::run(common, plan, identity, judging),
        Command::Diff { plan, judging } => diff::run(common, plan, judging),
        Command::Status { judging } => status::run(common, judging),
        Command::Convert { plan, converting } => convert::run(common, plan, converting),
        Command::Amending(amending) => amending::run(common, amending),
        Command::Understanding(asked) => understanding::run(common, asked),
        Command::Keeping(keeping) => living::run(common, keeping),
        Command::Guarding(guarding) => guarding::run(common, guarding),
        Command::Connecting(connecting) => connecting::run(common, connecting),
        Command::Asking(asking) => asking::run(common, asking),
        Command::Merge { merging } => merge::run(common, merging),
        Command::Mcp { serving } => mcp::run(common, serving),
        Command::Completions { shell } => Ok(completions::run(*shell)),
        Command::Man => Ok(man::run()),
        of_run => of_runs(common, of_run),
    }
}
