//! Random plans, as they were approved.

use stopgate_journal::{Created, Limits, PhasePlan, StepKind, StepPlan, UndoPlan};
use stopgate_model::{Contract, Effect, Retry, RetryOn};

use crate::dice::Dice;

/// The error policies.
pub(crate) const POLICIES: [&str; 5] = ["stop", "continue", "fix", "rollback", "ask"];

/// A plan of up to 3 phases with up to 6 steps each, what undoes them, and what mends them.
pub(crate) fn created(dice: &mut Dice) -> Created {
    let count = 1 + dice.below(3);
    let phases: Vec<PhasePlan> = (0..count).map(|at| phase(dice, at)).collect();
    let forward = phases.iter().flat_map(|phase| &phase.steps);
    let ids: Vec<String> = forward.map(|step| step.id.clone()).collect();
    let mut rollback = pairs(dice, &ids);
    for at in 0..dice.below(4) {
        rollback.push(UndoPlan {
            step: step(dice, format!("undo-{at}"), StepKind::Rollback),
            phase: (!dice.once_in(3)).then(|| dice.below(count)),
            steps: Vec::new(),
        });
    }
    let corrections = (0..dice.below(3)).map(|at| correction(dice, at, &ids));
    let corrections = corrections.collect();
    Created {
        on_error: (*dice.pick(&POLICIES)).to_owned(),
        ..bare(phases, rollback, corrections)
    }
}

/// A run of phases and no more, that stops on errors.
pub(crate) fn bare(
    phases: Vec<PhasePlan>,
    rollback: Vec<UndoPlan>,
    corrections: Vec<StepPlan>,
) -> Created {
    Created {
        run: "run".to_owned(),
        plan: "plan.md".to_owned(),
        title: None,
        format: "any".to_owned(),
        digest: "d".to_owned(),
        approval: "a".to_owned(),
        approver: "ada".to_owned(),
        environment: "e".to_owned(),
        target: None,
        on_error: "stop".to_owned(),
        exists: Vec::new(),
        phases,
        rollback,
        corrections,
        again: Vec::new(),
        limits: Limits::default(),
        succeeds: None,
        semantics: 2,
    }
}

fn phase(dice: &mut Dice, at: usize) -> PhasePlan {
    let apart = dice.once_in(2);
    let mut steps: Vec<StepPlan> = Vec::new();
    for place in 0..dice.below(7) {
        let kind = if dice.once_in(6) {
            StepKind::Manual
        } else {
            StepKind::Command
        };
        let mut step = step(dice, format!("step-{at}-{place}"), kind);
        if apart {
            step.contract.name = dice.once_in(2).then(|| format!("name-{place}"));
            let group = usize::from(dice.once_in(5));
            step.contract.group = (!dice.once_in(4)).then(|| format!("group-{group}"));
            let commands = steps.iter().filter(|step| step.kind == StepKind::Command);
            let names = commands.filter_map(|step| step.contract.name.clone());
            let needs = dice.once_in(2);
            step.contract.needs = names.filter(|_| needs && dice.once_in(2)).collect();
        }
        steps.push(step);
    }
    phase_of(at, steps)
}

/// A phase with these steps.
pub(crate) fn phase_of(at: usize, steps: Vec<StepPlan>) -> PhasePlan {
    PhasePlan {
        title: format!("Phase {at}"),
        digest: "p".to_owned(),
        stop_gate: None,
        steps,
    }
}

/// What undoes single steps, in reverse of how they stand, as a plan is bound.
fn pairs(dice: &mut Dice, ids: &[String]) -> Vec<UndoPlan> {
    let undone: Vec<&String> = ids.iter().filter(|_| dice.once_in(3)).collect();
    let undo = |id: &&String| UndoPlan {
        step: step(dice, format!("undo-of-{id}"), StepKind::Rollback),
        phase: None,
        steps: vec![(*id).clone()],
    };
    undone.iter().rev().map(undo).collect()
}

fn correction(dice: &mut Dice, at: usize, ids: &[String]) -> StepPlan {
    let mends = ids.iter().filter(|_| dice.once_in(2)).cloned().collect();
    let mut plan = step(dice, format!("fix-{at}"), StepKind::Fix);
    plan.contract.attempts = dice.once_in(2).then_some(1);
    StepPlan { mends, ..plan }
}

fn step(dice: &mut Dice, id: String, kind: StepKind) -> StepPlan {
    let effects = [Effect::Read, Effect::Idempotent, Effect::Once, Effect::Once];
    let effect = *dice.pick(&effects);
    let probe = dice.once_in(3).then(|| format!("probe {id}"));
    let may_retry = effect.may_repeat() || probe.is_some();
    let retry = (may_retry && !dice.once_in(3)).then(|| retry(dice));
    let contract = Contract {
        effect,
        probe,
        retry,
        always: dice.once_in(6),
        ..Contract::default()
    };
    StepPlan {
        contract,
        ..plain(&id, kind)
    }
}

fn retry(dice: &mut Dice) -> Retry {
    let on = [
        Vec::new(),
        vec![RetryOn::Exit(75)],
        vec![RetryOn::Timeout, RetryOn::Exit(75)],
    ];
    Retry {
        times: 1 + u32::from(dice.once_in(2)) * 2,
        backoff_seconds: u64::try_from(dice.below(3)).unwrap_or(0) * 700,
        on: dice.pick(&on).clone(),
    }
}

/// A step of which the plan says nothing.
pub(crate) fn plain(id: &str, kind: StepKind) -> StepPlan {
    StepPlan {
        id: id.to_owned(),
        kind,
        command: format!("run {id}"),
        directory: ".".to_owned(),
        expectations: Vec::new(),
        timeout_seconds: 600,
        contract: Contract::default(),
        mends: Vec::new(),
        agent: None,
    }
}
