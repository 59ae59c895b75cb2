//! The one transition function: which event may follow which state, and what it makes of it.

use std::collections::HashSet;
use std::time::Duration;

use crate::state::Direction;
use crate::{Decision, DecisionMade, Event, Outcome, Resolution, State, Status, StepState};

/// An event that cannot follow the state that the run is in.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct Refused(String);

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
        let state = Self::new((**created).clone(), at);
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
            Event::StepEnded { .. } => self.end(event, at)?,
            Event::StepSkipped { step, reason } => self.skip(step, reason, at)?,
            Event::OutcomeUnknown { step, reason } => self.lose(step, reason)?,
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
        self.frontier = self.part().start;
        Ok(())
    }

    fn start(&mut self, id: &str, attempt: u32, at: &str) -> Result<(), Refused> {
        let open = matches!(self.status, Status::Running | Status::Failed);
        demand(open && self.running.is_none(), || {
            format!(
                "step {id} cannot start while the run is {}",
                self.status.name()
            )
        })?;
        let is_next = self.next_step().is_some_and(|next| next.id == id);
        demand(is_next, || format!("step {id} is not the next one"))?;
        let index = self.known(id)?;
        let step = &mut self.steps[index];
        demand(attempt.checked_sub(1) == Some(step.attempts), || {
            format!(
                "attempt {attempt} of step {id} does not follow attempt {}",
                step.attempts
            )
        })?;
        (step.state, step.attempts) = (StepState::Running, attempt);
        at.clone_into(&mut step.at);
        self.running = Some(index);
        self.status = Status::Running;
        Ok(())
    }

    fn end(&mut self, event: &Event, at: &str) -> Result<(), Refused> {
        let Event::StepEnded {
            step: id,
            attempt,
            passed,
            outcome,
        } = event
        else {
            return Ok(());
        };
        let index = self.known(id)?;
        let step = &mut self.steps[index];
        let fits = step.state == StepState::Running && step.attempts == *attempt;
        demand(fits, || {
            format!("attempt {attempt} of step {id} did not start")
        })?;
        step.state = if *passed {
            StepState::Passed
        } else {
            StepState::Failed
        };
        step.outcome = Some(as_recorded(outcome));
        // What was said of an earlier attempt does not hold for this one.
        step.note = None;
        at.clone_into(&mut step.at);
        self.running = None;
        if !passed {
            self.status = Status::Failed;
        }
        Ok(())
    }

    /// Forward, a command need not be carried out that an earlier run carried out; back, a person may
    /// undo by hand. What a person has to confirm is confirmed or not, never skipped.
    fn skip(&mut self, id: &str, reason: &str, at: &str) -> Result<(), Refused> {
        let index = self.known(id)?;
        let fits = match self.direction {
            Direction::Forward => {
                index < self.first_undoing() && self.plans[index].kind.is_automatic()
            }
            Direction::Back => index >= self.first_undoing() && self.is_concerned(index),
        };
        let pending = self.steps[index].state == StepState::Pending;
        let open = self.status == Status::Running && self.running.is_none();
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
        let index = self.known(id)?;
        demand(self.running == Some(index), || {
            format!("step {id} was not started")
        })?;
        self.steps[index].state = StepState::Unknown;
        self.steps[index].note = Some(reason.to_owned());
        self.running = None;
        self.status = Status::Unknown;
        Ok(())
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
        self.status = Status::Running;
        Ok(())
    }

    fn reach_gate(&mut self, phase: usize) -> Result<(), Refused> {
        let forward = self.status == Status::Running && self.direction == Direction::Forward;
        let here = forward && self.phase() == Some(phase) && self.begun == self.passed + 1;
        demand(here && self.next_step().is_none(), || {
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
        let known = !matches!(self.status, Status::Unknown | Status::RolledBack);
        let forward = self.direction == Direction::Forward;
        demand(known && forward && self.running.is_none(), || {
            format!("a run that is {} cannot be rolled back", self.status.name())
        })?;
        self.direction = Direction::Back;
        self.status = Status::Running;
        self.frontier = self.part().start;
        Ok(())
    }

    fn finish_rollback(&mut self) -> Result<(), Refused> {
        let back = self.direction == Direction::Back && self.status == Status::Running;
        demand(back && self.next_step().is_none(), || {
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
