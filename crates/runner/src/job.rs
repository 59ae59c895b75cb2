//! One command to run, and what came of it.

use std::time::Duration;

use serde::{Deserialize, Serialize};
use stopgate_journal::{Outcome, StepPlan};
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
}

impl Job {
    /// The job of a step, as it was approved.
    pub fn new(step: &StepPlan, environment: &[Variable]) -> Self {
        Self {
            step: step.id.clone(),
            command: step.command.clone(),
            directory: step.directory.clone(),
            environment: environment.to_vec(),
            expectations: step.expectations.clone(),
            timeout: Duration::from_secs(step.timeout_seconds),
            sandbox: None,
        }
    }
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

/// What runs commands, one at a time, and ends each with everything that it started.
pub trait Steps {
    /// Runs a command to its end; `watch` is told what it writes, masked, as it arrives.
    ///
    /// # Errors
    /// When there is no outcome.
    fn run(&mut self, job: &Job, watch: &mut dyn FnMut(&str)) -> Result<Outcome, StepsFailure>;
}
