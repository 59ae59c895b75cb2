//! `stopgate`: a compiler for plans. One file per command in `commands/`.

mod arguments;

mod commands;

mod session;
mod succession;

mod after_failure;
mod agents;

mod approvals;

mod identity;

mod open_run;

mod preview;

mod carry;
mod changed_plan;

mod live;

mod living;

mod interruption;
mod interview;

mod wording;

mod fixing;

mod guarding;

mod checking;

mod output;

mod report;

mod conversion;

mod proposing;

mod plan_index;

mod installing;

mod json;

mod terminal;

mod exit;

use std::process::ExitCode;

use clap::Parser as _;

use crate::arguments::Arguments;
use crate::exit::Exit;

/// Carries out what the arguments of this process say; how the process is to exit.
pub fn main() -> ExitCode {
    let arguments = match Arguments::try_parse() {
        Ok(arguments) => arguments.settled(),
        Err(error) => return exit::of_usage(&error),
    };
    terminal::choose_colour(arguments.common.color);
    let exit = commands::run(&arguments).unwrap_or_else(|failure| {
        terminal::say_failure(&failure.to_string());
        failure.exit()
    });
    ExitCode::from(exit as u8)
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit as u8)
    }
}
