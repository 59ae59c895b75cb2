//! One command to run, and what came of it.

use std::collections::BTreeMap;
use std::time::Duration;

use serde::{Deserialize, Serialize};
use stopgate_journal::Outcome;
use stopgate_model::{Expectation, Sandbox};

/// A name and a value of a step's environment.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Variable {
    /// The name, `DATABASE_URL`.
    pub name: String,
    /// The value.
    pub value: String,
    /// True where the value must be masked in everything that is written (CONTRACT.md 12).
    pub secret: bool,
}

/// The value of a secret is not for logs.
impl std::fmt::Debug for Variable {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let value = if self.secret { "***" } else { &self.value };
        write!(f, "{}={value}", self.name)
    }
}

/// A command to run. It is carried out as it was approved: the plan is not read again.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Job {
    /// Id of the step.
    pub step: String,
    /// Counts from 1.
    #[serde(default)]
    pub attempt: u32,
    /// What the shell gets.
    pub command: String,
    /// Directory relative to the root, with `/`; `.` is the root.
    pub directory: String,
    /// What the step gets beyond the minimal environment.
    pub environment: Vec<Variable>,
    /// What must come out.
    pub expectations: Vec<Expectation>,
    /// When it is ended.
    pub timeout: Duration,
    /// How far it is shut in; none where the repository says it for all.
    #[serde(default)]
    pub sandbox: Option<Sandbox>,
    /// Files that it uses, by their path relative to the root, with the SHA-256 that was approved.
    #[serde(default)]
    pub uses: BTreeMap<String, String>,
    /// What it reads on its stdin, for an agent; everything that such a job writes is kept.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stdin: Option<String>,
}

/// Why a job has no outcome.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum StepsFailure {
    /// The process that held the step is gone, so nobody knows how far the step came.
    #[error("the supervisor of the step is gone: {0}")]
    Lost(String),
    /// No supervisor could be started; nothing has happened.
    #[error("no supervisor could be started: {0}")]
    NoSupervisor(String),
    /// This kernel cannot shut the step in as far as it is to be; nothing has happened.
    #[error("{0}")]
    NotShutIn(String),
}

/// What the process that held a step knows of it after its runner died.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Held {
    /// Id of the step.
    pub step: String,
    /// The attempt.
    pub attempt: u32,
    /// True where the step was ended with its runner, before it ended by itself.
    pub broken_off: bool,
    /// What came of it, as far as it came.
    pub outcome: Outcome,
}

/// Something that happens to the jobs that were started.
#[derive(Debug)]
pub enum Happening {
    /// A job wrote something; secrets are masked.
    Output {
        /// Id of its step.
        step: String,
        /// What it wrote; not all of it where it writes much.
        text: String,
    },
    /// A job is over.
    Ended {
        /// Id of its step.
        step: String,
        /// What came of it.
        result: Result<Outcome, StepsFailure>,
    },
}

/// What runs commands, and ends each with everything that it started.
pub trait Steps {
    /// Starts a command beside those that run.
    ///
    /// # Errors
    /// When it was not started; nothing of it has happened.
    fn start(&mut self, job: &Job) -> Result<(), StepsFailure>;

    /// Waits for what happens next to the commands that run, at most so long; none where nothing did,
    /// or nothing runs.
    fn next(&mut self, most: Option<Duration>) -> Option<Happening>;

    /// What is known of a step that ran when an earlier runner died.
    fn held(&mut self, step: &str, attempt: u32) -> Option<Held>;

    /// Runs a command to its end; `watch` is told what it writes as it arrives.
    ///
    /// # Errors
    /// When there is no outcome.
    fn run(&mut self, job: &Job, watch: &mut dyn FnMut(&str)) -> Result<Outcome, StepsFailure> {
        self.start(job)?;
        loop {
            match self.next(None) {
                Some(Happening::Output { step, text }) if step == job.step => watch(&text),
                Some(Happening::Ended { step, result }) if step == job.step => return result,
                Some(_) => {}
                None => return Err(StepsFailure::Lost("it is not there any more".to_owned())),
            }
        }
    }
}
