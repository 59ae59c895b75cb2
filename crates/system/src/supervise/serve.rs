//! The supervisor's side: takes requests until the runner is gone.

use std::fs::File;
use std::io;
use std::path::Path;
use std::time::Duration;

use rustix::process::{getpid, set_child_subreaper, setsid};
use stopgate_runner::{Job, Variable};

use super::channel::Channel;
use super::former;
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
    let Some(Request::Open { lock_name, secrets }) = channel.request()? else {
        return Ok(());
    };
    let opened = open(root, &lock_name, secrets);
    let (root, _lock, mut masks) = match opened {
        Ok(opened) => opened,
        Err(reason) => {
            channel.put(&Report::Refused(reason))?;
            channel.send_all();
            return Ok(());
        }
    };
    channel.put(&Report::Ready)?;
    while channel.send_all() {
        let Some(Request::Run(job)) = channel.request()? else {
            break;
        };
        if !serve(&job, &root, &mut masks, &mut channel)? {
            break;
        }
    }
    Ok(())
}

fn open(
    root: &Path,
    lock_name: &str,
    secrets: Vec<Variable>,
) -> Result<(File, File, Masks), String> {
    let opened = File::open(root)
        .map_err(|error| format!("the root {} cannot be opened: {error}", root.display()))?;
    let lock = former::take(root, lock_name, PATIENCE).map_err(|error| error.to_string())?;
    let masks = Masks::new(secrets).map_err(|error| error.to_string())?;
    Ok((opened, lock, masks))
}

/// Holds one step and puts its outcome; false when the runner is gone.
fn serve(job: &Job, root: &File, masks: &mut Masks, channel: &mut Channel) -> io::Result<bool> {
    let held = match masks.redactor_for(job) {
        Ok(redactor) => step::hold(job, root, redactor, channel),
        Err(error) => step::refuse(job, masks.redactor(), error.to_string()),
    };
    let Held::Over(outcome, piece) = held else {
        return Ok(false);
    };
    if let Some(piece) = piece {
        channel.put(&Report::Piece(piece))?;
    }
    channel.put(&Report::Outcome(outcome))?;
    Ok(true)
}
