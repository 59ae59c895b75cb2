//! What can happen in a run.

use serde::{Deserialize, Serialize};
use stopgate_model::{Contract, Expectation};

use crate::{Outcome, Succession};

/// One thing that happened, or is about to.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(
    tag = "kind",
    content = "body",
    rename_all = "kebab-case",
    deny_unknown_fields
)]
pub enum Event {
    /// The run exists: what was approved, and how it is to be carried out. Always the first event.
    RunCreated(Box<Created>),
    /// A phase begins.
    PhaseEntered {
        /// Index of the phase.
        phase: usize,
    },
    /// A step is about to start. Durable before anything of it happens.
    StepStarted {
        /// Id of the step.
        step: String,
        /// Counts from 1.
        attempt: u32,
    },
    /// A step ended, and its outcome is known.
    StepEnded {
        /// Id of the step.
        step: String,
        /// The attempt that ended.
        attempt: u32,
        /// Whether it did what was expected.
        passed: bool,
        /// What came of it.
        outcome: Box<Outcome>,
    },
    /// A step is not carried out.
    StepSkipped {
        /// Id of the step.
        step: String,
        /// Why not.
        reason: String,
    },
    /// A step was started and nobody knows how it ended.
    OutcomeUnknown {
        /// Id of the step.
        step: String,
        /// Why it is not known.
        reason: String,
    },
    /// What became of a step whose end its runner did not live to see, as the process that held it
    /// recorded it. It counts like [`Event::StepEnded`].
    OutcomeProven {
        /// Id of the step.
        step: String,
        /// The attempt that ended.
        attempt: u32,
        /// Whether it did what was expected.
        passed: bool,
        /// What came of it.
        outcome: Box<Outcome>,
    },
    /// A step was broken off with its runner, and is carried out again because that does no harm.
    Interrupted {
        /// Id of the step.
        step: String,
        /// What broke it off.
        reason: String,
    },
    /// The probe of a step said whether it has happened.
    Probed {
        /// Id of the step.
        step: String,
        /// What the probe says.
        finding: Finding,
        /// What came of the probe.
        outcome: Box<Outcome>,
    },
    /// A step that failed is tried again.
    RetryScheduled {
        /// Id of the step.
        step: String,
        /// The attempt that follows.
        attempt: u32,
        /// Seconds until then.
        seconds: u64,
    },
    /// A person said what became of a step with unknown outcome.
    Resolved {
        /// Id of the step.
        step: String,
        /// What became of it.
        resolution: Resolution,
        /// Why the person thinks so.
        reason: String,
        /// The person.
        who: Who,
    },
    /// All steps of a phase are done; a person has to decide.
    GateReached {
        /// Index of the phase.
        phase: usize,
    },
    /// A person decided at the stop-gate of a phase. The go of the last phase closes the run.
    Decided {
        /// Index of the phase.
        phase: usize,
        /// What was decided.
        decision: Decision,
        /// Why, where the person said it.
        reason: Option<String>,
        /// Ids of the steps that the person confirms.
        confirmed: Vec<String>,
        /// The person.
        who: Who,
    },
    /// A person asked for the rollback.
    RollbackBegan {
        /// The person.
        who: Who,
    },
    /// Everything that had to be undone is undone.
    RolledBack,
    /// The run ends here: another one carries out the plan as it was changed.
    Superseded {
        /// Name of the run that goes on.
        by: String,
    },
    /// The state of the repository was kept, around work of an agent.
    Checkpoint {
        /// Index of the phase.
        phase: usize,
        /// The commit that holds it.
        commit: String,
    },
    /// The plan was told about the run.
    WroteBack {
        /// Sequence number of the last record that the plan knows of.
        up_to: u64,
        /// SHA-256 of the plan before, in hexadecimal digits.
        before: String,
        /// SHA-256 of the plan after.
        after: String,
    },
    /// The end of the journal was torn by a crash, and set aside.
    Recovered {
        /// How many bytes were set aside.
        torn: u64,
    },
}

/// What was approved, and how it is carried out.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Created {
    /// Name of the run.
    pub run: String,
    /// Path of the plan, relative to the root.
    pub plan: String,
    /// Title of the plan.
    pub title: Option<String>,
    /// Id of the format by which it was read.
    pub format: String,
    /// Digest of what was approved.
    pub digest: String,
    /// File name of the approval.
    pub approval: String,
    /// Who approved.
    pub approver: String,
    /// Digest of the environment that steps get.
    pub environment: String,
    /// Where the plan is carried out, where it names that.
    pub target: Option<String>,
    /// What happens when a step fails: `stop`, `continue`, `fix`, `rollback` or `ask`.
    pub on_error: String,
    /// Resources that exist and must not be created anew.
    pub exists: Vec<String>,
    /// The phases in order.
    pub phases: Vec<PhasePlan>,
    /// What undoes them, in the order in which it is carried out.
    pub rollback: Vec<UndoPlan>,
    /// What mends checks that fail.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub corrections: Vec<StepPlan>,
    /// Ids of the steps that are carried out although an earlier run has done them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub again: Vec<String>,
    /// How long phases and the run may take.
    #[serde(default, skip_serializing_if = "Limits::is_none")]
    pub limits: Limits,
    /// The run that this one goes on from, where the plan was changed while that one was open.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub succeeds: Option<Succession>,
    /// Version of the rules by which the run is carried out.
    pub semantics: u32,
}

/// How long steps may run, all together. What people take to decide does not count.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Limits {
    /// Seconds for the steps of one phase.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub phase_seconds: Option<u64>,
    /// Seconds for the steps of the run.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub run_seconds: Option<u64>,
}

impl Limits {
    fn is_none(&self) -> bool {
        *self == Self::default()
    }
}

/// A phase as it was approved.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PhasePlan {
    /// Its title.
    pub title: String,
    /// Its digest.
    pub digest: String,
    /// What is decided at its end.
    pub stop_gate: Option<String>,
    /// Its steps in order.
    pub steps: Vec<StepPlan>,
}

/// A step as it was approved.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct StepPlan {
    /// Its id.
    pub id: String,
    /// What it is.
    pub kind: StepKind,
    /// The command, or what a person has to do.
    pub command: String,
    /// Directory relative to the root.
    pub directory: String,
    /// What must come out.
    pub expectations: Vec<Expectation>,
    /// After how many seconds it is ended.
    pub timeout_seconds: u64,
    /// How it is to be carried out.
    #[serde(default, skip_serializing_if = "Contract::is_default")]
    pub contract: Contract,
    /// For a correction the ids of the steps that it mends.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub mends: Vec<String>,
    /// Name of the agent that carries it out; none where the runner or a person does.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub agent: Option<String>,
}

impl StepPlan {
    /// True where it is carried out without a person: by the runner, or by an agent.
    pub fn is_automatic(&self) -> bool {
        self.agent.is_some() || self.kind.is_automatic()
    }
}

/// What undoes something.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct UndoPlan {
    /// The step.
    pub step: StepPlan,
    /// Index of the phase that it undoes; none where it stands for all.
    pub phase: Option<usize>,
    /// Ids of the steps that it undoes; where it names some, it is carried out if one of them was done.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub steps: Vec<String>,
}

/// Who does a step.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum StepKind {
    /// The runner: a command.
    Command,
    /// A person, who confirms it at the gate: a check.
    Manual,
    /// A person or an agent: work.
    Work,
    /// The runner, when it undoes.
    Rollback,
    /// The runner, when a step failed that it mends.
    Fix,
}

impl StepKind {
    /// The name in JSON.
    pub fn name(self) -> &'static str {
        match self {
            Self::Command => "command",
            Self::Manual => "manual",
            Self::Work => "work",
            Self::Rollback => "rollback",
            Self::Fix => "fix",
        }
    }

    /// True where the runner carries it out, false where a person confirms it.
    pub fn is_automatic(self) -> bool {
        matches!(self, Self::Command | Self::Rollback | Self::Fix)
    }
}

/// A person, and how it is known that it was that person.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Who {
    /// The name.
    pub name: String,
    /// `ssh` for a signature, `terminal` for a challenge answered on a terminal.
    pub method: String,
    /// File name of the signed decision, beside the journal.
    pub signed: Option<String>,
}

/// What is decided at a stop-gate.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Decision {
    /// Go on with the next phase; after the last, the run is closed.
    Go,
    /// Stop here.
    NoGo,
}

impl Decision {
    /// The name in JSON and on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Self::Go => "go",
            Self::NoGo => "no-go",
        }
    }
}

/// What a probe says of a step.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Finding {
    /// It has happened in full, and counts as passed.
    Happened,
    /// Nothing of it happened; it may be carried out.
    DidNotHappen,
    /// The probe cannot tell.
    Unclear,
}

impl Finding {
    /// The name in JSON.
    pub fn name(self) -> &'static str {
        match self {
            Self::Happened => "happened",
            Self::DidNotHappen => "did-not-happen",
            Self::Unclear => "unclear",
        }
    }
}

/// What became of a step with unknown outcome.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Resolution {
    /// It happened in full, and counts as passed.
    Happened,
    /// Nothing of it happened; it is carried out.
    DidNotHappen,
    /// It may have happened in part, and is safe to repeat; it is carried out again.
    Redo,
}

impl Resolution {
    /// The name in JSON and on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Self::Happened => "happened",
            Self::DidNotHappen => "did-not-happen",
            Self::Redo => "redo",
        }
    }
}
