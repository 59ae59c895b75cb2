//! The one transition function: which event may follow which state, and what it makes of it.

use std::collections::HashSet;
use std::time::Duration;

use crate::state::Direction;
use crate::{
    Decision, DecisionMade, End, Event, Finding, Outcome, Resolution, State, Status, StepState,
};

/// An event that cannot follow the state that the run is in.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct Refused(String);

impl Refused {
    pub(crate) fn because(why: &str) -> Self {
        Self(why.to_owned())
    }
}

/// Refuses unless a condition holds.
fn demand(holds: bool, otherwise: impl FnOnce() -> String) -> Result<(), Refused> {
    if holds {
        Ok(())
    } else {
        Err(Refused(otherwise()))
    }
}

/// The number of a phase in words for people. A journal may state any index.
fn number(phase: usize) -> usize {
    phase.saturating_add(1)
}

impl State {
    /// The state after the first event of a run.
    ///
    /// # Errors
    /// When it is another event than the creation of a run, two steps have one id, there is no phase, or
    /// something undoes a phase that is not there.
    pub fn first(event: &Event, at: &str) -> Result<Self, Refused> {
        let Event::RunCreated(created) = event else {
            return Err(Refused(
                "a journal begins with the creation of its run".into(),
            ));
        };
        let state = Self::new((**created).clone(), at)?;
        demand(state.index.len() == state.steps.len(), || {
            "two steps have one id".into()
        })?;
        let (phases, rollback) = (state.created.phases.len(), &state.created.rollback);
        demand(phases > 0, || "a run has at least one phase".into())?;
        let astray = rollback
            .iter()
            .any(|undo| undo.phase.is_some_and(|phase| phase >= phases));
        demand(!astray, || "a phase is undone that is not there".into())?;
        Ok(state)
    }

    /// Applies an event, live and in replay alike. A refused event changes nothing.
    ///
    /// # Errors
    /// When the event cannot follow this state.
    pub fn apply(&mut self, event: &Event, at: &str) -> Result<(), Refused> {
        match event {
            Event::RunCreated(_) => return Err(Refused("the run exists already".into())),
            Event::PhaseEntered { phase } => self.enter(*phase)?,
            Event::StepStarted { step, attempt } => self.start(step, *attempt, at)?,
            Event::StepEnded { .. } | Event::OutcomeProven { .. } => self.end(event, at)?,
            Event::StepSkipped { step, reason } => self.skip(step, reason, at)?,
            Event::OutcomeUnknown { step, reason } => self.lose(step, reason)?,
            Event::Interrupted { step, .. } => self.interrupt(step)?,
            Event::Probed { step, finding, .. } => self.probe(step, *finding, at)?,
            Event::RetryScheduled { step, attempt, .. } => self.retry(step, *attempt)?,
            Event::Superseded { by } => self.supersede(by)?,
            Event::Checkpoint { phase, commit } => self.checkpoint(*phase, commit)?,
            Event::Resolved { .. } => self.resolve(event, at)?,
            Event::GateReached { phase } => self.reach_gate(*phase)?,
            Event::Decided { .. } => self.decide(event, at)?,
            Event::RollbackBegan { .. } => self.begin_rollback()?,
            Event::RolledBack => self.finish_rollback()?,
            Event::WroteBack { up_to, .. } => self.write_back(*up_to)?,
            Event::Recovered { .. } => {}
        }
        self.advance();
        self.events += 1;
        at.clone_into(&mut self.latest);
        Ok(())
    }

    fn enter(&mut self, phase: usize) -> Result<(), Refused> {
        demand(self.next_phase() == Some(phase), || {
            format!("phase {} cannot begin now", number(phase))
        })?;
        self.begun = phase + 1;
        self.spent_in_phase = Duration::ZERO;
        self.frontier = self.part().start;
        Ok(())
    }

    fn start(&mut self, id: &str, attempt: u32, at: &str) -> Result<(), Refused> {
        let open = matches!(self.status, Status::Running | Status::Failed);
        demand(open, || {
            format!(
                "step {id} cannot start while the run is {}",
                self.status.name()
            )
        })?;
        let index = self.known(id)?;
        demand(self.may_start_now(index), || {
            format!("it is not the turn of step {id}")
        })?;
        let step = &mut self.steps[index];
        demand(attempt.checked_sub(1) == Some(step.attempts), || {
            format!(
                "attempt {attempt} of step {id} does not follow attempt {}",
                step.attempts
            )
        })?;
        let again = step.state == StepState::Failed;
        (step.state, step.attempts) = (StepState::Running, attempt);
        at.clone_into(&mut step.at);
        self.running.push(index);
        if again && self.part().contains(&index) {
            self.reopen_always(index);
        }
        // What runs because of a failure ends none.
        let beside = self.mends(index) || !again && self.plans[index].contract.always;
        if !(beside && self.status == Status::Failed) {
            self.status = Status::Running;
        }
        Ok(())
    }

    /// Whether a step may start: in its turn, as a correction of one that failed, or because it always runs.
    fn may_start_now(&self, at: usize) -> bool {
        if self.mends(at) {
            let failed = |id: &String| {
                let mended = self.index.get(id);
                mended.is_some_and(|at| self.steps[*at].state == StepState::Failed)
            };
            let rests = self.steps[at].state != StepState::Running;
            return rests
                && self.running.is_empty()
                && self.direction == Direction::Forward
                && self.may_mend_again(at)
                && self.plans[at].mends.iter().any(failed);
        }
        let part = self.part();
        if !part.contains(&at) {
            return false;
        }
        let always = self.is_always(at) && self.has_failed();
        // A correction may change under a step whatever the step works with.
        let beside = self.order.is_parallel && !self.running.iter().any(|at| self.mends(*at));
        (beside || self.running.is_empty()) && (always || at >= self.frontier && self.may_start(at))
    }

    /// What is carried out even after a failure is carried out anew when the step that failed is.
    fn reopen_always(&mut self, failed: usize) {
        for at in failed + 1..self.part().end {
            let done = matches!(self.steps[at].state, StepState::Passed | StepState::Failed);
            if done && self.plans[at].contract.always {
                self.steps[at].state = StepState::Pending;
            }
        }
    }

    fn end(&mut self, event: &Event, at: &str) -> Result<(), Refused> {
        let Some(End {
            step: id,
            attempt,
            passed,
            outcome,
        }) = event.end()
        else {
            return Ok(());
        };
        let index = self.known(id)?;
        let step = &mut self.steps[index];
        let fits = step.state == StepState::Running && step.attempts == attempt;
        demand(fits, || {
            format!("attempt {attempt} of step {id} did not start")
        })?;
        step.state = if passed {
            StepState::Passed
        } else {
            StepState::Failed
        };
        let outcome = as_recorded(outcome);
        self.spent = self.spent.saturating_add(outcome.duration);
        self.spent_in_phase = self.spent_in_phase.saturating_add(outcome.duration);
        step.outcome = Some(outcome);
        // What was said of an earlier attempt does not hold for this one.
        step.note = None;
        at.clone_into(&mut step.at);
        self.leave(index);
        Ok(())
    }

    /// A step does not run any more; what that makes of the run.
    fn leave(&mut self, index: usize) {
        self.running.retain(|at| *at != index);
        self.settle(index);
    }

    /// The status that follows from the steps, after something became of one of them.
    fn settle(&mut self, index: usize) {
        let lost = |step: &StepState| *step == StepState::Unknown;
        let is_lost = lost(&self.steps[index].state);
        // Without a failure or a loss before, there is none now but of this step.
        let troubled =
            matches!(self.status, Status::Unknown | Status::Failed) || self.order.is_parallel;
        self.status = if is_lost || troubled && self.steps.iter().any(|step| lost(&step.state)) {
            Status::Unknown
        } else if self.steps[index].state == StepState::Failed || self.has_failed() {
            Status::Failed
        } else {
            Status::Running
        };
    }

    /// Forward, a command need not be carried out that an earlier run carried out; back, a person may
    /// undo by hand. What a person has to confirm is confirmed or not, never skipped.
    fn skip(&mut self, id: &str, reason: &str, at: &str) -> Result<(), Refused> {
        let index = self.known(id)?;
        let fits = match self.direction {
            Direction::Forward => index < self.first_undoing() && self.plans[index].is_automatic(),
            Direction::Back => self.part().contains(&index) && self.is_concerned(index),
        };
        let pending = self.steps[index].state == StepState::Pending;
        let open = self.status == Status::Running && self.running.is_empty();
        demand(fits && pending && open, || {
            let (step, run) = (self.steps[index].state.name(), self.status.name());
            format!("step {id} cannot be skipped: it is {step} and the run is {run}")
        })?;
        let step = &mut self.steps[index];
        (step.state, step.note) = (StepState::Skipped, Some(reason.to_owned()));
        at.clone_into(&mut step.at);
        Ok(())
    }

    fn lose(&mut self, id: &str, reason: &str) -> Result<(), Refused> {
        let index = self.under_way(id)?;
        self.steps[index].state = StepState::Unknown;
        self.steps[index].note = Some(reason.to_owned());
        self.leave(index);
        Ok(())
    }

    /// Only what does no harm a second time is carried out again without a person's word.
    fn interrupt(&mut self, id: &str) -> Result<(), Refused> {
        let index = self.under_way(id)?;
        demand(self.plans[index].contract.effect.may_repeat(), || {
            format!("step {id} is not one that may be repeated")
        })?;
        self.steps[index].state = StepState::Pending;
        self.leave(index);
        Ok(())
    }

    /// A probe tells of a step that was broken off, or that failed.
    fn probe(&mut self, id: &str, finding: Finding, at: &str) -> Result<(), Refused> {
        let index = self.known(id)?;
        let state = self.steps[index].state;
        let failed = state == StepState::Failed && self.is_handled(index);
        let asked = failed || state == StepState::Running;
        let probed = self.plans[index].contract.probe.is_some();
        demand(asked && probed, || {
            format!("nobody probes step {id}: it is {}", state.name())
        })?;
        let step = &mut self.steps[index];
        step.note = Some(format!("its probe says: {}", finding.name()));
        at.clone_into(&mut step.at);
        match finding {
            Finding::Happened => step.state = StepState::Passed,
            Finding::DidNotHappen => step.state = StepState::Pending,
            // A step that was broken off is lost by an event of its own, if nothing else tells.
            Finding::Unclear => return Ok(()),
        }
        self.leave(index);
        Ok(())
    }

    /// A failure after which a step is tried again is none yet.
    fn retry(&mut self, id: &str, attempt: u32) -> Result<(), Refused> {
        let index = self.known(id)?;
        let step = &self.steps[index];
        let failed = matches!(step.state, StepState::Failed | StepState::Pending);
        let follows = attempt.checked_sub(1) == Some(step.attempts) && step.attempts > 0;
        demand(failed && follows && self.is_handled(index), || {
            format!("step {id} is not one that is tried again")
        })?;
        // What stands behind it waits for it again, whatever the error policy.
        self.steps[index].state = StepState::Pending;
        self.settle(index);
        Ok(())
    }

    /// A run in which something is under way, or unknown, is not superseded.
    fn supersede(&mut self, by: &str) -> Result<(), Refused> {
        let open = matches!(
            self.status,
            Status::Running | Status::Waiting | Status::Failed | Status::Stopped
        );
        let still = self.running.is_empty() && self.direction == Direction::Forward;
        demand(open && still, || {
            format!("a run that is {} is not superseded", self.status.name())
        })?;
        self.status = Status::Superseded;
        self.successor = Some(by.to_owned());
        Ok(())
    }

    fn checkpoint(&mut self, phase: usize, commit: &str) -> Result<(), Refused> {
        demand(phase < self.created.phases.len(), || {
            format!("there is no phase {}", number(phase))
        })?;
        self.checkpoints.push((phase, commit.to_owned()));
        Ok(())
    }

    fn under_way(&self, id: &str) -> Result<usize, Refused> {
        let index = self.known(id)?;
        demand(self.running.contains(&index), || {
            format!("step {id} was not started")
        })?;
        Ok(index)
    }

    fn resolve(&mut self, event: &Event, at: &str) -> Result<(), Refused> {
        let Event::Resolved {
            step: id,
            resolution,
            reason,
            ..
        } = event
        else {
            return Ok(());
        };
        let index = self.known(id)?;
        let step = &mut self.steps[index];
        demand(step.state == StepState::Unknown, || {
            format!(
                "the outcome of step {id} is known: it is {}",
                step.state.name()
            )
        })?;
        step.state = match resolution {
            Resolution::Happened => StepState::Passed,
            Resolution::DidNotHappen | Resolution::Redo => StepState::Pending,
        };
        step.note = Some(format!("{}: {reason}", resolution.name()));
        at.clone_into(&mut step.at);
        self.settle(index);
        Ok(())
    }

    fn reach_gate(&mut self, phase: usize) -> Result<(), Refused> {
        let forward = self.status == Status::Running && self.direction == Direction::Forward;
        let here = forward && self.phase() == Some(phase) && self.begun == self.passed + 1;
        demand(here && !self.is_part_open(), || {
            format!("the gate of phase {} is not reached", number(phase))
        })?;
        self.status = Status::Waiting;
        Ok(())
    }

    fn decide(&mut self, event: &Event, at: &str) -> Result<(), Refused> {
        let Event::Decided {
            phase,
            decision,
            reason,
            confirmed,
            who,
        } = event
        else {
            return Ok(());
        };
        let asked = matches!(self.status, Status::Waiting | Status::Stopped);
        demand(asked && self.phase() == Some(*phase), || {
            format!("nothing is to be decided about phase {}", number(*phase))
        })?;
        let confirmed_now = self.confirmable(*phase, confirmed)?;
        if *decision == Decision::Go {
            let now: HashSet<usize> = confirmed_now.iter().copied().collect();
            let mut open = self.range(*phase).filter(|step| self.awaits_person(*step));
            let left = open.find(|step| !now.contains(step));
            let left = left.map(|step| &self.plans[step].id);
            demand(left.is_none(), || {
                format!("step {} is not confirmed", left.map_or("", |id| id))
            })?;
        }
        for index in confirmed_now {
            let step = &mut self.steps[index];
            step.state = StepState::Passed;
            at.clone_into(&mut step.at);
            step.note = Some(format!("confirmed by {}", who.name));
        }
        self.decisions.push(DecisionMade {
            phase: *phase,
            decision: *decision,
            reason: reason.clone(),
            confirmed: confirmed.clone(),
            who: who.clone(),
            at: at.to_owned(),
        });
        self.status = match decision {
            Decision::NoGo => Status::Stopped,
            Decision::Go if self.begun == self.created.phases.len() => Status::Passed,
            Decision::Go => Status::Running,
        };
        self.passed += usize::from(*decision == Decision::Go);
        Ok(())
    }

    /// Where the steps are that are confirmed, each of which waits for that in the phase.
    fn confirmable(&self, phase: usize, ids: &[String]) -> Result<Vec<usize>, Refused> {
        let steps = self.range(phase);
        let position = |id: &String| {
            let index = self.known(id)?;
            let waits = steps.contains(&index) && self.awaits_person(index);
            demand(waits, || format!("step {id} does not wait to be confirmed"))?;
            Ok(index)
        };
        ids.iter().map(position).collect()
    }

    fn begin_rollback(&mut self) -> Result<(), Refused> {
        let known = !matches!(
            self.status,
            Status::Unknown | Status::RolledBack | Status::Superseded
        );
        let forward = self.direction == Direction::Forward;
        demand(known && forward && self.running.is_empty(), || {
            format!("a run that is {} cannot be rolled back", self.status.name())
        })?;
        self.direction = Direction::Back;
        self.status = Status::Running;
        self.frontier = self.part().start;
        Ok(())
    }

    fn finish_rollback(&mut self) -> Result<(), Refused> {
        let back = self.direction == Direction::Back && self.status == Status::Running;
        demand(back && !self.is_part_open(), || {
            "something is left to undo".into()
        })?;
        let forward = self.first_undoing();
        for step in &mut self.steps[..forward] {
            if step.state == StepState::Passed {
                step.state = StepState::Undone;
            }
        }
        self.status = Status::RolledBack;
        Ok(())
    }

    /// The plan cannot know of a record that is not there yet.
    fn write_back(&mut self, up_to: u64) -> Result<(), Refused> {
        demand(up_to <= self.events, || {
            format!("there is no record {up_to} yet")
        })?;
        self.written_up_to = self.written_up_to.max(up_to);
        Ok(())
    }

    fn known(&self, id: &str) -> Result<usize, Refused> {
        let index = self.index.get(id).copied();
        index.ok_or_else(|| Refused(format!("there is no step {id}")))
    }
}

/// An outcome as the journal keeps it, so that a replayed state equals the live one.
fn as_recorded(outcome: &Outcome) -> Outcome {
    let milliseconds = u64::try_from(outcome.duration.as_millis()).unwrap_or(u64::MAX);
    Outcome {
        duration: Duration::from_millis(milliseconds),
        ..outcome.clone()
    }
}
