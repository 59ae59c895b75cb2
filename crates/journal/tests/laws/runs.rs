//! Random runs, and every event that could be tried on them.

use std::time::Duration;

use stopgate_journal::{
    Created, Decision, Ending, Event, Finding, Limits, Met, Outcome, Output, PhasePlan, Resolution,
    State, Status, StepKind, StepPlan, StepState, Succession, UndoPlan, Who,
};
use stopgate_model::{Contract, Effect, Retry};

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

/// The error policies.
const POLICIES: &[&str] = &["stop", "continue", "fix", "rollback", "ask"];

/// A run with up to 3 phases of up to 4 steps, up to 3 undoings, and up to 2 corrections.
pub(crate) fn created(dice: &mut Dice) -> Created {
    let phases = 1 + dice.below(3);
    let apart = dice.once_in(2);
    let plans: Vec<PhasePlan> = (0..phases).map(|at| phase(dice, at, apart)).collect();
    let ids = plans.iter().flat_map(|phase| &phase.steps);
    let ids: Vec<String> = ids.map(|step| step.id.clone()).collect();
    let (undoings, corrections) = (dice.below(4), dice.below(3));
    let rollback = (0..undoings).map(|at| undo(dice, at, (phases, &ids)));
    let rollback = rollback.collect();
    let corrections = (0..corrections).map(|at| correction(dice, at, &ids));
    let corrections = corrections.collect();
    let name = dice.number();
    Created {
        run: format!("run-{name}"),
        plan: "plans/shop.md".into(),
        title: dice.once_in(2).then(|| text(dice)),
        format: "a-format".into(),
        digest: "d".repeat(64),
        approval: "shop.json".into(),
        approver: "ada".into(),
        environment: "e".into(),
        target: None,
        on_error: (*dice.pick(POLICIES)).into(),
        exists: vec!["db".into()],
        rollback,
        phases: plans,
        corrections,
        again: dice.once_in(4).then(|| text(dice)).into_iter().collect(),
        limits: Limits {
            phase_seconds: dice.once_in(2).then(|| dice.number() >> 30),
            run_seconds: dice.once_in(2).then(|| dice.number() >> 30),
        },
        succeeds: succession(name, &ids),
        semantics: 2,
    }
}

/// For every fourth run an earlier one that has done some of the steps. It has dice of its own, so that
/// what happens in the run is the same with it and without.
fn succession(seed: u64, ids: &[String]) -> Option<Succession> {
    let dice = &mut Dice::new(seed);
    if !dice.once_in(4) {
        return None;
    }
    let some = |dice: &mut Dice| -> Vec<String> {
        let some = ids.iter().filter(|_| dice.once_in(4));
        some.cloned().collect()
    };
    let done = some(dice);
    let kept = some(dice).into_iter().map(|id| (id.clone(), id)).collect();
    Some(Succession {
        run: text(dice),
        done,
        kept,
        left: Vec::new(),
    })
}

fn phase(dice: &mut Dice, at: usize, apart: bool) -> PhasePlan {
    let kinds = [
        StepKind::Command,
        StepKind::Command,
        StepKind::Command,
        StepKind::Manual,
        StepKind::Work,
    ];
    let mut steps: Vec<StepPlan> = Vec::new();
    for step in 0..dice.below(5) {
        let kind = *dice.pick(&kinds);
        let mut plan = plan(dice, format!("p{at}s{step}"), kind);
        if apart {
            put_apart(dice, &mut plan.contract, &steps);
        }
        steps.push(plan);
    }
    PhasePlan {
        steps,
        title: format!("Phase {at}"),
        digest: "e".repeat(64),
        stop_gate: None,
    }
}

/// Names a step, and lets it need some of those before it or stand in a group.
fn put_apart(dice: &mut Dice, contract: &mut Contract, before: &[StepPlan]) {
    contract.name = dice.once_in(2).then(|| format!("name-{}", dice.below(3)));
    let names = before.iter().filter_map(|step| step.contract.name.clone());
    if dice.once_in(2) {
        contract.needs = names.filter(|_| !dice.once_in(3)).collect();
    }
    contract.group = dice.once_in(2).then(|| format!("group-{}", dice.below(2)));
}

fn undo(dice: &mut Dice, at: usize, (phases, ids): (usize, &[String])) -> UndoPlan {
    let kinds = [StepKind::Rollback, StepKind::Rollback, StepKind::Manual];
    let kind = *dice.pick(&kinds);
    let paired = dice.once_in(2) && !ids.is_empty();
    let many = if paired { 1 + dice.below(2) } else { 0 };
    let steps = (0..many).map(|_| dice.pick(ids).clone()).collect();
    UndoPlan {
        phase: (!dice.once_in(4)).then(|| dice.below(phases)),
        steps,
        step: plan(dice, format!("u{at}"), kind),
    }
}

fn correction(dice: &mut Dice, at: usize, ids: &[String]) -> StepPlan {
    let mends = ids.iter().filter(|_| !dice.once_in(3)).cloned().collect();
    let attempts = dice.once_in(2).then(|| dice.below(3));
    let mut plan = plan(dice, format!("c{at}"), StepKind::Fix);
    plan.contract.attempts = attempts.and_then(|most| u32::try_from(most).ok());
    StepPlan { mends, ..plan }
}

fn plan(dice: &mut Dice, id: String, kind: StepKind) -> StepPlan {
    StepPlan {
        id,
        kind,
        command: text(dice),
        directory: ".".into(),
        expectations: vec![stopgate_model::Expectation::Exit(0)],
        timeout_seconds: 600,
        contract: contract(dice),
        mends: Vec::new(),
        agent: None,
    }
}

fn contract(dice: &mut Dice) -> Contract {
    let retry = Retry {
        times: 2,
        backoff_seconds: 1,
        on: Vec::new(),
    };
    Contract {
        effect: *dice.pick(&Effect::ALL),
        probe: dice.once_in(2).then(|| text(dice)),
        retry: dice.once_in(3).then_some(retry),
        always: dice.once_in(4),
        ..Contract::default()
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
    match dice.below(19) {
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
        12 => proven(ended(dice, step, attempt)),
        13 => Event::Interrupted { step, reason },
        14 => probed(dice, step),
        15 => scheduled(dice, step, attempt),
        16 => Event::Superseded { by: reason },
        17 => Event::Checkpoint {
            phase,
            commit: reason,
        },
        _ => Event::Recovered {
            torn: dice.number(),
        },
    }
}

/// An event that a runner or a person would think of next.
pub(crate) fn likely_event(dice: &mut Dice, state: &State) -> Event {
    let phase = state.phase().unwrap_or(0);
    if dice.once_in(12) {
        return wrote_back(dice);
    }
    match state.status() {
        Status::Waiting | Status::Stopped => likely_decision(dice, state, phase),
        Status::Unknown => likely_word(dice, state),
        Status::Passed => Event::RollbackBegan { who: who() },
        Status::RolledBack | Status::Superseded => Event::Recovered { torn: 7 },
        Status::Running | Status::Failed => likely_step(dice, state),
    }
}

/// A person speaks, or something that ran beside what was lost goes on.
fn likely_word(dice: &mut Dice, state: &State) -> Event {
    let running = state.running().next().map(|step| step.id.clone());
    let failed = state.plans().iter().find(|step| is_failed(state, step));
    let attempts = |id: &str| state.step(id).map_or(0, |step| step.attempts);
    match (running, failed.map(|step| step.id.clone())) {
        (Some(step), _) if !dice.once_in(3) => {
            let attempt = attempts(&step);
            match dice.below(3) {
                0 => proven(ended(dice, step, attempt)),
                _ => of_running(dice, step, attempt),
            }
        }
        (_, Some(step)) if dice.once_in(3) => probed(dice, step),
        (_, Some(step)) if dice.once_in(3) => {
            let attempt = attempts(&step) + 1;
            scheduled(dice, step, attempt)
        }
        _ => resolved(dice, state.unknown().map_or("", |step| &step.id).into()),
    }
}

fn likely_step(dice: &mut Dice, state: &State) -> Event {
    let tries = |id: &str| state.step(id).map_or(0, |step| step.attempts);
    let running: Vec<String> = state.running().map(|step| step.id.clone()).collect();
    let fixes = state.plans().iter().filter(|step| is_failed(state, step));
    let fixes = fixes.flat_map(|step| state.corrections(step));
    let mut next: Vec<String> = state.ready().map(|step| step.id.clone()).collect();
    if state.status() == Status::Failed {
        next.extend(fixes.chain(state.always()).map(|step| step.id.clone()));
    }
    if !running.is_empty() && (next.is_empty() || !dice.once_in(3)) {
        let step = dice.pick(&running).clone();
        let attempt = tries(&step);
        return of_running(dice, step, attempt);
    }
    if next.is_empty() {
        return at_end(state);
    }
    let step = dice.pick(&next).clone();
    let attempt = tries(&step) + 1;
    match dice.below(24) {
        0 | 1 => Event::StepSkipped {
            step,
            reason: text(dice),
        },
        2 | 3 => scheduled(dice, step, attempt),
        4 | 5 => probed(dice, step),
        6 if dice.once_in(4) => Event::Superseded { by: text(dice) },
        7 => Event::Checkpoint {
            phase: 0,
            commit: text(dice),
        },
        _ => Event::StepStarted { step, attempt },
    }
}

fn is_failed(state: &State, step: &StepPlan) -> bool {
    let step = state.step(&step.id);
    step.is_some_and(|step| step.state == StepState::Failed)
}

fn of_running(dice: &mut Dice, step: String, attempt: u32) -> Event {
    let reason = text(dice);
    match dice.below(12) {
        0 => Event::OutcomeUnknown { step, reason },
        1 => Event::Interrupted { step, reason },
        2 => probed(dice, step),
        3 => proven(ended(dice, step, attempt)),
        _ => ended(dice, step, attempt),
    }
}

/// What comes where no step is left to start.
fn at_end(state: &State) -> Event {
    if let Some(phase) = state.next_phase() {
        Event::PhaseEntered { phase }
    } else if state.is_rolling_back() {
        Event::RolledBack
    } else {
        let phase = state.phase().unwrap_or(0);
        Event::GateReached { phase }
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
    let all = forward.chain(back).chain(&created.corrections);
    let mut ids: Vec<&str> = all.map(|step| step.id.as_str()).collect();
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
        bytes: dice.number(),
        sha256: "f".repeat(64),
        head: text(dice),
        tail: text(dice),
        masked: 1,
    };
    let outcome = Outcome {
        ending: dice.pick(&endings).clone(),
        duration: Duration::from_micros(dice.number() >> 12),
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

/// The same outcome, as a supervisor recorded it.
fn proven(ended: Event) -> Event {
    match ended {
        Event::StepEnded {
            step,
            attempt,
            passed,
            outcome,
        } => Event::OutcomeProven {
            step,
            attempt,
            passed,
            outcome,
        },
        other => other,
    }
}

fn probed(dice: &mut Dice, step: String) -> Event {
    let findings = [Finding::Happened, Finding::DidNotHappen, Finding::Unclear];
    let finding = *dice.pick(&findings);
    match ended(dice, step, 0) {
        Event::StepEnded { step, outcome, .. } => Event::Probed {
            step,
            finding,
            outcome,
        },
        other => other,
    }
}

fn scheduled(dice: &mut Dice, step: String, attempt: u32) -> Event {
    Event::RetryScheduled {
        step,
        attempt,
        seconds: dice.number(),
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
