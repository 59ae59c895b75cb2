//! The dispatcher: one step after the other, up to the next stop.

use stopgate_journal::{
    Event, Journal, JournalFailure, Outcome, Reading, State, Status, StepPlan, Store, read,
};

use crate::{Clock, Job, Notebook, Notice, Observer, Steps, StepsFailure, Variable, intents};

/// Why a run cannot go on; what is durable stays.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RunFailure {
    /// The journal cannot be written.
    #[error(transparent)]
    Journal(#[from] JournalFailure),
    /// Steps cannot be started. Nothing of the next step has happened.
    #[error("{0}; the step was not started, go on with `stopgate resume`")]
    Steps(String),
}

/// A run that is carried out.
pub struct Runner<'w, S: Store> {
    journal: Journal<S>,
    clock: &'w dyn Clock,
    steps: &'w mut dyn Steps,
    notebook: &'w mut dyn Notebook,
    observer: &'w mut dyn Observer,
    /// What every step gets beyond the minimal environment.
    environment: &'w [Variable],
    /// An end that was staged and is shown once it is durable.
    ended: Option<(StepPlan, Outcome)>,
}

impl<'w, S: Store> Runner<'w, S> {
    /// A run with its journal, and the world around it.
    pub fn new(
        journal: Journal<S>,
        (clock, steps): (&'w dyn Clock, &'w mut dyn Steps),
        (notebook, observer): (&'w mut dyn Notebook, &'w mut dyn Observer),
        environment: &'w [Variable],
    ) -> Self {
        Self {
            journal,
            clock,
            steps,
            notebook,
            observer,
            environment,
            ended: None,
        }
    }

    /// Where the run stands.
    pub fn state(&self) -> &State {
        self.journal.state()
    }

    /// The journal.
    pub fn journal(&mut self) -> &mut Journal<S> {
        &mut self.journal
    }

    /// Skips the steps that an earlier run has done.
    ///
    /// # Errors
    /// When the journal cannot be written.
    pub fn skip(&mut self, done: &[(String, String)]) -> Result<(), RunFailure> {
        let now = self.clock.now();
        for (step, reason) in done {
            let (step, reason) = (step.clone(), reason.clone());
            self.journal
                .stage(&now, &Event::StepSkipped { step, reason })?;
        }
        self.commit()?;
        if !done.is_empty() {
            self.tell(&Notice::StepsSkipped(done.len()));
        }
        Ok(())
    }

    /// Goes on to the next stop: a gate, a failure, an unknown outcome, the end of a rollback. A run
    /// that stands at a stop stays there.
    ///
    /// # Errors
    /// When the run cannot go on.
    pub fn advance(&mut self) -> Result<Status, RunFailure> {
        self.lose_what_was_running()?;
        let goes_on = matches!(self.state().status(), Status::Running | Status::Failed);
        let result = if goes_on { self.carry_out() } else { Ok(()) };
        self.write_back()?;
        result.map(|()| self.state().status())
    }

    /// Records an event, and tells the plan.
    ///
    /// # Errors
    /// When it cannot follow, or the journal cannot be written.
    pub fn record(&mut self, event: &Event) -> Result<(), RunFailure> {
        self.stage(event)?;
        self.commit()?;
        self.write_back()
    }

    /// What was started when a runner died has no outcome.
    ///
    /// # Errors
    /// When the journal cannot be written.
    pub fn lose_what_was_running(&mut self) -> Result<(), RunFailure> {
        let Some(step) = self.state().running().cloned() else {
            return Ok(());
        };
        self.lose(&step, "the runner ended before the step did")
    }

    fn carry_out(&mut self) -> Result<(), RunFailure> {
        if let Some(phase) = self.state().next_phase() {
            self.stage(&Event::PhaseEntered { phase })?;
            self.commit()?;
            self.tell(&Notice::PhaseEntered(phase));
        }
        while let Some(step) = self.state().next_step().cloned() {
            if !self.carry_out_step(&step)? {
                return self.commit();
            }
        }
        if self.state().is_rolling_back() {
            self.stage(&Event::RolledBack)?;
            self.commit()?;
            self.tell(&Notice::RolledBack);
        } else if let Some(phase) = self.state().phase() {
            self.stage(&Event::GateReached { phase })?;
            self.commit()?;
            self.tell(&Notice::GateReached(phase));
        }
        Ok(())
    }

    /// Carries out one step; false where the run stops behind it.
    fn carry_out_step(&mut self, step: &StepPlan) -> Result<bool, RunFailure> {
        let attempt = self.state().step(&step.id).map_or(0, |step| step.attempts) + 1;
        let id = step.id.clone();
        self.stage(&Event::StepStarted { step: id, attempt })?;
        // One write makes the end of the last step and the start of this one durable, before it
        // starts.
        self.commit()?;
        self.tell(&Notice::StepStarted(step));
        let job = Job::new(step, self.environment);
        let (observer, state) = (&mut *self.observer, self.journal.state());
        let mut watch = |text: &str| observer.notice(&Notice::Output(text), state);
        match self.steps.run(&job, &mut watch) {
            Ok(outcome) => self.end(step, attempt, outcome),
            Err(StepsFailure::Lost(why)) => self.lose(step, &why).map(|()| false),
            Err(StepsFailure::NoSupervisor(why)) => {
                self.end_unstarted(step, attempt, &why)?;
                Err(RunFailure::Steps(why))
            }
        }
    }

    fn end(&mut self, step: &StepPlan, attempt: u32, outcome: Outcome) -> Result<bool, RunFailure> {
        let passed = outcome.is_success(&step.expectations);
        self.stage(&Event::StepEnded {
            step: step.id.clone(),
            attempt,
            passed,
            outcome: Box::new(outcome.clone()),
        })?;
        self.ended = Some((step.clone(), outcome));
        Ok(passed)
    }

    /// Without a supervisor nothing has happened, and that is known.
    fn end_unstarted(
        &mut self,
        step: &StepPlan,
        attempt: u32,
        why: &str,
    ) -> Result<(), RunFailure> {
        let outcome = Outcome {
            ending: crate::Ending::NotStarted(why.to_owned()),
            duration: std::time::Duration::ZERO,
            output: crate::Output::default(),
            met: Vec::new(),
            left_behind: 0,
        };
        self.end(step, attempt, outcome)?;
        self.commit()
    }

    fn lose(&mut self, step: &StepPlan, why: &str) -> Result<(), RunFailure> {
        let (id, reason) = (step.id.clone(), why.to_owned());
        self.stage(&Event::OutcomeUnknown { step: id, reason })?;
        self.commit()?;
        self.tell(&Notice::OutcomeUnknown(step, why));
        Ok(())
    }

    /// Tells the plan what it does not know yet. A plan that cannot be told stops nothing.
    ///
    /// # Errors
    /// When the journal cannot be written.
    pub fn write_back(&mut self) -> Result<(), RunFailure> {
        // The last record then says that the plan was told of all before it.
        let told = self.state().written_up_to();
        if told > 0 && self.journal.head().records == told + 1 {
            return Ok(());
        }
        let bytes = self
            .journal
            .store()
            .read_from(0)
            .map_err(JournalFailure::from)?;
        let Reading { records, head, .. } = read(&bytes);
        let intents = intents(&records, self.state().written_up_to());
        if intents.is_empty() {
            return Ok(());
        }
        match self.notebook.write(&intents) {
            Ok(written) => {
                self.stage(&Event::WroteBack {
                    up_to: head.records,
                    before: written.before,
                    after: written.after,
                })?;
                self.commit()
            }
            Err(why) => {
                self.tell(&Notice::NotWritten(&why));
                Ok(())
            }
        }
    }

    fn stage(&mut self, event: &Event) -> Result<(), RunFailure> {
        Ok(self.journal.stage(&self.clock.now(), event)?)
    }

    fn commit(&mut self) -> Result<(), RunFailure> {
        self.journal.commit()?;
        if let Some((step, outcome)) = self.ended.take() {
            self.tell(&Notice::StepEnded(&step, &outcome));
        }
        Ok(())
    }

    fn tell(&mut self, notice: &Notice<'_>) {
        self.observer.notice(notice, self.journal.state());
    }
}
