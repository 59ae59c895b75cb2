//! One step from its start to the end of everything that it started.

use std::fs::File;
use std::path::Path;
use std::time::{Duration, Instant};

use rustix::process::WaitStatus;
use stopgate_runner::{Ending, Job, Outcome};

use super::channel::Channel;
use super::ground::Ground;
use super::hold::Hold;
use super::record::Record;
use super::transcript::Transcript;
use super::used_files;
use crate::redact::Redactor;

/// How long processes that outlive the shell may take to end by themselves: a reader at the end of a pipe
/// needs a moment.
const SETTLE: Duration = Duration::from_millis(100);
/// How long they get to end after SIGTERM.
const GRACE_FOR_REST: Duration = Duration::from_millis(500);
/// How long a step gets to end after SIGTERM when its time is over.
const GRACE_FOR_STEP: Duration = Duration::from_secs(2);

/// How long a step may still take when its runner is gone. With the grace after it, and the killing, all
/// is over within the two seconds of CONTRACT.md 10.
const PATIENCE_WITHOUT_RUNNER: Duration = Duration::from_millis(800);

/// What came of a step.
pub(super) struct Held {
    pub(super) outcome: Outcome,
    /// The last of its output to show.
    pub(super) piece: Option<String>,
    /// True where it was ended because its runner was gone.
    pub(super) broken_off: bool,
}

/// Holds a step.
pub(super) fn hold(
    (job, folder): (&Job, Option<&Path>),
    (root, ground): (&File, &Ground<'_>),
    redactor: &Redactor,
    channel: &mut Channel,
) -> Held {
    let begun = Instant::now();
    let started = used_files::check(root, &job.uses)
        .and_then(|witnesses| Ok((witnesses, ground.start(job)?)));
    let (witnesses, shell) = match started {
        Ok(started) => started,
        Err(reason) => {
            return refuse(job, redactor, redactor.mask(&reason));
        }
    };
    let transcript = Transcript::new(folder, job);
    let record = Record::new((job, transcript), redactor, begun);
    let mut hold = Hold::new(shell, record, channel);
    hold.wait_for_shell(begun.checked_add(job.timeout));
    if hold.is_orphan() {
        // What is nearly done is let end by itself: then its outcome is known.
        hold.wait_for_shell_alone(PATIENCE_WITHOUT_RUNNER);
    }
    let ended_by_itself = hold.status();
    let left_behind = if ended_by_itself.is_some() {
        hold.settle(SETTLE);
        hold.end_tree(GRACE_FOR_REST)
    } else {
        hold.end_tree(GRACE_FOR_STEP);
        0
    };
    hold.drain();
    let broken_off = hold.is_orphan() && ended_by_itself.is_none();
    let ended = match (ended_by_itself, hold.status()) {
        (Some(status), _) => ending(status),
        (None, Some(status)) if broken_off => ending(status),
        _ => Ending::TimedOut,
    };
    let ended = witnesses.changed(root).map_or(ended, Ending::Tampered);
    let mut held = over(ended, hold.into_record(), begun.elapsed(), left_behind);
    held.broken_off = broken_off;
    held
}

/// Does not hold a step, and says why.
pub(super) fn refuse(job: &Job, redactor: &Redactor, reason: String) -> Held {
    let transcript = Transcript::new(None, job);
    let record = Record::new((job, transcript), redactor, Instant::now());
    over(Ending::NotStarted(reason), record, Duration::ZERO, 0)
}

fn ending(status: WaitStatus) -> Ending {
    match (status.exit_status(), status.terminating_signal()) {
        (Some(code), _) => Ending::Exit(code),
        (_, Some(signal)) => Ending::Signal(signal),
        _ => unreachable!("a process that was waited for has ended"),
    }
}

fn over(ending: Ending, record: Record<'_>, duration: Duration, left_behind: u32) -> Held {
    let (piece, output, met) = record.finish(&ending);
    let outcome = Outcome {
        ending,
        duration,
        output,
        met,
        left_behind,
    };
    Held {
        outcome,
        piece,
        broken_off: false,
    }
}
