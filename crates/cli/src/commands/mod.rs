//! One file per command.

mod check;
mod completions;
mod explain;
mod formats;
mod gate;
mod man;
mod new;
mod rules;
mod status;
mod steps;

use crate::arguments::{Arguments, Command};
use crate::exit::{Exit, Trouble};

/// Runs the command that was named.
pub(crate) fn run(arguments: &Arguments) -> Result<Exit, Trouble> {
    let common = &arguments.common;
    match &arguments.command {
        Command::New {
            format,
            title,
            output,
            as_of,
        } => new::run(common, format, title, (output.as_deref(), *as_of)),
        Command::Formats => formats::run(common),
        Command::Rules => rules::run(common),
        Command::Explain { rule } => explain::run(common, rule),
        Command::Check { paths, judging } => check::run(common, paths, judging),
        Command::Steps { plan, judging } => steps::run(common, plan, judging),
        Command::Gate {
            plan,
            judging,
            write,
        } => gate::run(common, plan, judging, *write),
        Command::Status { judging } => status::run(common, judging),
        Command::Completions { shell } => Ok(completions::run(*shell)),
        Command::Man => Ok(man::run()),
    }
}
