//! The supervisor's side: takes requests until the runner is gone.

use std::fs::File;
use std::io;
use std::path::Path;
use std::time::Duration;

use rustix::process::{getpid, set_child_subreaper, setsid};
use stopgate_model::Sandbox;
use stopgate_runner::Job;

use super::channel::Channel;
use super::former;
use super::ground::Ground;
use super::masks::Masks;
use super::protocol::{Report, Request};
use super::step::{self, Held};
use crate::sandbox::{Cells, Layers, Place, examine};

/// How long the supervisor of an earlier runner is waited for; it needs less to end its step.
const PATIENCE: Duration = Duration::from_secs(5);

/// Holds the steps of the runner at the other end of the standard streams, until it is gone.
///
/// # Errors
/// When the runner says what no runner says, or the operating system refuses what holding steps needs.
pub fn supervise(root: &Path) -> io::Result<()> {
    supervise_with(root, Layers::ALL)
}

/// The same with only these layers of the kernel to shut steps in.
///
/// # Errors
/// As [`supervise`].
pub fn supervise_with(root: &Path, layers: Layers) -> io::Result<()> {
    // Refused only to the leader of a group, which is then not the runner's.
    let _ = setsid();
    set_child_subreaper(Some(getpid()))?;
    let mut channel = Channel::over_standard_streams()?;
    let Some(request) = channel.request()? else {
        return Ok(());
    };
    if matches!(request, Request::Examine) {
        channel.put(&Report::Examined(examine(root, layers)))?;
        channel.send_all();
        return Ok(());
    }
    let mut opened = match Opened::new(root, request, layers) {
        Ok(opened) => opened,
        Err(reason) => {
            channel.put(&Report::Refused(reason))?;
            channel.send_all();
            return Ok(());
        }
    };
    channel.put(&Report::Ready)?;
    while channel.send_all() {
        let goes_on = match channel.request()? {
            Some(Request::Run(job)) => opened.serve(&job, &mut channel)?,
            Some(Request::Prepare(sandbox)) => {
                channel.put(&opened.prepare(sandbox))?;
                true
            }
            Some(Request::Open { .. } | Request::Examine) | None => false,
        };
        if !goes_on {
            break;
        }
    }
    Ok(())
}

/// What a supervisor has while it lives.
struct Opened {
    root: File,
    _lock: File,
    masks: Masks,
    cells: Option<Cells>,
}

impl Opened {
    fn new(root: &Path, request: Request, layers: Layers) -> Result<Self, String> {
        let Request::Open {
            lock_name,
            secrets,
            shut_in,
        } = request
        else {
            return Err("the first request is to open".to_owned());
        };
        let opened = File::open(root)
            .map_err(|error| format!("the root {} cannot be opened: {error}", root.display()))?;
        let lock = former::take(root, &lock_name, PATIENCE).map_err(|error| error.to_string())?;
        let masks = Masks::new(secrets).map_err(|error| error.to_string())?;
        let place = shut_in.map(|shut_in| Place::new(root, shut_in.plan.as_deref()));
        let place = place.transpose().map_err(|error| error.to_string())?;
        Ok(Self {
            root: opened,
            _lock: lock,
            masks,
            cells: place.map(|place| Cells::new(place, layers)),
        })
    }

    /// Builds the cell of a sandbox.
    fn prepare(&mut self, sandbox: Sandbox) -> Report {
        match ground(&self.root, self.cells.as_mut(), sandbox) {
            Ok(_) => Report::Ready,
            Err(why) => Report::NotShutIn(why),
        }
    }

    /// Holds one step and puts its outcome; false when the runner is gone.
    fn serve(&mut self, job: &Job, channel: &mut Channel) -> io::Result<bool> {
        let Self {
            root, masks, cells, ..
        } = self;
        let ground = match ground(root, cells.as_mut(), job.sandbox.unwrap_or_default()) {
            Ok(ground) => ground,
            Err(why) => {
                channel.put(&Report::NotShutIn(why))?;
                return Ok(true);
            }
        };
        let held = match masks.redactor_for(job) {
            Ok(redactor) => step::hold(job, &ground, redactor, channel),
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
}

/// Where the steps of a sandbox are started.
fn ground<'a>(
    root: &'a File,
    cells: Option<&'a mut Cells>,
    sandbox: Sandbox,
) -> Result<Ground<'a>, String> {
    match (sandbox, cells) {
        (Sandbox::Host, None) => Ok(Ground::Host(root)),
        // Somebody else's namespace is not the machine as it is.
        (Sandbox::Host, Some(_)) => Err("this supervisor shuts all its steps in".to_owned()),
        (_, Some(cells)) => cells.of(sandbox).map(Ground::Cell),
        (_, None) => Err("this supervisor shuts no step in".to_owned()),
    }
}
