//! The runner's side: starts supervisors, gives them steps, and waits for what they report.

use std::ffi::OsString;
use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::process::{Pid, getpid, set_child_subreaper};
use stopgate_model::Sandbox;
use stopgate_runner::{Happening, Held, Job, Steps, StepsFailure, Variable};

use super::former::{self, MOST_LANES, lane_name, wait_for_former_supervisor};
use super::lane::{self, Lane, Program, Said};
use super::protocol::{Report, Request, ShutIn};
use super::{last_word, tree};
use crate::sandbox::Examined;

/// How long the supervisors of an earlier runner are waited for.
const PATIENCE: Duration = Duration::from_secs(5);

/// How far steps are shut in that do not say it themselves, and whether they run where that cannot be.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Confinement {
    /// The sandbox.
    pub default: Sandbox,
    /// True where somebody approved that steps run although this kernel cannot shut them in.
    pub unenforced: bool,
    /// The plan, relative to the root, which no step may write to.
    pub plan: Option<String>,
}

/// Runs steps in supervisor processes. Each holds one step at a time, is started when it is needed, and
/// serves until the end.
#[derive(Debug)]
pub struct Supervisor {
    program: Program,
    lock_name: String,
    secrets: Vec<Variable>,
    record: Option<PathBuf>,
    confinement: Confinement,
    /// True where this kernel cannot shut steps in, and somebody approved that they run.
    gave_up: bool,
    /// The sandboxes that are known to shut steps in here.
    known: Vec<Sandbox>,
    lanes: Vec<Option<Lane>>,
    /// True once the supervisors of an earlier runner are known to be gone.
    alone: bool,
}

impl Supervisor {
    /// Supervisors for steps below `root`, which are this program called with [`crate::SUPERVISE`] and
    /// the root. Those of the same lock name wait for each other: [`crate::lock_name`] of the plan.
    /// Secrets are masked in what steps write, beside those that a job brings with it.
    pub fn new(root: &Path, lock_name: &str, secrets: Vec<Variable>) -> Self {
        Self {
            program: lane::program(root),
            lock_name: lock_name.to_owned(),
            secrets,
            record: None,
            confinement: Confinement::default(),
            gave_up: false,
            known: Vec::new(),
            lanes: Vec::new(),
            alone: false,
        }
    }

    /// The same with another program that calls [`crate::supervise()`]; it gets these arguments first.
    pub fn with_program(mut self, program: &Path, arguments: &[OsString]) -> Self {
        self.program.instead = Some((program.to_owned(), arguments.to_owned()));
        self
    }

    /// The same, recording in the folder of a run what the runner does not live to hear.
    pub fn with_record(mut self, folder: &Path) -> Self {
        self.set_record(folder);
        self
    }

    /// Records in the folder of a run from here on what the runner does not live to hear.
    pub fn set_record(&mut self, folder: &Path) {
        self.record = Some(folder.to_owned());
        for (at, lane) in self.lanes.iter_mut().enumerate() {
            if let Some(lane) = lane {
                // One that is gone records nothing, and is noticed with the next step.
                let _ = lane.send(&Request::Record(last_word::path(folder, at)));
            }
        }
    }

    /// The same with other words about how steps are shut in.
    pub fn with_confinement(mut self, confinement: Confinement) -> Self {
        self.confinement = confinement;
        self
    }

    /// Makes sure that steps of a sandbox can be shut in, before any of them is started; none is the
    /// default sandbox.
    ///
    /// # Errors
    /// When they cannot, and nobody approved that they run all the same; or when no supervisor can be
    /// started.
    pub fn prepare(&mut self, sandbox: Option<Sandbox>) -> Result<(), StepsFailure> {
        let sandbox = self.sandbox(sandbox);
        if sandbox == Sandbox::Host || self.known.contains(&sandbox) {
            return Ok(());
        }
        let at = self.idle(true)?;
        let lane = self.lanes[at].as_mut();
        let answer = lane.map(|lane| lane.ask(&Request::Prepare(sandbox)));
        match answer {
            Some(Ok(Report::NotShutIn(why))) => self.not_shut_in(sandbox, &why),
            Some(Err(error)) => Err(StepsFailure::NoSupervisor(error.to_string())),
            Some(Ok(_)) | None => {
                self.known.push(sandbox);
                Ok(())
            }
        }
    }

    /// Has a process of its own try what this machine can enforce, around this root.
    ///
    /// # Errors
    /// When it cannot be started, or ends without an answer.
    pub(crate) fn examine(&self) -> io::Result<Vec<Examined>> {
        match Lane::spawn(&self.program)?.ask(&Request::Examine)? {
            Report::Examined(examined) => Ok(examined),
            _ => Err(io::Error::other("it answered what nobody asked")),
        }
    }

    /// Gives up shutting in where that is approved.
    fn not_shut_in(&mut self, sandbox: Sandbox, why: &str) -> Result<(), StepsFailure> {
        if !self.confinement.unenforced {
            return Err(StepsFailure::NotShutIn(refusal(sandbox, why)));
        }
        self.gave_up = true;
        Ok(())
    }

    /// The sandbox in which a step runs.
    fn sandbox(&self, asked: Option<Sandbox>) -> Sandbox {
        if self.gave_up {
            Sandbox::Host
        } else {
            asked.unwrap_or(self.confinement.default)
        }
    }

    /// Id of the first supervisor process, where one runs.
    pub fn process_id(&self) -> Option<u32> {
        self.lanes.iter().flatten().next().map(Lane::id)
    }

    /// A supervisor that holds nothing, started where there is none.
    fn idle(&mut self, shuts_in: bool) -> Result<usize, StepsFailure> {
        for lane in &mut self.lanes {
            let gone = |lane: &mut Lane| lane.step().is_none() && !lane.lives();
            if lane.as_mut().is_some_and(gone) {
                *lane = None;
            }
        }
        let mut lanes = self.lanes.iter();
        let fits = |lane: &Lane| lane.step().is_none() && lane.shuts_in() == shuts_in;
        let idle = |lane: &Option<Lane>| lane.as_ref().is_some_and(fits);
        if let Some(at) = lanes.position(idle) {
            return Ok(at);
        }
        let free = self.lanes.iter().position(Option::is_none);
        let at = free.unwrap_or(self.lanes.len());
        let opened = self
            .open(at, shuts_in)
            .map_err(StepsFailure::NoSupervisor)?;
        if at == self.lanes.len() {
            self.lanes.push(None);
        }
        self.lanes[at] = Some(opened);
        Ok(at)
    }

    fn open(&mut self, at: usize, shuts_in: bool) -> Result<Lane, String> {
        if at >= MOST_LANES {
            return Err(format!("more than {MOST_LANES} steps cannot run at once"));
        }
        // Orphans of a supervisor that somebody kills come to this process, and not out of its reach.
        let _ = set_child_subreaper(Some(getpid()));
        if !self.alone && self.lanes.iter().all(Option::is_none) {
            // Whatever their lane: a step that still ends may be the one that this one follows.
            self.alone = self.former_is_gone();
            if !self.alone {
                return Err(former::STILL_THERE.to_owned());
            }
        }
        Lane::open(
            &self.program,
            &Request::Open {
                lock_name: lane_name(&self.lock_name, at),
                secrets: self.secrets.clone(),
                record: self
                    .record
                    .as_ref()
                    .map(|folder| last_word::path(folder, at)),
                shut_in: shuts_in.then(|| ShutIn {
                    plan: self.confinement.plan.clone(),
                }),
            },
        )
    }

    fn former_is_gone(&self) -> bool {
        wait_for_former_supervisor(&self.program.root, &self.lock_name, PATIENCE)
    }

    /// What a lane says next.
    fn heard(&mut self, at: usize) -> Option<Happening> {
        let lane = self.lanes.get_mut(at)?.as_mut()?;
        let step = lane.step()?.to_owned();
        match lane.said() {
            Said::Output(text) => Some(Happening::Output { step, text }),
            Said::Ended(result) => {
                if matches!(result, Err(StepsFailure::Lost(_))) {
                    self.give_up(at);
                }
                Some(Happening::Ended { step, result })
            }
        }
    }

    /// What a supervisor leaves that somebody killed is below this process by now, beside the others.
    fn give_up(&mut self, at: usize) {
        self.lanes[at] = None;
        let others = self.lanes.iter().flatten();
        let others: Vec<Pid> = others.filter_map(Lane::pid).collect();
        tree::kill_all_but(&others);
    }

    /// The lane that has something to say, waiting at most so long.
    fn ready(&self, most: Option<Duration>) -> Option<usize> {
        let busy = self.lanes.iter().enumerate();
        let busy: Vec<(usize, &Lane)> = busy
            .filter_map(|(at, lane)| Some((at, lane.as_ref()?)))
            .filter(|(_, lane)| lane.step().is_some())
            .collect();
        if let Some((at, _)) = busy.iter().find(|(_, lane)| lane.has_report()) {
            return Some(*at);
        }
        if let ([(at, _)], None) = (busy.as_slice(), most) {
            return Some(*at);
        }
        let mut polled: Vec<PollFd<'_>> = busy
            .iter()
            .map(|(_, lane)| PollFd::from_borrowed_fd(lane.descriptor(), PollFlags::IN))
            .collect();
        let timeout = most.and_then(|most| Timespec::try_from(most).ok());
        if busy.is_empty() {
            return None;
        }
        // In a wait that is interrupted nothing has happened.
        let _ = poll(&mut polled, timeout.as_ref());
        let happened = polled
            .iter()
            .position(|polled| !polled.revents().is_empty());
        happened.map(|at| busy[at].0)
    }
}

impl Steps for Supervisor {
    fn start(&mut self, job: &Job) -> Result<(), StepsFailure> {
        // Whether a cell can be built is known before a step is in it.
        self.prepare(job.sandbox)?;
        let sandbox = self.sandbox(job.sandbox);
        let at = self.idle(sandbox != Sandbox::Host)?;
        let job = Job {
            sandbox: Some(sandbox),
            ..job.clone()
        };
        let lane = self.lanes[at].as_mut();
        let sent = lane.map(|lane| lane.run(&job));
        match sent {
            Some(Ok(())) => Ok(()),
            Some(Err(error)) => {
                self.give_up(at);
                Err(StepsFailure::NoSupervisor(error.to_string()))
            }
            None => Err(StepsFailure::NoSupervisor("it is gone".to_owned())),
        }
    }

    fn next(&mut self, most: Option<Duration>) -> Option<Happening> {
        loop {
            match self.ready(most) {
                Some(at) => return self.heard(at),
                None if most.is_some() || !self.is_busy() => return None,
                None => {}
            }
        }
    }

    fn held(&mut self, step: &str, attempt: u32) -> Option<Held> {
        let folder = self.record.as_ref()?;
        // What a supervisor that is not gone yet may still record is not known.
        self.former_is_gone()
            .then(|| last_word::find(folder, step, attempt))?
    }
}

/// Why a step was not started, and what to do.
fn refusal(sandbox: Sandbox, why: &str) -> String {
    format!(
        "this machine cannot shut steps in as `{}` says, so none was started: {why}. `stopgate doctor` says what it lacks; to run without walls, set `unenforced = true` below `[sandbox]` in .stopgate/config.toml, which has to be approved",
        sandbox.name()
    )
}

impl Supervisor {
    fn is_busy(&self) -> bool {
        let mut lanes = self.lanes.iter().flatten();
        lanes.any(|lane| lane.step().is_some())
    }
}
