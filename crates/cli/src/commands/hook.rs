//! `stopgate hook`: rules over what an agent or git is about to do. Whatever goes wrong, the answer is no.

use std::panic::{AssertUnwindSafe, catch_unwind};

use stopgate_guard::{Dialect, Ruling, Unreadable, command_line, git_hook};
use stopgate_system::read_hook_input;

use crate::arguments::Common;
use crate::commands::guarding::Caller;
use crate::exit::Exit;
use crate::guarding::{self, Denied};
use crate::terminal::{self, harmless};
use crate::{guarding::agent, guarding::git, json};

/// What every caller takes as no, whatever else it knows: the code of wrong usage, so that a call that this program
/// does not understand is a no as well.
const NO: Exit = Exit::Usage;

/// Characters of a reason that are shown.
const MOST_SAID: usize = 2_000;

/// Prints what connects a caller: a hook of git, or the line that an agent calls.
pub(crate) fn print(caller: Caller) -> Exit {
    match Dialect::named(caller.name()) {
        Some(dialect) => {
            let name = dialect.name;
            terminal::print(&format!("{}\n", command_line(name)));
            terminal::say(&format!(
                "that is what {name} calls; `stopgate agents install {name}` puts it into its hooks"
            ));
        }
        None => terminal::print(&git_hook(caller.name())),
    }
    Exit::Fine
}

/// Rules over one call.
pub(crate) fn run(common: &Common, caller: Caller) -> Exit {
    // A panic would end with a code that some agents let pass.
    let ruled = catch_unwind(AssertUnwindSafe(|| match Dialect::named(caller.name()) {
        Some(dialect) => of_agent(common, dialect),
        None => of_git(common, caller),
    }));
    ruled.unwrap_or_else(|_| {
        terminal::say(
            "the guard has a bug and could not rule, so nothing happens; please report it",
        );
        NO
    })
}

fn of_agent(common: &Common, dialect: &Dialect) -> Exit {
    let read = read_hook_input().map_err(|why| Unreadable { event: None, why });
    let answer = match read.and_then(|input| dialect.read(&input)) {
        Ok(asked) => {
            let ruling = match agent::ruled(common, dialect, &asked) {
                Ok(()) => Ruling::Allow,
                Err(denied) => Ruling::Deny(shown(&denied)),
            };
            dialect.answer(&asked, &ruling)
        }
        Err(unreadable) => dialect.refuse(&Unreadable {
            why: harmless(&unreadable.why),
            ..unreadable
        }),
    };
    if let Some(document) = &answer.json {
        json::print(document);
    }
    if let Some(said) = &answer.said {
        terminal::say(&harmless(said));
    }
    if answer.code == 0 { Exit::Fine } else { NO }
}

fn of_git(common: &Common, caller: Caller) -> Exit {
    let ruled = match caller {
        Caller::GitPrePush => read_hook_input()
            .map_err(Denied::from)
            .and_then(|told| git::before_push(common, &told)),
        _ => git::before_commit(common),
    };
    match ruled {
        Ok(()) => Exit::Fine,
        Err(denied) => {
            terminal::say(&format!("stopgate: {}", shown(&denied)));
            NO
        }
    }
}

/// A reason without what a terminal obeys, and not longer than somebody reads.
fn shown(denied: &guarding::Denied) -> String {
    let text = harmless(&denied.0);
    if text.chars().count() <= MOST_SAID {
        return text;
    }
    let cut: String = text.chars().take(MOST_SAID).collect();
    cut + "…"
}
