//! From the steps of a run to the jobs that carry them out.

use std::collections::BTreeMap;
use std::time::Duration;

use stopgate_gate::sha256;
use stopgate_journal::{State, StepPlan};
use stopgate_model::Effect;

use crate::{Job, Variable, Worker};

/// The variable that holds the idempotence key of a step.
pub const KEY: &str = "STOPGATE_IDEMPOTENCE_KEY";

/// How long a probe may take.
const PROBE: Duration = Duration::from_secs(60);

/// What jobs get of the repository, beside their steps.
#[derive(Clone, Debug, Default)]
pub struct Supplies {
    /// What steps get beyond the minimal environment.
    pub environment: Vec<Variable>,
    /// Files that steps use, by their path, with the SHA-256 that was approved.
    pub uses: BTreeMap<String, String>,
    /// How many steps may run at the same time where the plan lets several.
    pub width: usize,
    /// The agent of the run, where one was chosen.
    pub agent: Option<Worker>,
}

impl Supplies {
    /// The job of a step.
    pub fn job(&self, state: &State, step: &StepPlan, attempt: u32, left: Option<Duration>) -> Job {
        if let (Some(_), Some(worker)) = (&step.agent, &self.agent) {
            return worker.job(self, state, (step, attempt, left));
        }
        let contract = &step.contract;
        let timeout = Duration::from_secs(step.timeout_seconds);
        Job {
            step: step.id.clone(),
            attempt,
            command: step.command.clone(),
            directory: step.directory.clone(),
            environment: self.environment(state, step),
            expectations: step.expectations.clone(),
            timeout: left.map_or(timeout, |left| left.min(timeout)),
            sandbox: contract.sandbox,
            uses: self.uses(&contract.uses),
            stdin: None,
        }
    }

    /// The job of the probe of a step.
    pub fn probe(&self, state: &State, step: &StepPlan, probe: &str) -> Job {
        Job {
            command: probe.to_owned(),
            expectations: Vec::new(),
            timeout: PROBE,
            ..self.job(state, step, 0, None)
        }
    }

    /// What a step that names variables or secrets gets is just that; another gets all of them.
    fn environment(&self, state: &State, step: &StepPlan) -> Vec<Variable> {
        let contract = &step.contract;
        let all = contract.environment.is_empty() && contract.secrets.is_empty();
        let named = |variable: &&Variable| {
            let names = if variable.secret {
                &contract.secrets
            } else {
                &contract.environment
            };
            all || names.contains(&variable.name)
        };
        let mut environment: Vec<Variable> =
            self.environment.iter().filter(named).cloned().collect();
        if contract.effect == Effect::Idempotent {
            environment.push(Variable {
                name: KEY.to_owned(),
                value: key(state, step),
                secret: false,
            });
        }
        environment
    }

    fn uses(&self, paths: &[String]) -> BTreeMap<String, String> {
        let digest = |path: &String| self.uses.get(path).cloned().unwrap_or_default();
        paths
            .iter()
            .map(|path| (path.clone(), digest(path)))
            .collect()
    }
}

/// The same for every attempt of a step in a run, and for no other step.
fn key(state: &State, step: &StepPlan) -> String {
    let parts = [
        state.created().run.as_str(),
        &step.id,
        step.contract.key.as_deref().unwrap_or_default(),
        &step.command,
    ];
    sha256(parts.join("\0").as_bytes())
}
