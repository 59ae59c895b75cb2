//! When things happened in a run: every attempt of every step, every phase, every note in the plan.

use jiff::Timestamp;
use stopgate_journal::{Created, Event, Finding, Outcome, Record, Who};

/// One attempt of a step, from the record of its start.
#[derive(Clone, Debug)]
pub struct Attempt<'a> {
    /// Id of the step.
    pub step: &'a str,
    /// Counts from 1.
    pub number: u32,
    /// Number of the record that says that it began.
    pub record: u64,
    /// When it began, UTC.
    pub started: &'a str,
    /// When its end was recorded, UTC; none where nobody saw it end.
    pub ended: Option<&'a str>,
    /// Whether it did what was expected.
    pub passed: Option<bool>,
    /// What came of it.
    pub outcome: Option<&'a Outcome>,
    /// Why its outcome is not known.
    pub unknown: Option<&'a str>,
}

/// When a phase began, came to its stop-gate, and was decided on.
#[derive(Clone, Copy, Debug, Default)]
pub struct PhaseTimes<'a> {
    /// When it began, UTC.
    pub entered: Option<&'a str>,
    /// When all of its commands were done, UTC.
    pub at_gate: Option<&'a str>,
    /// When the last decision about it was made, UTC.
    pub decided: Option<&'a str>,
}

/// A note of the run in its plan.
#[derive(Clone, Debug)]
pub struct Written<'a> {
    /// When, UTC.
    pub at: &'a str,
    /// Number of the last record that the plan knows of.
    pub up_to: u64,
    /// SHA-256 of the plan before.
    pub before: &'a str,
    /// SHA-256 of the plan after.
    pub after: &'a str,
}

/// What a person said of a run outside of its stop-gates: what became of a step, or that it is rolled
/// back.
#[derive(Clone, Debug)]
pub struct Said<'a> {
    /// When, UTC.
    pub at: &'a str,
    /// Id of the step that it is about; none where it is about the run.
    pub step: Option<&'a str>,
    /// `happened`, `did-not-happen`, `redo` or `rollback`.
    pub word: &'static str,
    /// Why.
    pub reason: Option<&'a str>,
    /// The person.
    pub who: &'a Who,
}

/// What happened in a run, in order.
#[derive(Clone, Debug)]
pub struct History<'a> {
    /// What the run was created with.
    pub created: &'a Created,
    /// All attempts, in the order in which they began.
    pub attempts: Vec<Attempt<'a>>,
    /// The phases, in order.
    pub phases: Vec<PhaseTimes<'a>>,
    /// When the rollback was asked for, UTC.
    pub rollback: Option<&'a str>,
    /// What people said outside of the stop-gates.
    pub said: Vec<Said<'a>>,
    /// What was written into the plan.
    pub written: Vec<Written<'a>>,
    /// When the last record was written, UTC.
    pub latest: &'a str,
}

impl<'a> History<'a> {
    /// Of a journal; none where its first record does not create a run.
    pub fn of(records: &'a [Record]) -> Option<Self> {
        let first = records.first()?;
        let Event::RunCreated(created) = &first.event else {
            return None;
        };
        let mut history = Self {
            created,
            attempts: Vec::new(),
            phases: vec![PhaseTimes::default(); created.phases.len()],
            rollback: None,
            said: Vec::new(),
            written: Vec::new(),
            latest: &first.at,
        };
        for record in records {
            history.take(record);
        }
        Some(history)
    }

    /// The attempts of one step, in order.
    pub fn attempts_of(&self, step: &str) -> impl Iterator<Item = &Attempt<'a>> {
        let step = step.to_owned();
        self.attempts
            .iter()
            .filter(move |attempt| attempt.step == step)
    }

    fn take(&mut self, record: &'a Record) {
        self.latest = &record.at;
        match &record.event {
            Event::PhaseEntered { phase } => {
                self.at(*phase, |times| times.entered = Some(&record.at));
            }
            Event::GateReached { phase } => {
                self.at(*phase, |times| times.at_gate = Some(&record.at));
            }
            Event::Decided { phase, .. } => {
                self.at(*phase, |times| times.decided = Some(&record.at));
            }
            Event::RollbackBegan { who } => {
                self.rollback = Some(&record.at);
                self.say(record, None, ("rollback", None), who);
            }
            Event::Resolved {
                step,
                resolution,
                reason,
                who,
            } => self.say(record, Some(step), (resolution.name(), Some(reason)), who),
            Event::StepStarted { step, attempt } => self.attempts.push(Attempt {
                step,
                number: *attempt,
                record: record.seq,
                started: &record.at,
                ended: None,
                passed: None,
                outcome: None,
                unknown: None,
            }),
            Event::Probed {
                step,
                finding: Finding::Happened,
                ..
            } => self.open(step, |attempt| {
                attempt.unknown = None;
                attempt.passed = Some(true);
                attempt.ended = Some(&record.at);
            }),
            Event::OutcomeUnknown { step, reason } | Event::Interrupted { step, reason } => {
                self.open(step, |attempt| attempt.unknown = Some(reason));
            }
            Event::WroteBack {
                up_to,
                before,
                after,
            } => self.written.push(Written {
                at: &record.at,
                up_to: *up_to,
                before,
                after,
            }),
            _ => self.end(record),
        }
    }

    fn say(
        &mut self,
        record: &'a Record,
        step: Option<&'a str>,
        (word, reason): (&'static str, Option<&'a str>),
        who: &'a Who,
    ) {
        self.said.push(Said {
            at: &record.at,
            step,
            word,
            reason,
            who,
        });
    }

    fn at(&mut self, phase: usize, set: impl FnOnce(&mut PhaseTimes<'a>)) {
        if let Some(times) = self.phases.get_mut(phase) {
            set(times);
        }
    }

    fn end(&mut self, record: &'a Record) {
        let Some(end) = record.event.end() else {
            return;
        };
        self.open(end.step, |attempt| {
            attempt.unknown = None;
            attempt.passed = Some(end.passed);
            attempt.outcome = Some(end.outcome);
            attempt.ended = Some(&record.at);
        });
    }

    /// Changes the last attempt of a step.
    fn open(&mut self, step: &str, change: impl FnOnce(&mut Attempt<'a>)) {
        let mut attempts = self.attempts.iter_mut().rev();
        if let Some(attempt) = attempts.find(|attempt| attempt.step == step) {
            change(attempt);
        }
    }
}

/// Milliseconds from one time to another, both UTC, RFC 3339; 0 where the clock went back.
pub fn between(from: &str, to: &str) -> Option<u64> {
    let (from, to): (Timestamp, Timestamp) = (from.parse().ok()?, to.parse().ok()?);
    let passed = to.as_millisecond().saturating_sub(from.as_millisecond());
    Some(u64::try_from(passed).unwrap_or(0))
}
