//! What steps say of each other: who needs whom, who undoes and who mends whom.

use std::collections::{BTreeSet, HashMap, HashSet};

use stopgate_model::{Correction, Effect, Plan, Role};

use crate::fitness;
use crate::step::{Step, StepKind};

/// The files that steps of a plan say they use, relative to the root.
pub fn uses(plan: &Plan) -> BTreeSet<String> {
    let commands = plan.commands.iter();
    let used = commands.flat_map(|command| command.contract.uses.iter().cloned());
    used.collect()
}

/// Turns steps that others name as what mends them into corrections, adds the corrections that stand in
/// the words of the plan, leaves to a person what is a person's, and takes steps out of the race that
/// name what is not there.
pub(crate) fn apply(plan: &Plan, steps: &mut Vec<Step>, correct: impl Fn(&Correction) -> Step) {
    let mending: HashSet<String> = steps
        .iter()
        .filter_map(|step| step.contract.fix.clone())
        .collect();
    for step in steps.iter_mut() {
        let name = step.contract.name.as_ref();
        if step.kind == StepKind::Command && name.is_some_and(|name| mending.contains(name)) {
            step.kind = StepKind::Fix;
        }
        if step.contract.effect == Effect::Manual && step.kind == StepKind::Command {
            step.kind = StepKind::Manual;
            step.unfit = Some("a person carries it out, and confirms it at the gate".to_owned());
        }
    }
    steps.extend(plan.corrections.iter().map(correct));
    // In order, since what needs a step that cannot run cannot run either.
    for at in 0..steps.len() {
        let problem = problem(steps, at);
        let step = &mut steps[at];
        step.unfit = step.unfit.take().or(problem);
    }
}

/// For each correction the steps that it mends: those that name it, or the checks of its phase where it
/// stands in words.
pub(crate) fn link(steps: &mut [Step]) {
    let mut named: HashMap<String, Vec<String>> = HashMap::new();
    for step in steps.iter() {
        if let Some(fix) = &step.contract.fix {
            named.entry(fix.clone()).or_default().push(step.id.clone());
        }
    }
    let checks: Vec<(Option<String>, Option<Role>, String)> = steps
        .iter()
        .filter(|step| step.kind == StepKind::Command)
        .map(|step| (step.phase.clone(), step.role, step.id.clone()))
        .collect();
    for step in steps.iter_mut().filter(|step| step.kind == StepKind::Fix) {
        let by_name = step.contract.name.as_ref().and_then(|name| named.get(name));
        let in_phase = checks.iter().filter(|(phase, _, _)| *phase == step.phase);
        let are_checks = in_phase
            .clone()
            .any(|(_, role, _)| *role == Some(Role::Check));
        let of_phase = in_phase
            .filter(|(_, role, _)| !are_checks || *role == Some(Role::Check))
            .map(|(_, _, id)| id.clone());
        step.mends = by_name.cloned().unwrap_or_else(|| of_phase.collect());
    }
    let attempts: HashMap<String, u32> = steps
        .iter()
        .filter_map(|step| Some((step.contract.fix.clone()?, step.contract.attempts?)))
        .collect();
    for step in steps.iter_mut().filter(|step| step.kind == StepKind::Fix) {
        let stated = step
            .contract
            .name
            .as_ref()
            .and_then(|name| attempts.get(name));
        step.contract.attempts = stated.copied().or(step.contract.attempts);
    }
}

/// What a step says of others that does not hold.
fn problem(steps: &[Step], at: usize) -> Option<String> {
    let step = &steps[at];
    let contract = &step.contract;
    let of_kind = |name: &String, kind: StepKind| {
        steps
            .iter()
            .any(|other| other.contract.name.as_ref() == Some(name) && other.kind == kind)
    };
    let before = |name: &String| {
        let same =
            |other: &&Step| other.contract.name.as_ref() == Some(name) && other.phase == step.phase;
        let runs = |other: &Step| other.kind == StepKind::Command && other.unfit.is_none();
        let mut named = steps[..at].iter().filter(same).peekable();
        named.peek().is_some() && named.all(runs)
    };
    let alike = steps
        .iter()
        .filter(|other| other.contract.name == contract.name);
    if step.kind == StepKind::Fix && contract.name.is_some() && alike.count() > 1 {
        return Some("what mends a failure is one command, and several have this name".to_owned());
    }
    let missing = |names: &[String], is_there: &dyn Fn(&String) -> bool| {
        names.iter().find(|name| !is_there(name)).cloned()
    };
    if let Some(name) = missing(&contract.needs, &before) {
        return Some(format!(
            "it needs `{name}`, and no command of that name that can run stands before it in its phase"
        ));
    }
    if let Some(name) = missing(&contract.undo, &|name| of_kind(name, StepKind::Rollback)) {
        return Some(format!(
            "`{name}` is to undo it, and no step of the rollback has that name"
        ));
    }
    if let Some(name) = missing(&contract.undoes, &|name| of_kind(name, StepKind::Command)) {
        return Some(format!("it undoes `{name}`, and no step has that name"));
    }
    let fix = contract.fix.as_ref();
    fix.filter(|name| !of_kind(name, StepKind::Fix))
        .map(|name| format!("`{name}` is to mend it, and no step has that name"))
}

/// The step of a correction that stands in the words of the plan.
pub(crate) fn corrected(
    correction: &Correction,
    of: impl Fn(&stopgate_model::Command) -> Step,
) -> Step {
    let mut step = of(&correction.command);
    step.kind = StepKind::Fix;
    step.unfit = fitness::unfit(&correction.command);
    step.contract.attempts = correction.attempts;
    step
}
