//! One file per command.

mod adopt;
mod amending;
mod approve;
mod changed;
mod check;
mod compare;
mod completions;
mod convert;
mod decide;
mod diff;
mod doctor;
mod expect;
mod explain;
mod explain_format;
mod fmt;
mod format;
mod formats;
mod gate;
mod lineage;
mod man;
mod mcp;
mod merge;
mod new;
mod report;
mod resolve;
pub(crate) mod resume;
pub(crate) mod rollback;
mod rules;
mod run;
mod runs;
mod schema;
mod selftest;
mod show;
mod status;
mod steps;
mod supervise;
mod telling;
mod verify;

pub(crate) use amending::Amending;
pub(crate) use fmt::Formatting;
use stopgate_journal::Decision;

pub(crate) use changed::Changing;
pub(crate) use compare::Comparing;
pub(crate) use mcp::Serving;
pub(crate) use merge::Merging;
pub(crate) use selftest::Selftesting;
pub(crate) use telling::Telling;

use crate::arguments::{Arguments, Command, Common};
use crate::exit::{Exit, Trouble};

/// What to say to a format that the command does not have.
const ONLY_CHECK: &str =
    "this output format is for `stopgate check`; this command writes full, concise or json";

/// Runs the command that was named.
pub(crate) fn run(arguments: &Arguments) -> Result<Exit, Trouble> {
    let common = &arguments.common;
    let is_check = matches!(arguments.command, Command::Check { .. });
    if common.written.of_every_command().is_none() && !is_check {
        return Err(Trouble::Usage(ONLY_CHECK.to_owned()));
    }
    of_plan(common, &arguments.command)
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
            title,
            output,
            as_of,
        } => new::run(common, format, title, (output.as_deref(), *as_of)),
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
        Command::Merge { merging } => merge::run(common, merging),
        Command::Mcp { serving } => mcp::run(common, serving),
        Command::Completions { shell } => Ok(completions::run(*shell)),
        Command::Man => Ok(man::run()),
        of_run => of_runs(common, of_run),
    }
}
