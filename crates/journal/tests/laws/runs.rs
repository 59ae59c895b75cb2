//! Random runs, and every event that could be tried on them.

use std::time::Duration;

use stopgate_journal::{
    Created, Decision, Ending, Event, Met, Outcome, Output, PhasePlan, Resolution, State, Status,
    StepKind, StepPlan, UndoPlan, Who,
};

use crate::dice::Dice;

/// Text that has to survive being written: quotes, line ends, controls, what looks like a hash.
const TEXTS: &[&str] = &[
    "make all",
    "printf 'a\\nb' \"$HOME\"\r\n\tdone",
    "déjà vu 日本語 🚦 \u{2028}\u{202e}",
    "\u{0}\u{1b}[31m\u{7f}\u{85}",
    "\",\"hash\":\"0000\"}",
    "",
];

/// A run with up to 3 phases of up to 3 steps, and up to 3 undoings.
pub(crate) fn created(dice: &mut Dice) -> Created {
    let phases = 1 + dice.below(3);
    let plans: Vec<PhasePlan> = (0..phases).map(|at| phase(dice, at)).collect();
    let undoings = dice.below(4);
    Created {
        run: format!("run-{}", dice.next()),
        plan: "plans/shop.md".into(),
        title: dice.once_in(2).then(|| text(dice)),
        format: "a-format".into(),
        digest: "d".repeat(64),
        approval: "shop.json".into(),
        approver: "ada".into(),
        environment: "e".into(),
        target: None,
        on_error: "stop".into(),
        exists: vec!["db".into()],
        rollback: (0..undoings).map(|at| undo(dice, at, phases)).collect(),
        phases: plans,
        corrections: Vec::new(),
        again: Vec::new(),
        limits: stopgate_journal::Limits::default(),
        semantics: 1,
    }
}

fn phase(dice: &mut Dice, at: usize) -> PhasePlan {
    let kinds = [
        StepKind::Command,
        StepKind::Command,
        StepKind::Manual,
        StepKind::Work,
    ];
    let steps = (0..dice.below(4)).map(|step| {
        let kind = *dice.pick(&kinds);
        plan(dice, format!("p{at}s{step}"), kind)
    });
    PhasePlan {
        steps: steps.collect(),
        title: format!("Phase {at}"),
        digest: "e".repeat(64),
        stop_gate: None,
    }
}

fn undo(dice: &mut Dice, at: usize, phases: usize) -> UndoPlan {
    let kinds = [StepKind::Rollback, StepKind::Rollback, StepKind::Manual];
    let kind = *dice.pick(&kinds);
    UndoPlan {
        step: plan(dice, format!("u{at}"), kind),
        phase: (!dice.once_in(4)).then(|| dice.below(phases)),
        steps: Vec::new(),
    }
}

fn plan(dice: &mut Dice, id: String, kind: StepKind) -> StepPlan {
    StepPlan {
        id,
        kind,
        command: text(dice),
        directory: ".".into(),
        expectations: vec![stopgate_model::Expectation::Exit(0)],
        timeout_seconds: 600,
        contract: stopgate_model::Contract::default(),
        mends: Vec::new(),
    }
}

pub(crate) fn text(dice: &mut Dice) -> String {
    (*dice.pick(TEXTS)).to_owned()
}

/// An event of any kind about anything, whether or not it fits.
pub(crate) fn any_event(dice: &mut Dice, created: &Created) -> Event {
    let phase = match dice.below(24) {
        0 => usize::MAX,
        _ => dice.below(created.phases.len() + 1),
    };
    let step = any_step(dice, created);
    let attempt = match dice.below(24) {
        0 => u32::MAX,
        _ => u32::try_from(dice.below(4)).unwrap_or(0),
    };
    let reason = text(dice);
    match dice.below(13) {
        0 => Event::RunCreated(Box::new(created.clone())),
        1 => Event::PhaseEntered { phase },
        2 => Event::StepStarted { step, attempt },
        3 => ended(dice, step, attempt),
        4 => Event::StepSkipped { step, reason },
        5 => Event::OutcomeUnknown { step, reason },
        6 => resolved(dice, step),
        7 => Event::GateReached { phase },
        8 => decided(dice, created, phase),
        9 => Event::RollbackBegan { who: who() },
        10 => Event::RolledBack,
        11 => wrote_back(dice),
        _ => Event::Recovered { torn: dice.next() },
    }
}

/// An event that a runner or a person would think of next.
pub(crate) fn likely_event(dice: &mut Dice, state: &State) -> Event {
    let attempts = |id: &str| state.step(id).map_or(0, |step| step.attempts);
    let phase = state.phase().unwrap_or(0);
    let reason = text(dice);
    if dice.once_in(12) {
        return wrote_back(dice);
    }
    match state.status() {
        Status::Waiting | Status::Stopped => likely_decision(dice, state, phase),
        Status::Unknown => resolved(dice, state.unknown().map_or("", |step| &step.id).into()),
        Status::Passed => Event::RollbackBegan { who: who() },
        Status::RolledBack | Status::Superseded => Event::Recovered { torn: 7 },
        Status::Running | Status::Failed => {
            if let Some(step) = state.running().next().map(|step| step.id.clone()) {
                let attempt = attempts(&step);
                return match dice.below(8) {
                    0 => Event::OutcomeUnknown { step, reason },
                    _ => ended(dice, step, attempt),
                };
            }
            match (
                state.next_step().map(|step| step.id.clone()),
                state.next_phase(),
            ) {
                (Some(step), _) if dice.once_in(8) => Event::StepSkipped { step, reason },
                (Some(step), _) => Event::StepStarted {
                    attempt: attempts(&step) + 1,
                    step,
                },
                (None, Some(phase)) => Event::PhaseEntered { phase },
                (None, None) if state.is_rolling_back() => Event::RolledBack,
                (None, None) => Event::GateReached { phase },
            }
        }
    }
}

fn likely_decision(dice: &mut Dice, state: &State, phase: usize) -> Event {
    let go = !dice.once_in(4);
    Event::Decided {
        phase,
        decision: if go { Decision::Go } else { Decision::NoGo },
        reason: Some(text(dice)),
        confirmed: state
            .unconfirmed(phase)
            .map(|step| step.id.clone())
            .collect(),
        who: who(),
    }
}

fn any_step(dice: &mut Dice, created: &Created) -> String {
    let forward = created.phases.iter().flat_map(|phase| &phase.steps);
    let back = created.rollback.iter().map(|undo| &undo.step);
    let mut ids: Vec<&str> = forward.chain(back).map(|step| step.id.as_str()).collect();
    ids.push("nothing");
    (*dice.pick(&ids)).to_owned()
}

fn ended(dice: &mut Dice, step: String, attempt: u32) -> Event {
    let endings = [
        Ending::Exit(0),
        Ending::Exit(-1),
        Ending::Signal(9),
        Ending::TimedOut,
        Ending::NotStarted("no shell".into()),
    ];
    let output = Output {
        bytes: dice.next(),
        sha256: "f".repeat(64),
        head: text(dice),
        tail: text(dice),
        masked: 1,
    };
    let outcome = Outcome {
        ending: dice.pick(&endings).clone(),
        duration: Duration::from_micros(dice.next() >> 12),
        output,
        met: vec![Met::Yes, Met::ByPerson],
        left_behind: 0,
    };
    Event::StepEnded {
        step,
        attempt,
        passed: !dice.once_in(4),
        outcome: Box::new(outcome),
    }
}

fn resolved(dice: &mut Dice, step: String) -> Event {
    let all = [
        Resolution::Happened,
        Resolution::DidNotHappen,
        Resolution::Redo,
    ];
    Event::Resolved {
        step,
        resolution: *dice.pick(&all),
        reason: text(dice),
        who: who(),
    }
}

/// Often confirms just what the phase asks for, else anything.
fn decided(dice: &mut Dice, created: &Created, phase: usize) -> Event {
    let steps = created
        .phases
        .get(phase)
        .map(|phase| phase.steps.as_slice());
    let by_person = |step: &&StepPlan| !step.kind.is_automatic();
    let steps = steps.unwrap_or_default().iter().filter(by_person);
    let mut confirmed: Vec<String> = steps.map(|step| step.id.clone()).collect();
    match dice.below(6) {
        0 => confirmed.push(any_step(dice, created)),
        1 | 2 => {
            confirmed.pop();
        }
        3 => confirmed.clear(),
        _ => {}
    }
    let decision = if dice.once_in(3) {
        Decision::NoGo
    } else {
        Decision::Go
    };
    Event::Decided {
        phase,
        decision,
        reason: dice.once_in(2).then(|| text(dice)),
        confirmed,
        who: who(),
    }
}

fn wrote_back(dice: &mut Dice) -> Event {
    let up_to = match dice.below(8) {
        0 => u64::MAX,
        _ => u64::try_from(dice.below(12)).unwrap_or(0),
    };
    Event::WroteBack {
        up_to,
        before: "a".repeat(64),
        after: "b".repeat(64),
    }
}

pub(crate) fn who() -> Who {
    Who {
        name: "ada".into(),
        method: "ssh".into(),
        signed: Some("go-1.json".into()),
    }
}

/// The name that the kind of an event has in a journal.
pub(crate) fn kind(event: &Event) -> &'static str {
    match event {
        Event::RunCreated(_) => "run-created",
        Event::PhaseEntered { .. } => "phase-entered",
        Event::StepStarted { .. } => "step-started",
        Event::StepEnded { .. } => "step-ended",
        Event::StepSkipped { .. } => "step-skipped",
        Event::OutcomeUnknown { .. } => "outcome-unknown",
        Event::Resolved { .. } => "resolved",
        Event::GateReached { .. } => "gate-reached",
        Event::Decided { .. } => "decided",
        Event::RollbackBegan { .. } => "rollback-began",
        Event::RolledBack => "rolled-back",
        Event::WroteBack { .. } => "wrote-back",
        Event::Recovered { .. } => "recovered",
        Event::OutcomeProven { .. } => "outcome-proven",
        Event::Interrupted { .. } => "interrupted",
        Event::Probed { .. } => "probed",
        Event::RetryScheduled { .. } => "retry-scheduled",
        Event::Superseded { .. } => "superseded",
        Event::Checkpoint { .. } => "checkpoint",
    }
}
