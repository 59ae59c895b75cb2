//! A supervisor process as its runner sees it: one step at a time.

use std::ffi::OsString;
use std::io::{self, BufRead as _, BufReader, Write as _};
use std::os::fd::{AsFd as _, BorrowedFd};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::time::{Duration, Instant};

use rustix::process::Pid;
use stopgate_runner::{Job, Outcome, StepsFailure};

use super::protocol::{Report, Request, line};
use crate::SUPERVISE;

/// How long the supervisor gets to exit when it is no longer needed.
const LEAVE: Duration = Duration::from_secs(3);

/// How supervisors are started.
#[derive(Clone, Debug)]
pub(super) struct Program {
    pub(super) root: PathBuf,
    /// Another program than this one, with its first arguments.
    pub(super) instead: Option<(PathBuf, Vec<OsString>)>,
}

/// A supervisor that is there, and the step that it holds.
#[derive(Debug)]
pub(super) struct Lane {
    process: Child,
    requests: Option<ChildStdin>,
    reports: BufReader<ChildStdout>,
    /// Id of the step that it holds.
    step: Option<String>,
    /// True where it shuts its steps in.
    shuts_in: bool,
}

/// What a supervisor reports of its step.
pub(super) enum Said {
    /// The step wrote this.
    Output(String),
    /// It is over.
    Ended(Result<Outcome, StepsFailure>),
}

impl Lane {
    /// Starts a supervisor, and waits until it is ready; else says why it is not.
    pub(super) fn open(program: &Program, open: &Request) -> Result<Self, String> {
        let mut lane = Self::spawn(program).map_err(|error| error.to_string())?;
        lane.send(open).map_err(|error| error.to_string())?;
        match lane.next().map_err(|error| error.to_string())? {
            Report::Ready => {
                lane.shuts_in = matches!(
                    open,
                    Request::Open {
                        shut_in: Some(_),
                        ..
                    }
                );
                Ok(lane)
            }
            Report::Refused(reason) => Err(reason),
            _ => Err("the program that was started is no supervisor".to_owned()),
        }
    }

    pub(super) fn spawn(program: &Program) -> io::Result<Self> {
        let (path, arguments) = match &program.instead {
            Some((path, arguments)) => (path.clone(), arguments.clone()),
            None => (std::env::current_exe()?, Vec::new()),
        };
        let mut command = Command::new(path);
        command.args(arguments).arg(SUPERVISE).arg(&program.root);
        command.stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut process = command.stderr(Stdio::null()).spawn()?;
        let requests = process.stdin.take();
        let reports = process.stdout.take().map(BufReader::new);
        let reports = reports.ok_or_else(|| io::Error::other("no pipe to the supervisor"))?;
        Ok(Self {
            process,
            requests,
            reports,
            step: None,
            shuts_in: false,
        })
    }

    /// Has it hold a step. A request that is not whole is not carried out.
    pub(super) fn run(&mut self, job: &Job) -> io::Result<()> {
        self.send(&Request::Run(job.clone()))?;
        self.step = Some(job.step.clone());
        Ok(())
    }

    /// True where it shuts its steps in.
    pub(super) fn shuts_in(&self) -> bool {
        self.shuts_in
    }

    /// Asks something that is no step, and waits for the answer.
    pub(super) fn ask(&mut self, request: &Request) -> io::Result<Report> {
        self.send(request)?;
        self.next()
    }

    /// Id of the step that it holds.
    pub(super) fn step(&self) -> Option<&str> {
        self.step.as_deref()
    }

    /// False once its process has ended.
    pub(super) fn lives(&mut self) -> bool {
        matches!(self.process.try_wait(), Ok(None))
    }

    /// Id of its process.
    pub(super) fn id(&self) -> u32 {
        self.process.id()
    }

    /// The same, as the operating system's calls take it.
    pub(super) fn pid(&self) -> Option<Pid> {
        i32::try_from(self.process.id())
            .ok()
            .and_then(Pid::from_raw)
    }

    /// True where a report was read already, and waits.
    pub(super) fn has_report(&self) -> bool {
        memchr::memchr(b'\n', self.reports.buffer()).is_some()
    }

    /// What becomes readable with a report, and with its end.
    pub(super) fn descriptor(&self) -> BorrowedFd<'_> {
        self.reports.get_ref().as_fd()
    }

    /// What it says next of its step.
    pub(super) fn said(&mut self) -> Said {
        let lost = |why: String| Said::Ended(Err(StepsFailure::Lost(why)));
        let said = match self.next() {
            Ok(Report::Piece(text)) => return Said::Output(text),
            Ok(Report::Outcome(outcome)) => Said::Ended(Ok(outcome)),
            Ok(Report::NotShutIn(why)) => Said::Ended(Err(StepsFailure::NotShutIn(why))),
            Ok(Report::Ready | Report::Refused(_) | Report::Examined(_)) => {
                lost("it answered what nobody asked".to_owned())
            }
            Err(error) => lost(error.to_string()),
        };
        self.step = None;
        said
    }

    pub(super) fn send(&mut self, request: &Request) -> io::Result<()> {
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
}

/// It is told to go, and waited for, so that its lock is free.
impl Drop for Lane {
    fn drop(&mut self) {
        if self.step.is_none() {
            let _ = self.send(&Request::Leave);
        }
        self.requests = None;
        let begun = Instant::now();
        while begun.elapsed() < LEAVE && self.lives() {
            std::thread::sleep(Duration::from_micros(100));
        }
    }
}

/// The program for supervisors of steps below a root.
pub(super) fn program(root: &Path) -> Program {
    Program {
        root: root.to_owned(),
        instead: None,
    }
}
