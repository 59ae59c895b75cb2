//! Which steps may start now: those of the part that is begun, as soon as what they wait for is over.

use std::collections::HashMap;
use std::ops::Range;

use crate::state::Direction;
use crate::{Created, State, Status, StepPlan, StepState};

/// The error policy under which steps go on beside those that failed.
const CONTINUE: &str = "continue";

/// What a step waits for, as indices among all steps.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Wait {
    /// Everything in its part that stands before this index.
    Before(usize),
    /// Just these.
    Steps(Vec<usize>),
}

/// The order of the steps of a run.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Order {
    waits: Vec<Wait>,
    /// True where a step may start while one before it is not over.
    pub(crate) is_parallel: bool,
    /// True where steps that failed hold up only those that need them.
    goes_on: bool,
}

impl Order {
    /// The order that plans of steps ask for; none where a step needs one that does not stand before it.
    pub(crate) fn of(created: &Created, plans: &[StepPlan]) -> Option<Self> {
        let mut waits = Vec::with_capacity(plans.len());
        let mut start = 0;
        for phase in &created.phases {
            of_phase(plans, start..start + phase.steps.len(), &mut waits)?;
            start += phase.steps.len();
        }
        waits.extend((start..plans.len()).map(Wait::Before));
        let asks =
            |plan: &StepPlan| !plan.contract.needs.is_empty() || plan.contract.group.is_some();
        let goes_on = created.on_error == CONTINUE;
        Some(Self {
            is_parallel: goes_on || plans[..start].iter().any(asks),
            waits,
            goes_on,
        })
    }
}

fn of_phase(plans: &[StepPlan], steps: Range<usize>, waits: &mut Vec<Wait>) -> Option<()> {
    let mut named: HashMap<&str, Vec<usize>> = HashMap::new();
    let mut group = (None, steps.start);
    for at in steps {
        let contract = &plans[at].contract;
        if contract.group.is_none() || contract.group.as_ref() != group.0 {
            group = (contract.group.as_ref(), at);
        }
        // What a person does is confirmed at the gate, and waits for nothing here.
        waits.push(if contract.needs.is_empty() || !plans[at].is_automatic() {
            Wait::Before(group.1)
        } else {
            let needed = contract.needs.iter().map(|name| named.get(name.as_str()));
            let needed: Vec<&Vec<usize>> = needed.collect::<Option<_>>()?;
            Wait::Steps(needed.into_iter().flatten().copied().collect())
        });
        if let Some(name) = &contract.name {
            named.entry(name).or_default().push(at);
        }
    }
    Some(())
}

impl State {
    /// The commands that may start now, in the order of the plan: of the phase that was begun, or of the
    /// rollback. Those that failed are among them: they may be carried out again.
    pub fn ready(&self) -> impl Iterator<Item = &StepPlan> {
        let from = self.frontier;
        let end = if self.order.is_parallel {
            self.part().end
        } else {
            self.part().end.min(from + 1)
        };
        self.turns(end).map(|at| &self.plans[at])
    }

    /// The command that comes next in the order of the plan.
    pub fn next_step(&self) -> Option<&StepPlan> {
        self.ready().next()
    }

    /// True where a step of the part that is begun is left to carry out, whether it may start now or not.
    pub fn is_part_open(&self) -> bool {
        (self.frontier..self.part().end).any(|at| self.is_left(at))
    }

    /// The steps of the phase that are carried out even after a failure, and were not yet. A rollback has
    /// none: where it fails, nothing more is undone.
    pub fn always(&self) -> impl Iterator<Item = &StepPlan> {
        let part = self.part();
        part.filter(|at| self.is_always(*at))
            .map(|at| &self.plans[at])
    }

    pub(crate) fn is_always(&self, at: usize) -> bool {
        self.direction == Direction::Forward
            && self.plans[at].contract.always
            && self.steps[at].state == StepState::Pending
            && self.is_left(at)
    }

    /// Whether a step has to be carried out, and waits for nothing.
    pub(crate) fn may_start(&self, at: usize) -> bool {
        self.turns(at + 1).any(|turn| turn == at)
    }

    /// Whether something may still become of a step that does not run: it belongs to what is begun, in a
    /// run that stands at no gate and at no end.
    pub(crate) fn is_handled(&self, at: usize) -> bool {
        let open = matches!(
            self.status,
            Status::Running | Status::Failed | Status::Unknown
        );
        let mends = self.mends(at) && self.direction == Direction::Forward;
        open && (mends || self.part().contains(&at))
    }

    fn is_left(&self, at: usize) -> bool {
        self.plans[at].is_automatic() && !self.steps[at].state.is_done() && self.is_concerned(at)
    }

    /// The steps before `end` that have to be carried out and wait for nothing. One look at each step is
    /// enough, since steps only wait for what stands before them.
    fn turns(&self, end: usize) -> impl Iterator<Item = usize> {
        let from = self.frontier;
        // Where undoing fails, nothing more is undone.
        let goes_on = self.order.goes_on && self.direction == Direction::Forward;
        let mut blocked = vec![false; end.saturating_sub(from)];
        let mut first_held: Option<usize> = None;
        (from..end).filter(move |&at| {
            let state = self.steps[at].state;
            let is_left = self.is_left(at);
            let is_free = match &self.order.waits[at] {
                Wait::Before(limit) => first_held.is_none_or(|held| held >= *limit),
                Wait::Steps(needed) => {
                    let hopeless = |&needed: &usize| {
                        let failed = self.steps[needed].state == StepState::Failed;
                        failed || needed.checked_sub(from).is_some_and(|at| blocked[at])
                    };
                    blocked[at - from] = is_left && needed.iter().any(hopeless);
                    needed.iter().all(|needed| !self.is_left(*needed))
                }
            };
            let is_passed_over = goes_on && (state == StepState::Failed || blocked[at - from]);
            if is_left && !is_passed_over {
                first_held = first_held.or(Some(at));
            }
            let is_open = matches!(state, StepState::Pending | StepState::Failed);
            is_left && is_free && is_open
        })
    }

    /// Moves the frontier over what is done, what a person does, and what need not be undone.
    pub(crate) fn advance(&mut self) {
        let end = self.part().end;
        while self.frontier < end && !self.is_left(self.frontier) {
            self.frontier += 1;
        }
    }
}
