//! The steps of a plan by phase, as they are approved: where a step cannot be undone, a stop-gate comes
//! before it.

use std::collections::{BTreeMap, HashMap, HashSet};

use stopgate_model::{Phase, Plan};

use crate::Part;
use crate::binding::{BoundPhase, BoundStep, said, words};
use crate::step::Step;

/// The phases of a binding.
pub(crate) struct Phases {
    pub(crate) phases: Vec<BoundPhase>,
    /// For each phase of the plan, and the one behind them, the index of its first part.
    pub(crate) first_part: Vec<usize>,
}

/// The steps by phase, each phase cut before steps that cannot be undone.
pub(crate) fn of(
    plan: &Plan,
    meaning: &[Part],
    steps: Vec<Step>,
    corrections: Vec<Step>,
) -> Phases {
    let mut phases = Vec::new();
    let mut first_part = Vec::new();
    for phase in by_title(plan, meaning, steps, corrections) {
        first_part.push(phases.len());
        phases.extend(parts(phase));
    }
    Phases { phases, first_part }
}

/// The parts of a phase. A step that cannot be undone begins one; what stands at its end is what the
/// phase reaches.
fn parts(phase: BoundPhase) -> Vec<BoundPhase> {
    let cannot = |step: &BoundStep| step.runnable && step.contract.irreversible.is_some();
    let mut parts: Vec<BoundPhase> = Vec::new();
    let mut current: Vec<BoundStep> = Vec::new();
    for step in phase.steps {
        if let Some(reason) = step.contract.irreversible.clone().filter(|_| cannot(&step)) {
            let title = format!("{}, before `{}`", phase.title, step.command);
            parts.push(BoundPhase {
                title: words(&title),
                goal: phase.goal.clone(),
                stop_gate: Some(format!("nothing undoes `{}`: {reason}", step.command)),
                steps: std::mem::take(&mut current),
                corrections: phase.corrections.clone(),
            });
        }
        current.push(step);
    }
    parts.push(BoundPhase {
        steps: current,
        ..phase
    });
    for part in &mut parts {
        keep_to_itself(part);
    }
    parts
}

/// What a part needs of an earlier one is done when it begins, and what mends only steps of another part
/// is that part's.
fn keep_to_itself(part: &mut BoundPhase) {
    let names: HashSet<String> = part
        .steps
        .iter()
        .filter_map(|step| step.contract.name.clone())
        .collect();
    let ids: HashSet<String> = part.steps.iter().map(|step| step.id.clone()).collect();
    for step in part.steps.iter_mut().filter(|step| step.runnable) {
        step.contract.needs.retain(|name| names.contains(name));
    }
    for correction in &mut part.corrections {
        correction.of_steps.retain(|id| ids.contains(id));
    }
    part.corrections
        .retain(|correction| !correction.of_steps.is_empty() || !correction.runnable);
}

/// The rollback with what each of its steps undoes. What undoes single steps comes first, in reverse of
/// what was done; the rest follows as it is written (CONTRACT.md 11).
pub(crate) fn undoing(phases: &[BoundPhase], rollback: Vec<BoundStep>) -> Vec<BoundStep> {
    let forward: Vec<&BoundStep> = phases.iter().flat_map(|phase| &phase.steps).collect();
    let mut place: HashMap<&str, usize> = HashMap::new();
    for (at, step) in forward.iter().enumerate() {
        place.insert(&step.id, at);
    }
    let mut pairs: BTreeMap<std::cmp::Reverse<usize>, Vec<BoundStep>> = BTreeMap::new();
    let mut rest = Vec::new();
    for mut undo in rollback {
        let name = undo.contract.name.as_ref();
        let undone = forward.iter().filter(|step| {
            name.is_some_and(|name| step.contract.undo.contains(name))
                || step
                    .contract
                    .name
                    .as_ref()
                    .is_some_and(|name| undo.contract.undoes.contains(name))
        });
        undo.of_steps = undone.map(|step| step.id.clone()).collect();
        let last = undo.of_steps.iter().filter_map(|id| place.get(id.as_str()));
        match last.max() {
            Some(last) => pairs
                .entry(std::cmp::Reverse(*last))
                .or_default()
                .push(undo),
            None => rest.push(undo),
        }
    }
    pairs.into_values().flatten().chain(rest).collect()
}

/// The steps by phase, and one phase more for those that name none.
fn by_title(
    plan: &Plan,
    meaning: &[Part],
    steps: Vec<Step>,
    corrections: Vec<Step>,
) -> Vec<BoundPhase> {
    let bound = |phase: &Phase| BoundPhase {
        title: words(&phase.title.value),
        goal: said(&phase.goal, meaning),
        stop_gate: said(&phase.stop_gate, meaning),
        steps: Vec::new(),
        corrections: Vec::new(),
    };
    let mut phases: Vec<BoundPhase> = plan.phases.iter().map(bound).collect();
    let mut last: Option<BoundPhase> = None;
    let mut at = 0;
    for step in steps {
        match phase_of(plan, &step, at) {
            Some(phase) => {
                at = phase;
                phases[phase].steps.push(BoundStep::of(step));
            }
            None => {
                let last = last.get_or_insert_with(|| BoundPhase {
                    title: title_without_phase(plan, &step),
                    goal: None,
                    stop_gate: None,
                    steps: Vec::new(),
                    corrections: Vec::new(),
                });
                last.steps.push(BoundStep::of(step));
            }
        }
    }
    for step in corrections {
        let place = phase_of(plan, &step, 0);
        let phase = match place {
            Some(phase) => phases.get_mut(phase),
            None => last.as_mut(),
        };
        if let Some(phase) = phase {
            phase.corrections.push(BoundStep::of(step));
        }
    }
    phases.extend(last);
    phases
}

/// The phase in which a step runs, `from` the one before it. Of several with one title it is the one
/// around the step, else the next.
fn phase_of(plan: &Plan, step: &Step, from: usize) -> Option<usize> {
    let title = step.phase.as_ref()?;
    let mut named = (from..plan.phases.len()).filter(|&at| plan.phases[at].title.value == *title);
    let around = named
        .clone()
        .find(|&at| plan.phases[at].span.holds(step.span.start()));
    around.or_else(|| named.next())
}

/// Checks behind the last phase are named after their section, a plan without phases after itself.
fn title_without_phase(plan: &Plan, step: &Step) -> String {
    let title = plan.title.as_ref().map(|title| title.value.clone());
    let section = step.section.clone();
    let named = if plan.phases.is_empty() {
        title.or(section)
    } else {
        section.or(title)
    };
    named.map_or_else(|| plan.format.id.clone(), |title| words(&title))
}
