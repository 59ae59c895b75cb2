//! `stopgate completions`: what a shell needs to complete commands and options.

use clap::CommandFactory as _;
use clap_complete::Shell;

use crate::arguments::Arguments;
use crate::exit::Exit;
use crate::terminal;

/// Prints the completions for a shell.
pub(crate) fn run(shell: Shell) -> Exit {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut Arguments::command(), "stopgate", &mut script);
    terminal::print(&String::from_utf8_lossy(&script));
    Exit::Fine
}
