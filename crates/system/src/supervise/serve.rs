//! The supervisor's side: takes requests until the runner is gone.

use std::fs::File;
use std::io;
use std::path::Path;
use std::time::Duration;

use rustix::process::{getpid, set_child_subreaper, setsid};
use stopgate_runner::{Held as Known, Job, Variable};

use super::channel::Channel;
use super::former;
use super::last_word::LastWord;
use super::masks::Masks;
use super::protocol::{Report, Request};
use super::step::{self, Held};

/// How long the supervisor of an earlier runner is waited for; it needs less to end its step.
const PATIENCE: Duration = Duration::from_secs(5);

/// Holds the steps of the runner at the other end of the standard streams, until it is gone.
///
/// # Errors
/// When the runner says what no runner says, or the operating system refuses what holding steps needs.
pub fn supervise(root: &Path) -> io::Result<()> {
    // Refused only to the leader of a group, which is then not the runner's.
    let _ = setsid();
    set_child_subreaper(Some(getpid()))?;
    let mut channel = Channel::over_standard_streams()?;
    let Some(Request::Open {
        lock_name,
        secrets,
        record,
    }) = channel.request()?
    else {
        return Ok(());
    };
    let opened = Supervision::open(root, &lock_name, secrets, record.as_deref());
    let mut supervision = match opened {
        Ok(opened) => opened,
        Err(reason) => {
            channel.put(&Report::Refused(reason))?;
            channel.send_all();
            return Ok(());
        }
    };
    channel.put(&Report::Ready)?;
    supervision.serve(&mut channel)
}

/// What a supervisor has while it holds steps.
struct Supervision {
    root: File,
    masks: Masks,
    last_word: LastWord,
    /// Free again when this process is gone.
    _lock: File,
}

impl Supervision {
    fn open(
        root: &Path,
        lock_name: &str,
        secrets: Vec<Variable>,
        record: Option<&Path>,
    ) -> Result<Self, String> {
        let opened = File::open(root)
            .map_err(|error| format!("the root {} cannot be opened: {error}", root.display()))?;
        let lock = former::take(root, lock_name, PATIENCE).map_err(|error| error.to_string())?;
        let masks = Masks::new(secrets).map_err(|error| error.to_string())?;
        let last_word = LastWord::open(record)
            .map_err(|error| format!("outcomes cannot be recorded: {error}"))?;
        Ok(Self {
            root: opened,
            masks,
            last_word,
            _lock: lock,
        })
    }

    /// Holds one step after the other; when the runner is gone, records what it does not know.
    fn serve(&mut self, channel: &mut Channel) -> io::Result<()> {
        let mut untold = None;
        while channel.send_all() {
            match channel.request()? {
                Some(Request::Run(job)) => {
                    let known = self.hold(&job, channel)?;
                    let is_over = known.broken_off;
                    untold = Some(known);
                    if is_over {
                        break;
                    }
                }
                Some(Request::Leave) => return Ok(()),
                Some(Request::Open { .. }) | None => break,
            }
        }
        if let Some(known) = untold {
            self.last_word.write(&known);
        }
        Ok(())
    }

    /// Holds one step, and puts its outcome.
    fn hold(&mut self, job: &Job, channel: &mut Channel) -> io::Result<Known> {
        let held = match self.masks.redactor_for(job) {
            Ok(redactor) => step::hold(job, &self.root, redactor, channel),
            Err(error) => step::refuse(job, self.masks.redactor(), error.to_string()),
        };
        let Held {
            outcome,
            piece,
            broken_off,
        } = held;
        if let Some(piece) = piece {
            channel.put(&Report::Piece(piece))?;
        }
        channel.put(&Report::Outcome(outcome.clone()))?;
        Ok(Known {
            step: job.step.clone(),
            attempt: job.attempt,
            broken_off,
            outcome,
        })
    }
}
