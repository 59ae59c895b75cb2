//! Checking again whenever a plan changes.

use std::path::PathBuf;

use signal_hook::consts::{SIGINT, SIGTERM};
use signal_hook::iterator::Signals;
use stopgate_system::{look_at, wait_for_change};

use crate::exit::{Exit, Trouble};
use crate::terminal;

/// Checks, and again after each change of one of the paths or of `also`, until somebody interrupts.
///
/// # Errors
/// When the first check cannot do its work; a later one says why and goes on.
pub(crate) fn watch(
    (paths, also): (&[PathBuf], &[PathBuf]),
    check: impl Fn() -> Result<Exit, Trouble>,
) -> Result<Exit, Trouble> {
    end_when_interrupted();
    let mut looks = look_at(paths, also);
    terminal::clear();
    check()?;
    loop {
        terminal::say("watching; Ctrl-C ends it");
        wait_for_change(paths, also, &looks);
        looks = look_at(paths, also);
        terminal::clear();
        if let Err(trouble) = check() {
            terminal::say_failure(&trouble.to_string());
        }
    }
}

/// Whoever ends it has seen what they wanted.
fn end_when_interrupted() {
    let Ok(mut signals) = Signals::new([SIGINT, SIGTERM]) else {
        return;
    };
    std::thread::spawn(move || {
        if signals.forever().next().is_some() {
            std::process::exit(i32::from(Exit::Fine as u8));
        }
    });
}
