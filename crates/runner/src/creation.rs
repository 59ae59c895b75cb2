//! From a cleared plan to a run: what is carried out, where, and how errors are met.

use std::collections::HashMap;

use stopgate_gate::{Binding, BoundPhase, BoundStep, Cleared, sha256};
use stopgate_journal::{Created, PhasePlan, State, StepKind, StepPlan, StepState, UndoPlan};
use stopgate_model::Plan;

/// Version of the rules by which runs are carried out. A run that was begun by a newer one is shown, and
/// not gone on with.
pub const SEMANTICS: u32 = 1;

/// The error policy that is carried out.
const STOP: &str = "stop";

/// After how many seconds a step is ended that says nothing else (EXECUTION.md b.4).
const TIMEOUT_SECONDS: u64 = 600;

/// What the person who starts a run chooses.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Choices {
    /// The environment to change.
    pub target: Option<String>,
    /// What happens when a step fails.
    pub on_error: Option<String>,
    /// Resources that exist and must not be created anew.
    pub exists: Vec<String>,
}

/// What has to be said before a run can begin.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unclear {
    /// The plan names several environments.
    #[error("the plan names several environments ({}); say which one with --target", .0.join(", "))]
    Target(Vec<String>),
    /// The plan wants failures to be mended.
    #[error(
        "the plan wants to attempt a fix after a failure, which this version does not do; say --on-error stop to stop on the first error"
    )]
    ErrorPolicy,
}

/// The first event of a run: what was approved, and how it is carried out (CONTRACT.md 7, 8).
///
/// # Errors
/// When target or error policy have to be named.
pub fn created(
    cleared: &Cleared,
    plan: &Plan,
    choices: &Choices,
    (run, approval, approver): (&str, &str, &str),
) -> Result<Created, Unclear> {
    let binding = cleared.binding();
    Ok(Created {
        run: run.to_owned(),
        plan: binding.plan.clone(),
        title: binding.title.clone(),
        format: binding.format.clone(),
        digest: binding.digest(),
        approval: approval.to_owned(),
        approver: approver.to_owned(),
        environment: environment(binding),
        target: target(plan, choices)?,
        on_error: on_error(plan, choices)?,
        exists: choices.exists.clone(),
        phases: phases(binding),
        rollback: rollback(binding),
        semantics: SEMANTICS,
    })
}

/// True where a run carries out just what this binding says: a journal alone proves nothing about what
/// was approved.
pub fn is_of(created: &Created, binding: &Binding) -> bool {
    created.plan == binding.plan
        && created.format == binding.format
        && created.digest == binding.digest()
        && created.title == binding.title
        && created.environment == environment(binding)
        && created.on_error == STOP
        && created.phases == phases(binding)
        && created.rollback == rollback(binding)
}

/// Digest of the environment that steps get.
fn environment(binding: &Binding) -> String {
    sha256(&serde_jcs::to_vec(&binding.environment).unwrap_or_default())
}

fn phases(binding: &Binding) -> Vec<PhasePlan> {
    let phases = binding.phases.iter().zip(binding.phase_digests());
    let plan = |(phase, (_, digest)): (&BoundPhase, (String, String))| PhasePlan {
        title: phase.title.clone(),
        digest,
        stop_gate: phase.stop_gate.clone(),
        steps: phase.steps.iter().map(step).collect(),
    };
    phases.map(plan).collect()
}

fn rollback(binding: &Binding) -> Vec<UndoPlan> {
    let undo = |bound: &BoundStep| UndoPlan {
        step: step(bound),
        phase: bound.for_phase,
    };
    binding.rollback.iter().map(undo).collect()
}

/// A step that cannot run as it stands is left to a person, who confirms it.
fn step(bound: &BoundStep) -> StepPlan {
    let kind = match bound.kind.as_str() {
        "work" => StepKind::Work,
        "command" if bound.runnable => StepKind::Command,
        "rollback" if bound.runnable => StepKind::Rollback,
        _ => StepKind::Manual,
    };
    let by_hand = matches!(bound.kind.as_str(), "command" | "rollback") && !bound.runnable;
    let command = match &bound.why {
        Some(why) if by_hand => format!("{} (by hand: {why})", bound.command),
        _ => bound.command.clone(),
    };
    StepPlan {
        id: bound.id.clone(),
        kind,
        command,
        directory: bound.directory.clone().unwrap_or_else(|| ".".to_owned()),
        expectations: bound.expectations.clone(),
        timeout_seconds: bound.timeout_seconds.unwrap_or(TIMEOUT_SECONDS),
    }
}

fn target(plan: &Plan, choices: &Choices) -> Result<Option<String>, Unclear> {
    if choices.target.is_some() {
        return Ok(choices.target.clone());
    }
    let named = plan
        .field("environment")
        .and_then(|field| field.value.text());
    let several: Vec<String> = named.map(environments).unwrap_or_default();
    match several.as_slice() {
        [] => Ok(None),
        [one] => Ok(Some(one.clone())),
        _ => Err(Unclear::Target(several)),
    }
}

/// The environments that a field names: `dev, then staging and prod` names three, `local copy of the
/// repository` one. A part of more than three words is a description.
fn environments(text: &str) -> Vec<String> {
    let parts = text.split([',', ';', '/', '+']);
    let parts = parts.flat_map(|part| part.split(" and ")).map(str::trim);
    let parts: Vec<&str> = parts
        .map(|part| part.trim_start_matches("then ").trim_matches(['`', '.']))
        .filter(|part| !part.is_empty())
        .collect();
    let is_name = |part: &&str| part.split_whitespace().count() <= 3;
    if parts.len() > 1 && parts.iter().all(is_name) {
        parts.into_iter().map(str::to_owned).collect()
    } else {
        vec![text.trim().to_owned()]
    }
}

fn on_error(plan: &Plan, choices: &Choices) -> Result<String, Unclear> {
    if let Some(chosen) = &choices.on_error {
        return Ok(chosen.clone());
    }
    let stated = plan.field("errors").and_then(|field| field.value.text());
    let stated = stated.unwrap_or_default().to_lowercase();
    if stated.contains("attempt a fix") && !stated.contains("stop on first error") {
        Err(Unclear::ErrorPolicy)
    } else {
        Ok(STOP.to_owned())
    }
}

/// The steps of a new run that an earlier, passed run of the same plan has done, each with the reason
/// for which it is not repeated: the same id, command, directory and expectations, in the same
/// environment, on the same target.
pub fn done_before(created: &Created, earlier: &State) -> Vec<(String, String)> {
    let then = earlier.created();
    if then.target != created.target || then.environment != created.environment {
        return Vec::new();
    }
    let former: HashMap<&str, &StepPlan> = earlier
        .plans()
        .iter()
        .map(|step| (step.id.as_str(), step))
        .collect();
    let done = |step: &&StepPlan| {
        let state = earlier.step(&step.id).map(|step| step.state);
        step.kind == StepKind::Command
            && state.is_some_and(StepState::is_done)
            && former.get(step.id.as_str()) == Some(step)
    };
    let steps = created.phases.iter().flat_map(|phase| &phase.steps);
    let reason = format!("done in run {}", earlier.created().run);
    steps
        .filter(done)
        .map(|step| (step.id.clone(), reason.clone()))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn environments_are_told_from_descriptions() {
        assert_eq!(environments("dev, then staging and `prod`").len(), 3);
        assert_eq!(environments("stage / prod").len(), 2);
        assert_eq!(
            environments("local working copy of this repository").len(),
            1
        );
        assert_eq!(environments("prod").len(), 1);
    }
}
