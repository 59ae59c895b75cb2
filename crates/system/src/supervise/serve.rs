//! The supervisor's side: takes requests until the runner is gone.

use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

use rustix::process::{getpid, set_child_subreaper, setsid};
use stopgate_model::Sandbox;
use stopgate_runner::{Held as Known, Job};

use super::channel::Channel;
use super::former;
use super::ground::Ground;
use super::last_word::LastWord;
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
    let mut supervision = match Supervision::open(root, request, layers) {
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
    cells: Option<Cells>,
    last_word: LastWord,
    /// The folder of the run.
    folder: Option<PathBuf>,
    /// What the runner was told last, and may not have heard.
    untold: Option<Known>,
    /// Free again when this process is gone.
    _lock: File,
}

impl Supervision {
    fn open(root: &Path, request: Request, layers: Layers) -> Result<Self, String> {
        let Request::Open {
            lock_name,
            secrets,
            record,
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
            masks,
            folder: folder_of(record.as_deref()),
            cells: place.map(|place| Cells::new(place, layers)),
            last_word: last_word(record.as_deref())?,
            untold: None,
            _lock: lock,
        })
    }

    /// Holds one step after the other; when the runner is gone, records what it does not know.
    fn serve(&mut self, channel: &mut Channel) -> io::Result<()> {
        while channel.send_all() {
            match channel.request()? {
                Some(Request::Run(job)) => self.hold(&job, channel)?,
                Some(Request::Prepare(sandbox)) => channel.put(&self.prepare(sandbox))?,
                Some(Request::Record(path)) => {
                    self.folder = folder_of(Some(&path));
                    // Where it cannot be written, a person is asked one question more.
                    self.last_word = last_word(Some(&path))
                        .or_else(|_| last_word(None))
                        .map_err(io::Error::other)?;
                }
                Some(Request::Leave) => return Ok(()),
                Some(Request::Open { .. } | Request::Examine) | None => break,
            }
            if self.untold.as_ref().is_some_and(|known| known.broken_off) {
                break;
            }
        }
        if let Some(known) = &self.untold {
            self.last_word.write(known);
        }
        Ok(())
    }

    /// Builds the cell of a sandbox.
    fn prepare(&mut self, sandbox: Sandbox) -> Report {
        match ground(&self.root, self.cells.as_mut(), sandbox) {
            Ok(_) => Report::Ready,
            Err(why) => Report::NotShutIn(why),
        }
    }

    /// Holds one step, and puts its outcome.
    fn hold(&mut self, job: &Job, channel: &mut Channel) -> io::Result<()> {
        let Self {
            root,
            masks,
            cells,
            folder,
            ..
        } = self;
        let ground = match ground(root, cells.as_mut(), job.sandbox.unwrap_or_default()) {
            Ok(ground) => ground,
            Err(why) => return channel.put(&Report::NotShutIn(why)),
        };
        let held = match masks.redactor_for(job) {
            Ok(redactor) => {
                step::hold((job, folder.as_deref()), (root, &ground), redactor, channel)
            }
            Err(error) => step::refuse(job, masks.redactor(), error.to_string()),
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
        self.untold = Some(Known {
            step: job.step.clone(),
            attempt: job.attempt,
            broken_off,
            outcome,
        });
        Ok(())
    }
}

/// The folder of the run, wherever this process works.
fn folder_of(record: Option<&Path>) -> Option<PathBuf> {
    std::path::absolute(record?.parent()?).ok()
}

fn last_word(record: Option<&Path>) -> Result<LastWord, String> {
    LastWord::open(record).map_err(|error| format!("outcomes cannot be recorded: {error}"))
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
