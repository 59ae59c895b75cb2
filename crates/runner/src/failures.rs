//! What follows a failure: another try, a correction, the steps that always run, or nothing
//! (EXECUTION.md b.5).

use std::time::Duration;

use stopgate_journal::{
    Ending, Event, Finding, Outcome, Status, StepKind, StepPlan, StepState, Store,
};
use stopgate_model::{Effect, Retry, RetryOn};

use crate::{Notice, RunFailure, Runner};

/// Longest time before a step is tried again.
const LONGEST_BACKOFF: u64 = 3600;

/// What happens when a step fails.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ErrorPolicy {
    /// Nothing more is started.
    Stop,
    /// Steps go on that need none of those that failed; the run fails at the end of the phase.
    Continue,
    /// What the plan knows to mend it is carried out, and the step again; a bounded number of times.
    Fix,
    /// Nothing more is started, and what was done is undone once a person says so.
    Rollback,
    /// A person is asked.
    Ask,
}

impl ErrorPolicy {
    /// All of them.
    pub const ALL: [Self; 5] = [
        Self::Stop,
        Self::Continue,
        Self::Fix,
        Self::Rollback,
        Self::Ask,
    ];

    /// The name on the command line and in the journal.
    pub fn name(self) -> &'static str {
        match self {
            Self::Stop => "stop",
            Self::Continue => "continue",
            Self::Fix => "fix",
            Self::Rollback => "rollback",
            Self::Ask => "ask",
        }
    }

    /// The one with this name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|policy| policy.name() == name)
    }
}

impl<S: Store> Runner<'_, S> {
    /// The step that is started next, where one may be.
    pub(crate) fn next_to_start(&self) -> Option<&StepPlan> {
        let state = self.state();
        if state.status() == Status::Unknown || self.is_off_plan() {
            return None;
        }
        let idle = state.running().next().is_none();
        if state.running().any(|step| step.agent.is_some()) {
            return None;
        }
        let waits = |step: &&StepPlan| {
            let due = self.due.iter().find(|(_, id)| *id == step.id);
            due.is_some_and(|(time, _)| *time > self.clock.monotonic())
        };
        // An agent works alone: what changes beside it would be held to be its work.
        let fit = |step: &&StepPlan| {
            let alone = idle || step.agent.is_none();
            alone && !self.failed.contains(&step.id) && !waits(step)
        };
        if self.failed.is_empty() || self.policy() == ErrorPolicy::Continue {
            let next = state.ready().find(fit);
            return next.or_else(|| state.always().find(fit).filter(|_| idle && self.is_stuck()));
        }
        if !idle {
            return None;
        }
        self.correction().or_else(|| state.always().find(fit))
    }

    /// A step that always runs, and failed, has to run anew once a step before it is tried again.
    pub(crate) fn forget_reopened(&mut self) {
        let state = self.state();
        let is_failed = |id: &String| {
            let step = state.step(id);
            step.is_some_and(|step| step.state == StepState::Failed)
        };
        let still = self.failed.iter().filter(|id| is_failed(id));
        self.failed = still.cloned().collect();
    }

    /// True where an agent left another plan than was approved: nothing more of it is carried out.
    fn is_off_plan(&self) -> bool {
        let mut failed = self.failed.iter();
        failed.any(|id| {
            let step = self.state().step(id);
            let outcome = step.and_then(|step| step.outcome.as_ref());
            outcome.is_some_and(|outcome| outcome.ending == Ending::PlanChanged)
        })
    }

    /// True where a step failed and nothing else is left to do.
    fn is_stuck(&self) -> bool {
        let always = |(_, id): &(Duration, String)| self.is_always(id);
        !self.failed.is_empty() && self.due.iter().all(always)
    }

    fn is_always(&self, id: &str) -> bool {
        self.state()
            .plan(id)
            .is_some_and(|step| step.contract.always)
    }

    /// The correction that was tried least, for the first step that failed.
    fn correction(&self) -> Option<&StepPlan> {
        let state = self.state();
        if self.policy() != ErrorPolicy::Fix || state.is_rolling_back() {
            return None;
        }
        let failed = state
            .plans()
            .iter()
            .find(|step| step.kind != StepKind::Fix && self.failed.contains(&step.id))?;
        let tried = |step: &&StepPlan| state.step(&step.id).map_or(0, |step| step.attempts);
        let fit = state
            .corrections(failed)
            .filter(|step| !self.failed.contains(&step.id));
        fit.min_by_key(tried)
    }

    fn policy(&self) -> ErrorPolicy {
        ErrorPolicy::named(&self.state().created().on_error).unwrap_or(ErrorPolicy::Stop)
    }

    /// A correction that passed gives the steps that it mends another try.
    pub(crate) fn mended(&mut self, step: &StepPlan) {
        for mended in &step.mends {
            self.failed.remove(mended);
        }
    }

    /// A step failed: it is tried again where its contract says so, else the error policy decides.
    pub(crate) fn failed(
        &mut self,
        step: &StepPlan,
        attempt: u32,
        outcome: &Outcome,
    ) -> Result<(), RunFailure> {
        let retry = step.contract.retry.as_ref();
        // How often a correction is tried is the word of what it mends; without time nothing is tried.
        let in_time = step.contract.always || self.state().time_left() != Some(Duration::ZERO);
        let may = in_time && step.kind != StepKind::Fix;
        let retry =
            retry.filter(|retry| may && attempt <= retry.times && is_on(retry, &outcome.ending));
        let Some(retry) = retry else {
            self.failed.insert(step.id.clone());
            return Ok(());
        };
        if step.contract.effect == Effect::Once && !self.has_not_happened(step)? {
            let done = self.state().step(&step.id);
            if done.is_none_or(|step| step.state != StepState::Passed) {
                self.failed.insert(step.id.clone());
            }
            return Ok(());
        }
        let doubled = 1_u64.checked_shl(attempt - 1).unwrap_or(u64::MAX);
        let seconds = retry
            .backoff_seconds
            .saturating_mul(doubled)
            .min(LONGEST_BACKOFF);
        self.stage(&Event::RetryScheduled {
            step: step.id.clone(),
            attempt: attempt + 1,
            seconds,
        })?;
        let at = self.clock.monotonic() + Duration::from_secs(seconds);
        self.due.push((at, step.id.clone()));
        self.commit()?;
        self.tell(&Notice::Retry(step, seconds));
        Ok(())
    }

    /// Whether the probe of a step says that nothing of it has happened.
    fn has_not_happened(&mut self, step: &StepPlan) -> Result<bool, RunFailure> {
        let finding = self.probe(step)?;
        Ok(finding == Some(Finding::DidNotHappen))
    }

    /// How long until the next step is to be tried again; none where none is, or nothing more starts.
    pub(crate) fn until_due(&self) -> Option<Duration> {
        if self.state().status() == Status::Unknown {
            return None;
        }
        let goes_on = self.failed.is_empty() || self.policy() == ErrorPolicy::Continue;
        let due = self.due.iter();
        let due = due.filter(|(_, id)| goes_on || self.is_always(id));
        let next = due.map(|(time, _)| *time).min()?;
        Some(next.saturating_sub(self.clock.monotonic()))
    }
}

fn is_on(retry: &Retry, ending: &Ending) -> bool {
    let fits = |on: &RetryOn| match (on, ending) {
        (RetryOn::Exit(code), Ending::Exit(ended)) => code == ended,
        (RetryOn::Timeout, Ending::TimedOut) => true,
        _ => false,
    };
    retry.on.is_empty() || retry.on.iter().any(fits)
}
