//! The runner's side: starts the supervisor and waits for what it reports.

use std::ffi::OsString;
use std::io::{self, BufRead as _, BufReader, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::time::{Duration, Instant};

use rustix::process::{getpid, set_child_subreaper};
use stopgate_model::Sandbox;
use stopgate_runner::{Job, Outcome, Steps, StepsFailure, Variable};

use super::protocol::{Report, Request, ShutIn, line};
use super::tree;
use crate::SUPERVISE;
use crate::sandbox::Examined;

/// How long the supervisor gets to exit when it is no longer needed.
const LEAVE: Duration = Duration::from_secs(3);

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

/// Runs steps in a supervisor process, which is started with the first one and serves all of them, but
/// for those that are not shut in: they get one that is not in a namespace either.
#[derive(Debug)]
pub struct Supervisor {
    root: PathBuf,
    lock_name: String,
    secrets: Vec<Variable>,
    program: Option<(PathBuf, Vec<OsString>)>,
    confinement: Confinement,
    /// True where this kernel cannot shut steps in, and somebody approved that they run.
    gave_up: bool,
    held: Option<Held>,
}

/// A supervisor that is there.
#[derive(Debug)]
struct Held {
    process: Child,
    shuts_in: bool,
    requests: Option<ChildStdin>,
    reports: BufReader<ChildStdout>,
}

impl Supervisor {
    /// A supervisor for steps below `root`, which is this program called with [`SUPERVISE`] and the
    /// root. Supervisors of the same lock name wait for each other: [`crate::lock_name`] of the plan.
    /// Secrets are masked in what steps write, beside those that a job brings with it.
    pub fn new(root: &Path, lock_name: &str, secrets: Vec<Variable>) -> Self {
        Self {
            root: root.to_owned(),
            lock_name: lock_name.to_owned(),
            secrets,
            program: None,
            confinement: Confinement::default(),
            gave_up: false,
            held: None,
        }
    }

    /// The same with another program that calls [`crate::supervise()`]; it gets these arguments first.
    pub fn with_program(mut self, program: &Path, arguments: &[OsString]) -> Self {
        self.program = Some((program.to_owned(), arguments.to_owned()));
        self
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
        if sandbox == Sandbox::Host {
            return Ok(());
        }
        let no_supervisor = |error: io::Error| StepsFailure::NoSupervisor(error.to_string());
        let held = self.held(true)?;
        held.send(&Request::Prepare(sandbox))
            .map_err(no_supervisor)?;
        match held.next().map_err(no_supervisor)? {
            Report::NotShutIn(why) => self.not_shut_in(sandbox, &why),
            _ => Ok(()),
        }
    }

    /// Has a process of its own try what this machine can enforce, around this root.
    ///
    /// # Errors
    /// When it cannot be started, or ends without an answer.
    pub(crate) fn examine(&self) -> io::Result<Vec<Examined>> {
        let mut held = self.spawn(false)?;
        held.send(&Request::Examine)?;
        match held.next()? {
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
        match self.gave_up {
            true => Sandbox::Host,
            false => asked.unwrap_or(self.confinement.default),
        }
    }

    /// Id of the supervisor process, where one runs.
    pub fn process_id(&self) -> Option<u32> {
        self.held.as_ref().map(|held| held.process.id())
    }

    /// The supervisor, started where none of the kind runs.
    fn held(&mut self, shuts_in: bool) -> Result<&mut Held, StepsFailure> {
        let gone = |held: &mut Held| {
            held.shuts_in != shuts_in || !matches!(held.process.try_wait(), Ok(None))
        };
        if self.held.as_mut().is_some_and(gone) {
            self.held = None;
        }
        let held = match self.held.take() {
            Some(held) => held,
            None => self.start(shuts_in).map_err(StepsFailure::NoSupervisor)?,
        };
        Ok(self.held.insert(held))
    }

    fn start(&self, shuts_in: bool) -> Result<Held, String> {
        // Orphans of a supervisor that somebody kills come to this process, and not out of its reach.
        let _ = set_child_subreaper(Some(getpid()));
        let mut held = self.spawn(shuts_in).map_err(|error| error.to_string())?;
        let open = Request::Open {
            lock_name: self.lock_name.clone(),
            secrets: self.secrets.clone(),
            shut_in: shuts_in.then(|| ShutIn {
                plan: self.confinement.plan.clone(),
            }),
        };
        held.send(&open).map_err(|error| error.to_string())?;
        match held.next().map_err(|error| error.to_string())? {
            Report::Ready => Ok(held),
            Report::Refused(reason) => Err(reason),
            _ => Err("the program that was started is no supervisor".to_owned()),
        }
    }

    fn spawn(&self, shuts_in: bool) -> io::Result<Held> {
        let (program, arguments) = match &self.program {
            Some((program, arguments)) => (program.clone(), arguments.clone()),
            None => (std::env::current_exe()?, Vec::new()),
        };
        let mut command = Command::new(program);
        command.args(arguments).arg(SUPERVISE).arg(&self.root);
        command.stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut process = command.stderr(Stdio::null()).spawn()?;
        let requests = process.stdin.take();
        let reports = process.stdout.take().map(BufReader::new);
        let reports = reports.ok_or_else(|| io::Error::other("no pipe to the supervisor"))?;
        Ok(Held {
            process,
            shuts_in,
            requests,
            reports,
        })
    }
}

impl Steps for Supervisor {
    fn run(&mut self, job: &Job, watch: &mut dyn FnMut(&str)) -> Result<Outcome, StepsFailure> {
        let sandbox = self.sandbox(job.sandbox);
        let job = Job {
            sandbox: Some(sandbox),
            ..job.clone()
        };
        let held = self.held(sandbox != Sandbox::Host)?;
        let sent = held.send(&Request::Run(job.clone()));
        let outcome = match sent {
            // A request that is not whole is not carried out.
            Err(error) => Err(StepsFailure::NoSupervisor(error.to_string())),
            Ok(()) => held.outcome(watch),
        };
        if let Err(StepsFailure::NotShutIn(why)) = outcome {
            self.not_shut_in(sandbox, &why)?;
            return self.run(&job, watch);
        }
        if outcome.is_err() {
            self.held = None;
            // What a supervisor leaves that somebody killed is below this process by now.
            tree::kill();
        }
        outcome
    }
}

impl Held {
    fn send(&mut self, request: &Request) -> io::Result<()> {
        let requests = self.requests.as_mut();
        requests
            .ok_or(io::ErrorKind::BrokenPipe)?
            .write_all(&line(request)?)
    }

    fn next(&mut self) -> io::Result<Report> {
        let mut line = Vec::new();
        self.reports.read_until(b'\n', &mut line)?;
        if line.last() != Some(&b'\n') {
            return Err(io::Error::new(
                io::ErrorKind::UnexpectedEof,
                "it ended without a report",
            ));
        }
        Ok(serde_json::from_slice(&line)?)
    }

    fn outcome(&mut self, watch: &mut dyn FnMut(&str)) -> Result<Outcome, StepsFailure> {
        loop {
            match self.next() {
                Ok(Report::Piece(text)) => watch(&text),
                Ok(Report::Outcome(outcome)) => return Ok(outcome),
                Ok(Report::NotShutIn(why)) => return Err(StepsFailure::NotShutIn(why)),
                Ok(Report::Ready | Report::Refused(_) | Report::Examined(_)) => {
                    let reason = "it answered what nobody asked".to_owned();
                    return Err(StepsFailure::Lost(reason));
                }
                Err(error) => return Err(StepsFailure::Lost(error.to_string())),
            }
        }
    }
}

/// Why a step was not started, and what to do.
fn refusal(sandbox: Sandbox, why: &str) -> String {
    format!(
        "this machine cannot shut steps in as `{}` says, so none was started: {why}. `stopgate doctor` says what it lacks; to run without walls, set `unenforced = true` below `[sandbox]` in .stopgate/config.toml, which has to be approved",
        sandbox.name()
    )
}

/// The end of its input tells the supervisor to go; it is waited for, so that its lock is free.
impl Drop for Held {
    fn drop(&mut self) {
        self.requests = None;
        let begun = Instant::now();
        while begun.elapsed() < LEAVE && matches!(self.process.try_wait(), Ok(None)) {
            std::thread::sleep(Duration::from_micros(100));
        }
    }
}
