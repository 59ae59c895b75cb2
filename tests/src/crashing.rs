//! `stopgate`, which kills itself at a moment on the way of records to the disk: the variable
//! `STOPGATE_CRASH_AT` counts the moments of the process from 1.

use std::process::ExitCode;
use std::sync::atomic::{AtomicU64, Ordering};

use stopgate_system::{Moment, watch_moments};

/// How many moments there were.
static SEEN: AtomicU64 = AtomicU64::new(0);

fn main() -> ExitCode {
    watch_moments(count);
    stopgate_cli::main()
}

/// Kills this process with SIGKILL where its moment has come, after saying which one it was.
fn count(moment: Moment) {
    let seen = SEEN.fetch_add(1, Ordering::Relaxed) + 1;
    let wanted = std::env::var("STOPGATE_CRASH_AT").ok();
    if wanted.and_then(|at| at.parse().ok()) != Some(seen) {
        return;
    }
    if let Ok(file) = std::env::var("STOPGATE_CRASH_NOTE") {
        let _ = std::fs::write(file, format!("{moment:?}"));
    }
    let own = rustix::process::getpid();
    let _ = rustix::process::kill_process(own, rustix::process::Signal::KILL);
    loop {
        std::thread::park();
    }
}
