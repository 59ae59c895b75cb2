//! From a cleared plan to a run: what is carried out, where, and how errors are met.

use std::collections::HashMap;

use stopgate_gate::{Approval, Binding, BoundPhase, BoundStep, Cleared, sha256};
use stopgate_journal::{
    Created, Limits, PhasePlan, State, StepKind, StepPlan, StepState, UndoPlan,
};
use stopgate_model::Plan;

use crate::ErrorPolicy;
use crate::agents::{self, Named};

/// Version of the rules by which runs are carried out. A run that was begun by a newer one is shown, and
/// not gone on with.
pub const SEMANTICS: u32 = 2;

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
    /// Steps, by id or name, that are carried out although an earlier run has done them.
    pub again: Vec<String>,
    /// How long phases and the run may take.
    pub limits: Limits,
    /// The agent that does what is work for a person or an agent, by name.
    pub agent: Option<String>,
}

/// What has to be said before a run can begin.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unclear {
    /// The plan names several environments.
    #[error("the plan names several environments ({}); say which one with --target", .0.join(", "))]
    Target(Vec<String>),
    /// Nobody knows this error policy.
    #[error("there is no error policy `{0}`; there are stop, continue, fix, rollback and ask")]
    ErrorPolicy(String),
    /// A step that is to be carried out again is not in the plan.
    #[error("no step has the id or the name `{0}`; `stopgate steps PLAN` lists them")]
    NoStep(String),
    /// The agent that was chosen is not among those that are approved.
    #[error(
        "no agent `{0}` is declared; write `[agents.{0}]` into .stopgate/config.toml and have the plan approved with it"
    )]
    NoAgent(String),
    /// A step asks for what nobody declares.
    #[error(
        "step `{step}` asks for {name}, which .stopgate/config.toml does not declare under [environment] or [secrets]"
    )]
    Undeclared {
        /// The command.
        step: String,
        /// The name.
        name: String,
    },
}

/// The first event of a run: what was approved, and how it is carried out (CONTRACT.md 7, 8).
///
/// # Errors
/// When target or error policy have to be named, or what is asked for is not there.
pub fn created(
    cleared: &Cleared,
    plan: &Plan,
    choices: &Choices,
    (run, approval, approver): (&str, &str, &str),
) -> Result<Created, Unclear> {
    let binding = cleared.binding();
    refuse_undeclared(binding)?;
    let agent = agents::chosen(binding, choices.agent.as_deref())?;
    let on_error = on_error(plan, choices)?;
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

        exists: choices.exists.clone(),
        phases: phases(binding, digests(binding), agent),
        rollback: rollback(binding),
        corrections: corrections(binding, agent, &on_error),
        on_error,
        again: again(binding, &choices.again)?,
        limits: choices.limits,
        succeeds: None,
        semantics: SEMANTICS,
    })
}

/// The ids of steps that are named by id, by the beginning of one, or by name.
fn again(binding: &Binding, named: &[String]) -> Result<Vec<String>, Unclear> {
    let steps = || binding.phases.iter().flat_map(|phase| &phase.steps);
    let mut ids = Vec::new();
    for name in named {
        let by_name = steps().filter(|step| step.contract.name.as_ref() == Some(name));
        let mut found: Vec<String> = by_name.map(|step| step.id.clone()).collect();
        if found.is_empty() {
            let by_id = steps().filter(|step| step.id.starts_with(name.as_str()));
            found = by_id.map(|step| step.id.clone()).collect();
        }
        if found.is_empty() {
            return Err(Unclear::NoStep(name.clone()));
        }
        ids.extend(found);
    }
    Ok(ids)
}

fn refuse_undeclared(binding: &Binding) -> Result<(), Unclear> {
    let declared = &binding.environment;
    let phases = binding.phases.iter();
    let steps = phases.flat_map(|phase| phase.steps.iter().chain(&phase.corrections));
    for step in steps.chain(&binding.rollback) {
        let contract = &step.contract;
        let plain = contract
            .environment
            .iter()
            .find(|name| !declared.values.contains_key(*name));
        let secret = contract
            .secrets
            .iter()
            .find(|name| !declared.secrets.contains(name));
        if let Some(name) = plain.or(secret) {
            return Err(Unclear::Undeclared {
                step: step.command.clone(),
                name: name.clone(),
            });
        }
    }
    Ok(())
}

/// True where a run carries out just what this approval binds: a journal alone proves nothing about what
/// was approved. The digests of an approval that was read are those of what it binds, so they are not
/// computed again.
pub fn is_of(created: &Created, approval: &Approval) -> bool {
    let binding = &approval.binding;
    let digests = approval.phases.iter().map(|phase| phase.digest.clone());
    let Ok(agent) = agents::chosen(binding, agents::of(created)) else {
        return false;
    };
    created.plan == binding.plan
        && created.format == binding.format
        && created.digest == approval.digest
        && created.title == binding.title
        && created.environment == environment(binding)
        && ErrorPolicy::named(&created.on_error).is_some()
        && created.phases == phases(binding, digests, agent)
        && created.rollback == rollback(binding)
        && created.corrections == corrections(binding, agent, &created.on_error)
}

/// Digest of the environment that steps get.
fn environment(binding: &Binding) -> String {
    sha256(&serde_jcs::to_vec(&binding.environment).unwrap_or_default())
}

/// The digests of the phases of a binding, in their order.
pub(crate) fn digests(binding: &Binding) -> impl Iterator<Item = String> {
    let digests = binding.phase_digests().into_iter();
    digests.map(|(_, digest)| digest)
}

pub(crate) fn phases(
    binding: &Binding,
    digests: impl Iterator<Item = String>,
    agent: Option<Named<'_>>,
) -> Vec<PhasePlan> {
    let phases = binding.phases.iter().zip(digests);
    let plan = |(phase, digest): (&BoundPhase, String)| PhasePlan {
        title: phase.title.clone(),
        digest,
        stop_gate: phase.stop_gate.clone(),
        steps: phase
            .steps
            .iter()
            .map(|bound| agents::given(step(bound), agent))
            .collect(),
    };
    phases.map(plan).collect()
}

pub(crate) fn rollback(binding: &Binding) -> Vec<UndoPlan> {
    let undo = |bound: &BoundStep| UndoPlan {
        step: step(bound),
        phase: bound.for_phase,
        steps: bound.of_steps.clone(),
    };
    binding.rollback.iter().map(undo).collect()
}

/// What mends failures, each once, as far as it can be carried out. A correction of several parts of a
/// phase mends the steps of all of them.
fn corrections(binding: &Binding, agent: Option<Named<'_>>, on_error: &str) -> Vec<StepPlan> {
    let mut plans: Vec<StepPlan> = Vec::new();
    let bound = binding.phases.iter().flat_map(|phase| &phase.corrections);
    for bound in bound.filter(|correction| correction.runnable) {
        match plans.iter_mut().find(|plan| plan.id == bound.id) {
            Some(plan) => plan.mends.extend(bound.of_steps.iter().cloned()),
            None => plans.push(StepPlan {
                mends: bound.of_steps.clone(),
                ..step(bound)
            }),
        }
    }
    if let Some(agent) = agent.filter(|_| on_error == ErrorPolicy::Fix.name()) {
        let steps = binding.phases.iter().flat_map(|phase| &phase.steps);
        let mended = agents::corrections(steps.map(step), &plans, agent);
        plans.extend(mended);
    }
    plans
}

/// A step that cannot run as it stands is left to a person, who confirms it.
fn step(bound: &BoundStep) -> StepPlan {
    let kind = match bound.kind.as_str() {
        "work" => StepKind::Work,
        "command" if bound.runnable => StepKind::Command,
        "rollback" if bound.runnable => StepKind::Rollback,
        "fix" if bound.runnable => StepKind::Fix,
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
        contract: bound.contract.clone(),
        mends: Vec::new(),
        agent: None,
    }
}

fn target(plan: &Plan, choices: &Choices) -> Result<Option<String>, Unclear> {
    if choices.target.is_some() {
        return Ok(choices.target.clone());
    }
    let several = named_environments(plan);
    match several.as_slice() {
        [] => Ok(None),
        [one] => Ok(Some(one.clone())),
        _ => Err(Unclear::Target(several)),
    }
}

/// The environments that a plan names.
pub(crate) fn named_environments(plan: &Plan) -> Vec<String> {
    let named = plan
        .field("environment")
        .and_then(|field| field.value.text());
    named.map(environments).unwrap_or_default()
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

/// What the person chooses, else what the plan states, else to stop (CONTRACT.md 7).
fn on_error(plan: &Plan, choices: &Choices) -> Result<String, Unclear> {
    if let Some(chosen) = &choices.on_error {
        let policy = ErrorPolicy::named(chosen);
        let policy = policy.ok_or_else(|| Unclear::ErrorPolicy(chosen.clone()))?;
        return Ok(policy.name().to_owned());
    }
    Ok(stated_policy(plan).name().to_owned())
}

/// What the plan states, else to stop.
pub(crate) fn stated_policy(plan: &Plan) -> ErrorPolicy {
    let stated = plan.field("errors").and_then(|field| field.value.text());
    let stated = stated.unwrap_or_default().to_lowercase();
    let mends = stated.contains("attempt a fix") && !stated.contains("stop on first error");
    if mends {
        ErrorPolicy::Fix
    } else {
        ErrorPolicy::Stop
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
            && !created.again.contains(&step.id)
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
