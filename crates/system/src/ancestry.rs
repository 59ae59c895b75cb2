//! Whether this process descends from a step of a run: people approve, steps do not (CONTRACT.md 6).

use std::fs;

/// The argument by which a supervisor is told from other processes.
pub const SUPERVISE: &str = "__supervise";

/// The variable that tells a step its id.
pub(crate) const STEP: &str = "STOPGATE_STEP";

/// Most ancestors that are looked at.
const MAX_DEPTH: usize = 1_000;

/// Id of the step of which the environment of this process says that it is.
pub fn own_step() -> Option<String> {
    std::env::var(STEP).ok()
}

/// True where an ancestor of this process holds the steps of a run, or its environment says that it is of
/// a step. What a step leaves behind keeps its supervisor as ancestor; one that hides its ancestors and
/// clears its environment can be told no more, and needs the key all the same.
pub fn descends_from_step() -> bool {
    if std::env::var_os(STEP).is_some() {
        return true;
    }
    let mut process = std::os::unix::process::parent_id();
    for _ in 0..MAX_DEPTH {
        if process == 0 {
            return false;
        }
        if holds_steps(process) {
            return true;
        }
        let Some(parent) = parent(process) else {
            return false;
        };
        process = parent;
    }
    true
}

fn holds_steps(process: u32) -> bool {
    let arguments = fs::read(format!("/proc/{process}/cmdline")).unwrap_or_default();
    let first = arguments.split(|byte| *byte == 0).nth(1);
    first == Some(SUPERVISE.as_bytes())
}

fn parent(process: u32) -> Option<u32> {
    let stat = fs::read_to_string(format!("/proc/{process}/stat")).ok()?;
    // The name stands in parentheses and may hold anything, parentheses too.
    let behind_name = &stat[stat.rfind(')')? + 1..];
    behind_name.split_whitespace().nth(1)?.parse().ok()
}
