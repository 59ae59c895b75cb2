//! The dispatcher: starts what may start, waits for what runs, up to the next stop.

use std::collections::{HashSet, VecDeque};
use std::time::Duration;

use stopgate_journal::{
    Event, Journal, JournalFailure, Outcome, Reading, State, Status, StepPlan, Store, read,
};

use crate::{
    Attendant, Clock, Happening, Notebook, Notice, Observer, Steps, StepsFailure, Supplies, intents,
};

/// Why a run cannot go on; what is durable stays.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RunFailure {
    /// The journal cannot be written.
    #[error(transparent)]
    Journal(#[from] JournalFailure),
    /// Steps cannot be started. Nothing of the next step has happened.
    #[error("{0}; the step was not started, go on with `stopgate resume`")]
    Steps(String),
    /// A step cannot be shut in as far as it is to be. It was not started.
    #[error("{0}")]
    NotShutIn(String),
}

/// A run that is carried out.
pub struct Runner<'w, S: Store> {
    pub(crate) journal: Journal<S>,
    pub(crate) clock: &'w dyn Clock,
    pub(crate) steps: &'w mut dyn Steps,
    notebook: &'w mut dyn Notebook,
    observer: &'w mut dyn Observer,
    pub(crate) supplies: &'w Supplies,
    /// Ends that were staged and are shown once they are durable.
    ended: Vec<(StepPlan, Outcome)>,
    /// Ids of the steps that failed since somebody asked to go on, and are not carried out again until
    /// somebody does.
    pub(crate) failed: HashSet<String>,
    /// Steps that are tried again, with the time at which they are.
    pub(crate) due: Vec<(Duration, String)>,
    /// Looks at what agents leave behind.
    pub(crate) attendant: Option<&'w mut dyn Attendant>,
    /// What happened to other steps while a probe was waited for.
    pub(crate) heard: VecDeque<Happening>,
}

impl<'w, S: Store> Runner<'w, S> {
    /// A run with its journal, and the world around it.
    pub fn new(
        journal: Journal<S>,
        (clock, steps): (&'w dyn Clock, &'w mut dyn Steps),
        (notebook, observer): (&'w mut dyn Notebook, &'w mut dyn Observer),
        supplies: &'w Supplies,
    ) -> Self {
        Self {
            journal,
            clock,
            steps,
            notebook,
            observer,
            supplies,
            ended: Vec::new(),
            failed: HashSet::new(),
            due: Vec::new(),
            attendant: None,
            heard: VecDeque::new(),
        }
    }

    /// The same, with somebody who looks at what agents leave behind. Without one no agent is started.
    pub fn with_attendant(mut self, attendant: &'w mut dyn Attendant) -> Self {
        self.attendant = Some(attendant);
        self
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
        self.failed.clear();
        self.recover()?;
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

    fn carry_out(&mut self) -> Result<(), RunFailure> {
        if let Some(phase) = self.state().next_phase() {
            self.stage(&Event::PhaseEntered { phase })?;
            self.commit()?;
            self.tell(&Notice::PhaseEntered(phase));
        }
        loop {
            self.start_what_may()?;
            if self.state().running().next().is_some() {
                self.wait_for_one()?;
            } else if let Some(time) = self.until_due() {
                self.commit()?;
                self.clock.wait(time);
            } else {
                break;
            }
        }
        self.commit()?;
        self.stop_here()
    }

    /// Records at what the run stops, where that is not a step.
    fn stop_here(&mut self) -> Result<(), RunFailure> {
        if self.state().status() != Status::Running || self.state().is_part_open() {
            return Ok(());
        }
        if self.state().is_rolling_back() {
            self.stage(&Event::RolledBack)?;
            self.commit()?;
            self.tell(&Notice::RolledBack);
        } else if let Some(phase) = self.state().phase() {
            self.keep_after_phase(phase)?;
            self.stage(&Event::GateReached { phase })?;
            self.commit()?;
            self.tell(&Notice::GateReached(phase));
        }
        Ok(())
    }

    /// Starts as many steps as may run at the same time. One write makes the ends before them and their
    /// starts durable, before they start.
    fn start_what_may(&mut self) -> Result<(), RunFailure> {
        let mut starting = Vec::new();
        while self.state().running().count() < self.supplies.width.max(1) {
            let Some(step) = self.next_to_start().cloned() else {
                break;
            };
            let attempt = self.state().step(&step.id).map_or(0, |step| step.attempts) + 1;
            let id = step.id.clone();
            self.due.retain(|(_, due)| *due != id);
            self.stage(&Event::StepStarted { step: id, attempt })?;
            self.forget_reopened();
            starting.push((step, attempt));
        }
        self.commit()?;
        let mut failure = None;
        for (step, attempt) in starting {
            match &failure {
                None => failure = self.start(&step, attempt)?,
                Some(why) => self.end_unstarted(&step, attempt, &why.to_string())?,
            }
        }
        failure.map_or(Ok(()), Err)
    }

    /// Starts a step whose start is durable; else says why no step can be started.
    fn start(&mut self, step: &StepPlan, attempt: u32) -> Result<Option<RunFailure>, RunFailure> {
        self.tell(&Notice::StepStarted(step));
        // What tidies up is not cut short by what took too long.
        let left = self.state().time_left().filter(|_| !step.contract.always);
        if left == Some(Duration::ZERO) {
            let why = "the time of its phase, or of the run, is over";
            return self.end_unstarted(step, attempt, why).map(|()| None);
        }
        if let Some(why) = self.attend(step)? {
            return self.end_unstarted(step, attempt, &why).map(|()| None);
        }
        let job = self.supplies.job(self.state(), step, attempt, left);
        match self.steps.start(&job) {
            Ok(()) => Ok(None),
            Err(StepsFailure::Lost(why)) => self.lose(step, &why).map(|()| None),
            Err(StepsFailure::NoSupervisor(why)) => {
                self.end_unstarted(step, attempt, &why)?;
                Ok(Some(RunFailure::Steps(why)))
            }
            Err(StepsFailure::NotShutIn(why)) => {
                self.end_unstarted(step, attempt, &why)?;
                Ok(Some(RunFailure::NotShutIn(why)))
            }
        }
    }

    /// Waits for what happens next, at most until a step is to be tried again.
    fn wait_for_one(&mut self) -> Result<(), RunFailure> {
        // What ended is told before anything is waited for that takes its time.
        self.commit()?;
        let most = self.until_due();
        let heard = self.heard.pop_front();
        match heard.or_else(|| self.steps.next(most)) {
            None if most.is_some() => Ok(()),
            None => self.lose_all("nothing is known of it any more"),
            Some(Happening::Output { step, text }) => {
                let state = self.journal.state();
                if let Some(plan) = state.plan(&step) {
                    self.observer.notice(&Notice::Output(plan, &text), state);
                }
                Ok(())
            }
            Some(Happening::Ended { step, result }) => self.ended(&step, result),
        }
    }

    fn ended(&mut self, id: &str, result: Result<Outcome, StepsFailure>) -> Result<(), RunFailure> {
        let Some(step) = self.state().running().find(|step| step.id == id).cloned() else {
            return Ok(());
        };
        let attempt = self.state().step(id).map_or(0, |step| step.attempts);
        match result {
            Ok(outcome) => {
                let outcome = self.looked_at(&step, outcome);
                self.end(&step, attempt, outcome)
            }
            Err(StepsFailure::NotShutIn(why)) => self.end_unstarted(&step, attempt, &why),
            Err(failure) => self.lose(&step, &failure.to_string()),
        }
    }

    pub(crate) fn end(
        &mut self,
        step: &StepPlan,
        attempt: u32,
        outcome: Outcome,
    ) -> Result<(), RunFailure> {
        let passed = outcome.is_success(&step.expectations);
        self.stage(&Event::StepEnded {
            step: step.id.clone(),
            attempt,
            passed,
            outcome: Box::new(outcome.clone()),
        })?;
        self.ended.push((step.clone(), outcome.clone()));
        if passed {
            self.mended(step);
            Ok(())
        } else {
            self.failed(step, attempt, &outcome)
        }
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
            duration: Duration::ZERO,
            output: crate::Output::default(),
            met: Vec::new(),
            left_behind: 0,
        };
        self.end(step, attempt, outcome)?;
        self.commit()
    }

    pub(crate) fn lose(&mut self, step: &StepPlan, why: &str) -> Result<(), RunFailure> {
        let (id, reason) = (step.id.clone(), why.to_owned());
        self.stage(&Event::OutcomeUnknown { step: id, reason })?;
        self.commit()?;
        self.tell(&Notice::OutcomeUnknown(step, why));
        Ok(())
    }

    fn lose_all(&mut self, why: &str) -> Result<(), RunFailure> {
        let running: Vec<StepPlan> = self.state().running().cloned().collect();
        running.iter().try_for_each(|step| self.lose(step, why))
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

    pub(crate) fn stage(&mut self, event: &Event) -> Result<(), RunFailure> {
        Ok(self.journal.stage(&self.clock.now(), event)?)
    }

    pub(crate) fn commit(&mut self) -> Result<(), RunFailure> {
        self.journal.commit()?;
        for (step, outcome) in std::mem::take(&mut self.ended) {
            self.tell(&Notice::StepEnded(&step, &outcome));
        }
        Ok(())
    }

    pub(crate) fn tell(&mut self, notice: &Notice<'_>) {
        self.observer.notice(notice, self.journal.state());
    }
}
