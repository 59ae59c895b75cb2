//! The state of a run, which comes from nothing but its events.

use std::collections::HashMap;
use std::ops::Range;

use crate::{Created, Decision, Outcome, StepPlan, Who};

/// Where a run stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    /// Steps are being carried out, or may be.
    Running,
    /// A person has to decide at a stop-gate.
    Waiting,
    /// The last gate was passed.
    Passed,
    /// A step failed.
    Failed,
    /// A person has to say what became of a step.
    Unknown,
    /// A person said no-go.
    Stopped,
    /// What had been done is undone.
    RolledBack,
}

impl Status {
    /// The name in JSON.
    pub fn name(self) -> &'static str {
        match self {
            Self::Running => "running",
            Self::Waiting => "waiting",
            Self::Passed => "passed",
            Self::Failed => "failed",
            Self::Unknown => "unknown",
            Self::Stopped => "stopped",
            Self::RolledBack => "rolled_back",
        }
    }

    /// True where nothing can follow but a rollback.
    pub fn is_closed(self) -> bool {
        matches!(self, Self::Passed | Self::RolledBack)
    }
}

/// Where a step stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StepState {
    /// It has not been carried out.
    Pending,
    /// It was started.
    Running,
    /// It did what was expected, or a person confirmed it.
    Passed,
    /// It did not do what was expected.
    Failed,
    /// It is not carried out.
    Skipped,
    /// Nobody knows what became of it.
    Unknown,
    /// It was passed, and undone.
    Undone,
}

impl StepState {
    /// The name in JSON.
    pub fn name(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Running => "running",
            Self::Passed => "passed",
            Self::Failed => "failed",
            Self::Skipped => "skipped",
            Self::Unknown => "unknown",
            Self::Undone => "undone",
        }
    }

    /// True where nothing is left to do.
    pub fn is_done(self) -> bool {
        matches!(self, Self::Passed | Self::Skipped)
    }
}

/// A step in a run.
#[derive(Clone, Debug, PartialEq)]
pub struct Step {
    /// Where it stands.
    pub state: StepState,
    /// How often it was started.
    pub attempts: u32,
    /// What came of it the last time.
    pub outcome: Option<Outcome>,
    /// When it was last started or ended, UTC.
    pub at: String,
    /// Why it was skipped or what a person said of it.
    pub note: Option<String>,
}

impl Step {
    fn pending() -> Self {
        Self {
            state: StepState::Pending,
            attempts: 0,
            outcome: None,
            at: String::new(),
            note: None,
        }
    }
}

/// A decision that was made.
#[derive(Clone, Debug, PartialEq)]
pub struct DecisionMade {
    /// Index of the phase.
    pub phase: usize,
    /// What was decided.
    pub decision: Decision,
    /// Why.
    pub reason: Option<String>,
    /// Ids of the steps that the person confirmed.
    pub confirmed: Vec<String>,
    /// The person.
    pub who: Who,
    /// When, UTC.
    pub at: String,
}

/// Which part of a run is carried out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Direction {
    Forward,
    Back,
}

/// The state of a run.
#[derive(Clone, Debug, PartialEq)]
pub struct State {
    pub(crate) created: Created,
    pub(crate) status: Status,
    pub(crate) direction: Direction,
    /// How many phases were begun.
    pub(crate) begun: usize,
    /// How many phases a go was given for.
    pub(crate) passed: usize,
    /// The steps of all phases, and what undoes them behind, in order.
    pub(crate) plans: Vec<StepPlan>,
    /// Where each of them stands.
    pub(crate) steps: Vec<Step>,
    pub(crate) index: HashMap<String, usize>,
    /// Where the steps of each phase begin; behind them, where those of the last one end.
    starts: Vec<usize>,
    /// No command before this one is left to carry out.
    pub(crate) frontier: usize,
    /// The step that was started and did not end.
    pub(crate) running: Option<usize>,
    pub(crate) decisions: Vec<DecisionMade>,
    pub(crate) started: String,
    pub(crate) latest: String,
    pub(crate) written_up_to: u64,
    /// How many events led here.
    pub(crate) events: u64,
}

impl State {
    pub(crate) fn new(created: Created, at: &str) -> Self {
        let forward = created.phases.iter().flat_map(|phase| &phase.steps);
        let back = created.rollback.iter().map(|undo| &undo.step);
        let plans: Vec<StepPlan> = forward.chain(back).cloned().collect();
        let index = plans.iter().enumerate();
        let index = index.map(|(at, step)| (step.id.clone(), at));
        let lengths = created.phases.iter().map(|phase| phase.steps.len());
        let ends = lengths.scan(0, |end, length| {
            *end += length;
            Some(*end)
        });
        Self {
            index: index.collect(),
            starts: std::iter::once(0).chain(ends).collect(),
            steps: vec![Step::pending(); plans.len()],
            plans,
            frontier: 0,
            status: Status::Running,
            direction: Direction::Forward,
            begun: 0,
            passed: 0,
            running: None,
            decisions: Vec::new(),
            started: at.to_owned(),
            latest: at.to_owned(),
            written_up_to: 0,
            events: 1,
            created,
        }
    }

    /// What the run was created with.
    pub fn created(&self) -> &Created {
        &self.created
    }

    /// Where the run stands.
    pub fn status(&self) -> Status {
        self.status
    }

    /// True once a rollback was begun.
    pub fn is_rolling_back(&self) -> bool {
        self.direction == Direction::Back
    }

    /// Index of the phase that was begun last.
    pub fn phase(&self) -> Option<usize> {
        self.begun.checked_sub(1)
    }

    /// Index of the phase that may be entered: the next one, where a go allows it.
    pub fn next_phase(&self) -> Option<usize> {
        let open = self.status == Status::Running && self.direction == Direction::Forward;
        let allowed = open && self.begun == self.passed && self.begun < self.created.phases.len();
        allowed.then_some(self.begun)
    }

    /// The steps of all phases, then what undoes them, as they were approved.
    pub fn plans(&self) -> &[StepPlan] {
        &self.plans
    }

    /// Where a step stands.
    pub fn step(&self, id: &str) -> Option<&Step> {
        self.steps.get(*self.index.get(id)?)
    }

    /// The step that was started and did not end.
    pub fn running(&self) -> Option<&StepPlan> {
        self.plans.get(self.running?)
    }

    /// The step whose outcome nobody knows. There is never more than one: nothing starts behind it.
    pub fn unknown(&self) -> Option<&StepPlan> {
        let is_unknown = |step: &Step| step.state == StepState::Unknown;
        self.plans.get(self.steps.iter().position(is_unknown)?)
    }

    /// The next command to carry out: of the phase that was begun, or of the rollback.
    pub fn next_step(&self) -> Option<&StepPlan> {
        (self.frontier < self.part().end).then(|| &self.plans[self.frontier])
    }

    /// What has to be undone: what stands for all phases, and what stands for one that was begun.
    pub fn undoings(&self) -> impl Iterator<Item = &StepPlan> {
        let from = self.first_undoing();
        (from..self.plans.len())
            .filter(|at| self.is_concerned(*at))
            .map(|at| &self.plans[at])
    }

    /// Moves the frontier over what is done, what a person does, and what need not be undone.
    pub(crate) fn advance(&mut self) {
        let end = self.part().end;
        while self.frontier < end {
            let done = self.steps[self.frontier].state.is_done();
            let automatic = self.plans[self.frontier].kind.is_automatic();
            if automatic && !done && self.is_concerned(self.frontier) {
                break;
            }
            self.frontier += 1;
        }
    }

    /// The part that is begun: the steps of a phase, or all undoings.
    pub(crate) fn part(&self) -> Range<usize> {
        match (self.direction, self.phase()) {
            (Direction::Back, _) => self.first_undoing()..self.plans.len(),
            (Direction::Forward, Some(phase)) => self.range(phase),
            (Direction::Forward, None) => 0..0,
        }
    }

    /// The steps of a phase; none where there is no such phase.
    pub(crate) fn range(&self, phase: usize) -> Range<usize> {
        match self.starts.get(phase..).unwrap_or_default() {
            [start, end, ..] => *start..*end,
            _ => 0..0,
        }
    }

    pub(crate) fn first_undoing(&self) -> usize {
        self.plans.len() - self.created.rollback.len()
    }

    /// False for what undoes a phase that was never begun, or all phases where none was.
    pub(crate) fn is_concerned(&self, at: usize) -> bool {
        let Some(undo) = at.checked_sub(self.first_undoing()) else {
            return true;
        };
        self.created.rollback[undo].phase.unwrap_or(0) < self.begun
    }

    /// The steps of a phase that a person has to confirm, and has not.
    pub fn unconfirmed(&self, phase: usize) -> impl Iterator<Item = &StepPlan> {
        let open = self.range(phase).filter(|at| self.awaits_person(*at));
        open.map(|at| &self.plans[at])
    }

    /// True for a step that a person has to confirm, and has not.
    pub(crate) fn awaits_person(&self, at: usize) -> bool {
        !self.plans[at].kind.is_automatic() && self.steps[at].state == StepState::Pending
    }

    /// What was decided, in order.
    pub fn decisions(&self) -> &[DecisionMade] {
        &self.decisions
    }

    /// When the run was created, UTC.
    pub fn started(&self) -> &str {
        &self.started
    }

    /// When the last event happened, UTC.
    pub fn latest(&self) -> &str {
        &self.latest
    }

    /// Sequence number of the last record that the plan was told about.
    pub fn written_up_to(&self) -> u64 {
        self.written_up_to
    }
}
