//! `stopgate man`: the man page, with every command in it.

use clap::CommandFactory as _;

use crate::arguments::Arguments;
use crate::exit::Exit;
use crate::terminal;

/// Prints the man page in roff.
pub(crate) fn run() -> Exit {
    let mut page = Vec::new();
    let mut command = Arguments::command();
    command.build();
    let mut rendered = clap_mangen::Man::new(command.clone()).render(&mut page);
    for sub in command
        .get_subcommands()
        .filter(|sub| sub.get_name() != "help")
    {
        let named = sub.clone().name(format!("stopgate-{}", sub.get_name()));
        rendered = rendered.and_then(|()| clap_mangen::Man::new(named).render(&mut page));
    }
    match rendered {
        Ok(()) => terminal::print(&String::from_utf8_lossy(&page)),
        Err(error) => terminal::say_failure(&error.to_string()),
    }
    Exit::Fine
}
