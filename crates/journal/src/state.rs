//! The state of a run, which comes from nothing but its events.

use std::collections::HashMap;
use std::ops::Range;
use std::time::Duration;

use crate::order::Order;
use crate::{Created, Decision, Outcome, Refused, StepKind, StepPlan, Who};

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
    /// Another run goes on with the plan as it was changed.
    Superseded,
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
            Self::Superseded => "superseded",
        }
    }

    /// True where nothing can follow but a rollback.
    pub fn is_closed(self) -> bool {
        matches!(self, Self::Passed | Self::RolledBack | Self::Superseded)
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
    /// How many phases there are up to the last one in which the run before this one did something.
    inherited: usize,
    /// How many phases a go was given for.
    pub(crate) passed: usize,
    /// The steps of all phases, behind them what undoes them, and what mends failures last.
    pub(crate) plans: Vec<StepPlan>,
    /// Where each of them stands.
    pub(crate) steps: Vec<Step>,
    pub(crate) index: HashMap<String, usize>,
    /// Where the steps of each phase begin; behind them, where those of the last one end.
    starts: Vec<usize>,
    pub(crate) order: Order,
    /// No command of the part before this one is left to carry out.
    pub(crate) frontier: usize,
    /// The steps that were started and did not end, in the order in which they were.
    pub(crate) running: Vec<usize>,
    /// For what undoes a step, where that step is; empty for what undoes phases.
    undone: Vec<Vec<usize>>,
    pub(crate) decisions: Vec<DecisionMade>,
    /// The run that goes on with the plan as it was changed.
    pub(crate) successor: Option<String>,
    /// The phases around which the repository was kept, with the commits.
    pub(crate) checkpoints: Vec<(usize, String)>,
    pub(crate) started: String,
    pub(crate) latest: String,
    pub(crate) written_up_to: u64,
    /// How many events led here.
    pub(crate) events: u64,
    /// How long the steps of the phase that was begun have taken.
    pub(crate) spent_in_phase: Duration,
    /// How long all steps have taken.
    pub(crate) spent: Duration,
}

impl State {
    /// How often a correction is tried that says nothing of it (EXECUTION.md b.5).
    pub const MOST_CORRECTIONS: u32 = 3;

    pub(crate) fn new(created: Created, at: &str) -> Result<Self, Refused> {
        let forward = created.phases.iter().flat_map(|phase| &phase.steps);
        let back = created.rollback.iter().map(|undo| &undo.step);
        let plans = forward.chain(back).chain(&created.corrections);
        let plans: Vec<StepPlan> = plans.cloned().collect();
        let index = plans.iter().enumerate();
        let index: HashMap<String, usize> = index.map(|(at, step)| (step.id.clone(), at)).collect();
        let lengths = created.phases.iter().map(|phase| phase.steps.len());
        let ends = lengths.scan(0, |end, length| {
            *end += length;
            Some(*end)
        });
        let place = |id: &String| index.get(id).copied();
        let undone = created.rollback.iter();
        let undone: Option<Vec<Vec<usize>>> = undone
            .map(|undo| undo.steps.iter().map(place).collect())
            .collect();
        let order = Order::of(&created, &plans);
        let inherited = inherited(&created);
        Ok(Self {
            starts: std::iter::once(0).chain(ends).collect(),
            steps: vec![Step::pending(); plans.len()],
            order: order.ok_or_else(|| {
                Refused::because("a step needs one that does not stand before it")
            })?,
            undone: undone.ok_or_else(|| Refused::because("a step is undone that is not there"))?,
            index,
            plans,
            frontier: 0,
            status: Status::Running,
            direction: Direction::Forward,
            begun: 0,
            inherited,
            passed: 0,
            running: Vec::new(),
            decisions: Vec::new(),
            successor: None,
            checkpoints: Vec::new(),
            started: at.to_owned(),
            latest: at.to_owned(),
            written_up_to: 0,
            events: 1,
            spent_in_phase: Duration::ZERO,
            spent: Duration::ZERO,
            created,
        })
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

    /// A step as it was approved.
    pub fn plan(&self, id: &str) -> Option<&StepPlan> {
        self.plans.get(*self.index.get(id)?)
    }

    /// How long the steps of the phase that was begun, and those of the run, may still take; none where
    /// nothing limits them. What undoes is not limited.
    pub fn time_left(&self) -> Option<Duration> {
        let limits = self.created.limits;
        let left = |limit: Option<u64>, spent: Duration| {
            limit.map(|limit| Duration::from_secs(limit).saturating_sub(spent))
        };
        let of_phase = left(limits.phase_seconds, self.spent_in_phase);
        let of_run = left(limits.run_seconds, self.spent);
        let left = [of_phase, of_run].into_iter().flatten().min();
        left.filter(|_| self.direction == Direction::Forward)
    }

    /// Where a step stands.
    pub fn step(&self, id: &str) -> Option<&Step> {
        self.steps.get(*self.index.get(id)?)
    }

    /// The steps that were started and did not end, in the order in which they were.
    pub fn running(&self) -> impl Iterator<Item = &StepPlan> {
        self.running.iter().map(|at| &self.plans[*at])
    }

    /// The first step whose outcome nobody knows. Steps that ran at the same time may all be such.
    pub fn unknown(&self) -> Option<&StepPlan> {
        let is_unknown = |step: &Step| step.state == StepState::Unknown;
        self.plans.get(self.steps.iter().position(is_unknown)?)
    }

    /// The corrections of a step that may be tried once more.
    pub fn corrections<'s>(&'s self, step: &'s StepPlan) -> impl Iterator<Item = &'s StepPlan> {
        let corrections = self.first_correction()..self.plans.len();
        let of_step =
            move |at: &usize| self.plans[*at].mends.contains(&step.id) && self.may_mend_again(*at);
        corrections.filter(of_step).map(|at| &self.plans[at])
    }

    /// True where a correction was not tried as often as it may be.
    pub(crate) fn may_mend_again(&self, at: usize) -> bool {
        let most = self.plans[at].contract.attempts;
        self.steps[at].attempts < most.unwrap_or(Self::MOST_CORRECTIONS)
    }

    /// What has to be undone: what stands for all phases, and what stands for one that was begun.
    pub fn undoings(&self) -> impl Iterator<Item = &StepPlan> {
        (self.first_undoing()..self.first_correction())
            .filter(|at| self.is_concerned(*at))
            .map(|at| &self.plans[at])
    }

    /// The part that is begun: the steps of a phase, or all undoings.
    pub(crate) fn part(&self) -> Range<usize> {
        match (self.direction, self.phase()) {
            (Direction::Back, _) => self.first_undoing()..self.first_correction(),
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
        self.first_correction() - self.created.rollback.len()
    }

    pub(crate) fn first_correction(&self) -> usize {
        self.plans.len() - self.created.corrections.len()
    }

    /// How many phases may have something to undo.
    fn touched(&self) -> usize {
        self.begun.max(self.inherited)
    }

    /// False for what undoes a phase that was never begun, all phases where none was, or steps none of
    /// which was done in a phase that was begun.
    pub(crate) fn is_concerned(&self, at: usize) -> bool {
        let Some(undo) = at.checked_sub(self.first_undoing()) else {
            return true;
        };
        match self.undone.get(undo).map(Vec::as_slice) {
            None => true,
            Some([]) => self.created.rollback[undo].phase.unwrap_or(0) < self.touched(),
            Some(steps) => {
                let end = self.starts[self.touched()];
                let done = |step: &usize| *step < end && self.steps[*step].state.is_done();
                steps.iter().any(done)
            }
        }
    }

    /// True where a step failed that is neither mended nor a correction itself.
    pub(crate) fn has_failed(&self) -> bool {
        let part = self.part();
        part.into_iter()
            .any(|at| self.steps[at].state == StepState::Failed)
    }

    /// True where this is a correction.
    pub(crate) fn mends(&self, at: usize) -> bool {
        self.plans[at].kind == StepKind::Fix
    }

    /// The steps of a phase that a person has to confirm, and has not.
    pub fn unconfirmed(&self, phase: usize) -> impl Iterator<Item = &StepPlan> {
        let open = self.range(phase).filter(|at| self.awaits_person(*at));
        open.map(|at| &self.plans[at])
    }

    /// True for a step that a person has to confirm, and has not.
    pub(crate) fn awaits_person(&self, at: usize) -> bool {
        !self.plans[at].is_automatic() && self.steps[at].state == StepState::Pending
    }

    /// What was decided, in order.
    pub fn decisions(&self) -> &[DecisionMade] {
        &self.decisions
    }

    /// The commits in which the repository was kept around work of agents, in order.
    pub fn checkpoints(&self) -> impl Iterator<Item = &str> {
        self.checkpoints.iter().map(|(_, commit)| commit.as_str())
    }

    /// Those of one phase: before its agents worked, and after.
    pub fn checkpoints_of(&self, phase: usize) -> impl Iterator<Item = &str> {
        let of_phase = self.checkpoints.iter().filter(move |(of, _)| *of == phase);
        of_phase.map(|(_, commit)| commit.as_str())
    }

    /// Name of the run that goes on with the plan as it was changed; none where none does.
    pub fn successor(&self) -> Option<&str> {
        self.successor.as_deref()
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

/// How many phases there are up to the last one with a step that an earlier run has done.
fn inherited(created: &Created) -> usize {
    let Some(succession) = &created.succeeds else {
        return 0;
    };
    let counts = |step: &StepPlan| succession.counts(&step.id);
    let mut phases = created.phases.iter();
    let last = phases.rposition(|phase| phase.steps.iter().any(counts));
    last.map_or(0, |last| last + 1)
}
