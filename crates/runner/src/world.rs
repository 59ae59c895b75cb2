//! What the runner needs of the world, besides somebody who runs commands.

use std::time::Duration;

use stopgate_formats::EditIntent;
use stopgate_journal::{Finding, Outcome, State, StepPlan};

/// Tells the time.
pub trait Clock {
    /// Now, UTC, RFC 3339 with milliseconds: `2026-11-28T03:42:59.123Z`.
    fn now(&self) -> String;

    /// Time since any fixed moment. It never goes back, whatever somebody does to the time of day.
    fn monotonic(&self) -> Duration;

    /// Waits.
    fn wait(&self, time: Duration);
}

/// The plan, as far as it is told about its run.
pub trait Notebook {
    /// Writes into the plan what belongs there and is not there yet. The bytes of a person who edits
    /// the plan at the same time are never lost.
    ///
    /// # Errors
    /// When the plan cannot take it, in words that say what to do. The journal stays the truth, and the
    /// plan is told later.
    fn write(&mut self, intents: &[EditIntent]) -> Result<Written, String>;
}

/// What a plan was before and after it was told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Written {
    /// SHA-256 before, in hexadecimal digits.
    pub before: String,
    /// SHA-256 after.
    pub after: String,
}

/// Shows what goes on.
pub trait Observer {
    /// Told after what it is told of is durable, but for output, which is shown as it arrives.
    fn notice(&mut self, notice: &Notice<'_>, state: &State);
}

/// Something to show.
#[derive(Debug)]
pub enum Notice<'a> {
    /// A phase began.
    PhaseEntered(usize),
    /// Steps of the phase were done in an earlier run.
    StepsSkipped(usize),
    /// A step starts.
    StepStarted(&'a StepPlan),
    /// A step writes something; secrets are masked.
    Output(&'a StepPlan, &'a str),
    /// A step ended.
    StepEnded(&'a StepPlan, &'a Outcome),
    /// A step has no outcome; why.
    OutcomeUnknown(&'a StepPlan, &'a str),
    /// A step that an earlier runner left behind had ended, and its outcome is proven.
    OutcomeProven(&'a StepPlan, &'a Outcome),
    /// A step that an earlier runner left behind is carried out again, which does no harm; why.
    Interrupted(&'a StepPlan, &'a str),
    /// The probe of a step said whether it has happened.
    Probed(&'a StepPlan, Finding),
    /// A step that failed is tried again, after so many seconds.
    Retry(&'a StepPlan, u64),
    /// A person has to decide about a phase.
    GateReached(usize),
    /// Everything is undone.
    RolledBack,
    /// The state of the repository around an agent's work was not kept; why.
    NotKept(&'a str),
    /// The plan could not be told; why, and what to do.
    NotWritten(&'a str),
}
