//! What a person sees who interrupts a run.

use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};
use signal_hook::iterator::Signals;

use crate::exit::Exit;
use crate::live;
use crate::terminal;

/// Says how to go on when somebody interrupts this process from here on, and ends it. The supervisor
/// sees its runner end, and ends the step with everything that it started.
pub(crate) fn announce(run: &str) {
    let Ok(mut signals) = Signals::new([SIGHUP, SIGINT, SIGTERM]) else {
        return;
    };
    let run = run.to_owned();
    std::thread::spawn(move || {
        if signals.forever().next().is_some() {
            live::put_away();
            terminal::say(&format!(
                "\ninterrupted; the step that ran is ended, and what was recorded is safe. Go on with: stopgate resume {run}"
            ));
            std::process::exit(i32::from(Exit::Unknown as u8));
        }
    });
}
