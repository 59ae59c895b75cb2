//! What a plan is told about its run: intents, made from the records of the journal.
//!
//! The same records always give the same intents, each with the number of the record that closed it,
//! so that a plan that was told twice says it once.

use std::collections::HashMap;

use stopgate_formats::{EditIntent, OutcomeNote, PhaseRecord, ProgressNote, StepBox, StepRecord};
use stopgate_journal::{
    Decision, Ending, Event, Outcome, Record, State, Step, StepPlan, StepState,
};

/// The intents for everything that happened behind record number `after`.
pub fn intents(records: &[Record], after: u64) -> Vec<EditIntent> {
    let mut account = Account::default();
    for record in records {
        account.is_told = record.seq <= after;
        account.take(record);
    }
    account.intents
}

#[derive(Default)]
struct Account {
    state: Option<State>,
    /// Ids of the steps that ended, or were confirmed, since the last entry, with how.
    since: Vec<String>,
    intents: Vec<EditIntent>,
    /// True while records are taken that the plan knows of: a long journal holds little else.
    is_told: bool,
}

impl Account {
    fn take(&mut self, record: &Record) {
        let applied = match &mut self.state {
            None => State::first(&record.event, &record.at).map(|state| self.state = Some(state)),
            Some(state) => state.apply(&record.event, &record.at),
        };
        // Records come out of a journal that was read, so each of them can follow.
        let (Ok(()), Some(state)) = (applied, self.state.take()) else {
            return;
        };
        self.tell(record, &state);
        self.state = Some(state);
    }

    fn tell(&mut self, record: &Record, state: &State) {
        match &record.event {
            Event::StepEnded { step, passed, .. } | Event::OutcomeProven { step, passed, .. } => {
                self.since.push(step.clone());
                if !passed {
                    self.stop(record, state, &format!("step {step} failed"));
                }
            }
            Event::StepSkipped { step, .. } | Event::Probed { step, .. } => {
                self.since.push(step.clone());
            }
            Event::RetryScheduled { step, .. } => self.take_back(record, step),
            Event::Superseded { by } => {
                self.entry(record, state, format!("superseded by run {by}"), None);
            }
            Event::OutcomeUnknown { step, reason } => {
                self.since.push(step.clone());
                self.stop(
                    record,
                    state,
                    &format!("the outcome of step {step} is unknown, {reason}"),
                );
            }
            Event::Resolved { step, who, .. } => {
                self.since.push(step.clone());
                let outcome = format!("step {step} resolved");
                self.entry(record, state, outcome, Some(who.name.clone()));
            }
            Event::GateReached { .. } if !self.since.is_empty() => {
                let outcome = "all steps passed, waiting at the stop-gate".to_owned();
                self.entry(record, state, outcome, None);
            }
            Event::Decided { .. } => self.decided(record, state),
            Event::RolledBack => {
                self.entry(record, state, "rolled back".to_owned(), None);
                self.progress(record, state, "rolled back".to_owned(), true);
            }
            _ => {}
        }
    }

    fn decided(&mut self, record: &Record, state: &State) {
        let Event::Decided {
            phase,
            decision,
            reason,
            confirmed,
            who,
        } = &record.event
        else {
            return;
        };
        self.since.extend(confirmed.iter().cloned());
        if self.is_told {
            self.since.clear();
            return;
        }
        let title = state.created().phases[*phase].title.clone();
        let steps = state
            .plans()
            .iter()
            .filter(|step| confirmed.contains(&step.id));
        self.intents.extend(steps.map(|step| {
            EditIntent::SetStepBox(StepBox {
                text: step.command.clone(),
                phase: Some(title.clone()),
                ticked: true,
            })
        }));
        let mut outcome = decision.name().to_owned();
        if let Some(reason) = reason {
            outcome = format!("{outcome}: {reason}");
        }
        self.entry(record, state, outcome, Some(who.name.clone()));
        match decision {
            Decision::Go => {
                let text = format!("{title}: done, go by {}", who.name);
                self.progress(record, state, text, true);
                if *phase + 1 == state.created().phases.len() {
                    self.outcome(record, state);
                }
            }
            Decision::NoGo => {
                let text = format!(
                    "{title}: stopped, no-go by {}{}",
                    who.name,
                    remaining(state)
                );
                self.progress(record, state, text, false);
            }
        }
    }

    /// A failure after which the step is tried again stops nothing.
    fn take_back(&mut self, record: &Record, step: &str) {
        let before = record.seq - 1;
        let of_failure = |intent: &EditIntent| match intent {
            EditIntent::RecordPhase(phase) => phase.entry == before,
            EditIntent::Progress(progress) => progress.entry == before,
            _ => false,
        };
        if self.intents.iter().any(of_failure) {
            self.intents.retain(|intent| !of_failure(intent));
            self.since.push(step.to_owned());
        }
    }

    /// A stop that nobody asked for.
    fn stop(&mut self, record: &Record, state: &State, what: &str) {
        if self.is_told {
            self.since.clear();
            return;
        }
        self.entry(record, state, what.to_owned(), None);
        let text = format!("{}: {what}{}", title(state), remaining(state));
        self.progress(record, state, text, false);
    }

    fn entry(&mut self, record: &Record, state: &State, outcome: String, who: Option<String>) {
        let mut ids: Vec<String> = std::mem::take(&mut self.since);
        ids.dedup();
        if self.is_told {
            return;
        }
        let plans: HashMap<&str, &StepPlan> = state
            .plans()
            .iter()
            .map(|step| (step.id.as_str(), step))
            .collect();
        let steps = ids
            .iter()
            .filter_map(|id| Some(evidence(plans.get(id.as_str())?, state.step(id)?)));
        self.intents.push(EditIntent::RecordPhase(PhaseRecord {
            run: state.created().run.clone(),
            entry: record.seq,
            phase: title(state),
            outcome,
            when: stamp(&record.at),
            who,
            steps: steps.collect(),
        }));
    }

    fn progress(&mut self, record: &Record, state: &State, text: String, done: bool) {
        if self.is_told {
            return;
        }
        let phase = state
            .phase()
            .map(|phase| state.created().phases[phase].title.clone());
        self.intents.push(EditIntent::Progress(ProgressNote {
            run: state.created().run.clone(),
            entry: record.seq,
            when: stamp(&record.at),
            phase: phase.filter(|_| !state.is_rolling_back()),
            text,
            done,
        }));
    }

    fn outcome(&mut self, record: &Record, state: &State) {
        let commands = state.plans().iter().filter(|step| {
            step.is_automatic()
                && state
                    .step(&step.id)
                    .is_some_and(|step| step.state == StepState::Passed)
        });
        let text = format!(
            "{} phases and {} commands passed",
            state.created().phases.len(),
            commands.count()
        );
        self.intents.push(EditIntent::Outcome(OutcomeNote {
            run: state.created().run.clone(),
            when: stamp(&record.at),
            text,
        }));
    }
}

/// What the entry is about: the phase that was begun last, or the rollback.
fn title(state: &State) -> String {
    match state.phase() {
        Some(phase) if !state.is_rolling_back() => state.created().phases[phase].title.clone(),
        _ => "Rollback".to_owned(),
    }
}

/// `; 2 of 3 commands done, 1 remains`
fn remaining(state: &State) -> String {
    let Some(phase) = state.phase().filter(|_| !state.is_rolling_back()) else {
        return String::new();
    };
    let steps = &state.created().phases[phase].steps;
    let all = steps.iter().filter(|step| step.is_automatic());
    let done = |step: &&StepPlan| {
        state
            .step(&step.id)
            .is_some_and(|step| step.state.is_done())
    };
    let (done, all) = (all.clone().filter(done).count(), all.count());
    format!("; {done} of {all} commands done, {} remain", all - done)
}

fn evidence(plan: &StepPlan, step: &Step) -> StepRecord {
    let mut evidence = StepRecord {
        id: plan.id.clone(),
        command: plan.command.clone(),
        directory: if plan.is_automatic() {
            plan.directory.clone()
        } else {
            String::new()
        },
        exit: step
            .note
            .clone()
            .unwrap_or_else(|| step.state.name().to_owned()),
        when: stamp(&step.at),
        ..StepRecord::default()
    };
    // What a person said of a step comes after, and outweighs, what was seen of an earlier attempt.
    if let (Some(outcome), None) = (&step.outcome, &step.note) {
        evidence.exit = ending(&outcome.ending);
        evidence.duration = seconds(outcome);
        evidence.sha256.clone_from(&outcome.output.sha256);
        evidence.excerpt = excerpt(outcome);
    }
    evidence
}

/// How a command ended, in words: `exit 0`, `signal 9`, `timed out`.
pub fn ending(ending: &Ending) -> String {
    match ending {
        Ending::Exit(code) => format!("exit {code}"),
        Ending::Signal(signal) => format!("signal {signal}"),
        Ending::TimedOut => "timed out".to_owned(),
        Ending::Tampered(path) => format!("{path} was changed while it ran"),
        Ending::NotStarted(why) => format!("not started: {why}"),
        Ending::Overstepped(paths) => format!(
            "changed while it worked, and not among what it may write: {}",
            paths.join(", ")
        ),
        Ending::PlanChanged => "the plan is not what was approved any more".to_owned(),
    }
}

fn seconds(outcome: &Outcome) -> String {
    format!("{:.1} s", outcome.duration.as_secs_f64())
}

/// Head and tail of the output; what is between is counted.
fn excerpt(outcome: &Outcome) -> String {
    let output = &outcome.output;
    if output.tail.is_empty() {
        return output.head.clone();
    }
    let kept = (output.head.len() + output.tail.len()) as u64;
    format!(
        "{}\n… {} bytes …\n{}",
        output.head,
        output.bytes.saturating_sub(kept),
        output.tail
    )
}

/// `2026-11-28T03:42:59.123Z` is `2026-11-28 03:42Z` in a plan.
fn stamp(at: &str) -> String {
    match (at.get(..10), at.get(11..16)) {
        (Some(day), Some(time)) => format!("{day} {time}Z"),
        _ => at.to_owned(),
    }
}
