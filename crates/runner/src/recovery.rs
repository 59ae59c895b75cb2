//! What becomes of steps that were under way when their runner died (EXECUTION.md b.8).

use stopgate_journal::{Ending, Event, Finding, Outcome, StepPlan, Store};

use crate::{Happening, Held, Job, Notice, RunFailure, Runner, ending};

/// What is known of a step when its runner and whoever held it are gone.
const NOBODY_KNOWS: &str = "the runner ended before the step did";

/// What is known of an agent that ended by itself beside its runner.
const NOBODY_LOOKED: &str = "the runner ended before it could look at what the agent left";

impl<S: Store> Runner<'_, S> {
    /// Says what became of each step that was started and has no end: what its supervisor recorded
    /// proves it, one that does no harm twice is carried out again, a probe tells, else nobody knows.
    ///
    /// # Errors
    /// When the journal cannot be written.
    pub fn recover(&mut self) -> Result<(), RunFailure> {
        let running: Vec<StepPlan> = self.state().running().cloned().collect();
        for step in &running {
            self.recover_one(step)?;
        }
        Ok(())
    }

    fn recover_one(&mut self, step: &StepPlan) -> Result<(), RunFailure> {
        let attempt = self.state().step(&step.id).map_or(0, |step| step.attempts);
        let held = self.steps.held(&step.id, attempt);
        let why = match held {
            // What it left behind beyond what it may write was not looked at, so nothing is proven.
            Some(_) if step.agent.is_some() => NOBODY_LOOKED.to_owned(),
            Some(held) if !held.broken_off => return self.prove(step, attempt, &held.outcome),
            Some(held) => broken_off(&held),
            None => NOBODY_KNOWS.to_owned(),
        };
        if step.contract.effect.may_repeat() {
            self.stage(&Event::Interrupted {
                step: step.id.clone(),
                reason: why.clone(),
            })?;
            self.commit()?;
            self.tell(&Notice::Interrupted(step, &why));
            return Ok(());
        }
        match self.probe(step)? {
            Some(Finding::Happened | Finding::DidNotHappen) => Ok(()),
            Some(Finding::Unclear) | None => self.lose(step, &why),
        }
    }

    fn prove(
        &mut self,
        step: &StepPlan,
        attempt: u32,
        outcome: &Outcome,
    ) -> Result<(), RunFailure> {
        self.stage(&Event::OutcomeProven {
            step: step.id.clone(),
            attempt,
            passed: outcome.is_success(&step.expectations),
            outcome: Box::new(outcome.clone()),
        })?;
        self.commit()?;
        self.tell(&Notice::OutcomeProven(step, outcome));
        // Nobody has seen that it failed: it is met like any other failure, and not tried at once again.
        if outcome.is_success(&step.expectations) {
            Ok(())
        } else {
            self.failed(step, attempt, outcome)
        }
    }

    /// Asks the probe of a step whether it has happened; none where it has no probe.
    pub(crate) fn probe(&mut self, step: &StepPlan) -> Result<Option<Finding>, RunFailure> {
        let Some(probe) = &step.contract.probe else {
            return Ok(None);
        };
        let job = self.supplies.probe(self.state(), step, probe);
        // A probe that cannot be carried out tells nothing.
        let Some(outcome) = self.asked(&job) else {
            return Ok(Some(Finding::Unclear));
        };
        let finding = match outcome.ending {
            Ending::Exit(0) => Finding::Happened,
            Ending::Exit(1) => Finding::DidNotHappen,
            _ => Finding::Unclear,
        };
        self.stage(&Event::Probed {
            step: step.id.clone(),
            finding,
            outcome: Box::new(outcome),
        })?;
        self.commit()?;
        self.tell(&Notice::Probed(step, finding));
        Ok(Some(finding))
    }

    /// Runs a job beside the steps that run; what happens to them is kept for later.
    fn asked(&mut self, job: &Job) -> Option<Outcome> {
        self.steps.start(job).ok()?;
        loop {
            match self.steps.next(None)? {
                Happening::Output { step, .. } if step == job.step => {}
                Happening::Ended { step, result } if step == job.step => return result.ok(),
                other => self.heard.push_back(other),
            }
        }
    }
}

/// `the runner ended before the step did; it was ended by signal 15 after 3.2 s`
fn broken_off(held: &Held) -> String {
    format!(
        "{NOBODY_KNOWS}; its supervisor ended it after {:.1} s ({}) with {} bytes of output",
        held.outcome.duration.as_secs_f64(),
        ending(&held.outcome.ending),
        held.outcome.output.bytes
    )
}
