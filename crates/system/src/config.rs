//! `.stopgate/config.toml`: what steps get besides the minimal environment, and what `check` reports.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use schemars::JsonSchema;
use serde::Deserialize;
use stopgate_model::Agent;
use stopgate_runner::Variable;

use crate::agents_config::{self, AgentConfig};
use crate::approval_file::is_absent;
use crate::check_config::CheckConfig;
use crate::guard_config::GuardConfig;
use crate::need::NeedConfig;
use crate::sandbox_config::SandboxConfig;
use crate::{Failure, read_plan};

/// Where the configuration lies, below the root.
const CONFIG: &str = ".stopgate/config.toml";

/// Where the index of plans lies where nobody says it.
const INDEX: &str = "docs/PLANS.md";

/// How many steps run at the same time where nobody says how many.
const WIDTH: usize = 4;

/// Most steps that run at the same time.
const MOST_WIDTH: usize = 32;

/// The configuration of a repository.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Config {
    /// What is passed on and masked in everything that is written: `[secrets] NAME = { env = "NAME" }`.
    #[serde(default)]
    secrets: BTreeMap<String, Reference>,
    /// What is passed on as it is: `[environment] REGION = "eu"`.
    #[serde(default)]
    environment: BTreeMap<String, Given>,
    /// Check packs that apply to every plan: `packs = ["backfill"]`.
    #[serde(default)]
    packs: Vec<String>,
    /// How tickets are called, as a regular expression: `tickets = "PAY-[0-9]+"`.
    tickets: Option<String>,
    /// How runs are carried out.
    #[serde(default)]
    run: RunConfig,
    /// Agents that may do work of plans: `[agents.codex]`.
    #[serde(default)]
    agents: BTreeMap<String, AgentConfig>,
    /// The same as they are approved.
    #[serde(skip)]
    approved_agents: BTreeMap<String, Agent>,
    /// What `check` reports.
    #[serde(default)]
    check: CheckConfig,
    /// Severities of rules in `check`: `[rules] missing-rollback = "warning"`, or `"off"`.
    #[serde(default)]
    rules: BTreeMap<String, String>,
    /// How far steps are shut in.
    #[serde(default)]
    sandbox: SandboxConfig,
    /// Which changes need a plan.
    #[serde(default)]
    need: NeedConfig,
    /// The index of plans.
    #[serde(default)]
    index: IndexConfig,
    /// What agents may do where nothing is planned.
    #[serde(default)]
    guard: GuardConfig,
}

/// The index of plans.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct IndexConfig {
    /// Its file, relative to the root; docs/PLANS.md where nothing is said.
    file: Option<String>,
    /// Files and folders with the plans that it lists, relative to the root; the root where nothing is said.
    #[serde(default)]
    plans: Vec<String>,
}

/// How runs are carried out.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct RunConfig {
    /// How many steps run at the same time where the plan lets several; 4 where nothing is said.
    width: Option<usize>,
    /// The agent that does what a plan leaves to a person or an agent: a name below `[agents]`, or of a
    /// ready-made profile.
    agent: Option<String>,
}

/// A value that stands elsewhere.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Reference {
    /// A variable of the environment of `stopgate`.
    env: String,
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(untagged)]
enum Given {
    Value(String),
    Reference(Reference),
}

/// The JSON Schema of `.stopgate/config.toml`, for editors.
pub fn config_schema() -> serde_json::Value {
    let mut schema = schemars::schema_for!(Config).to_value();
    schema["title"] = "Stopgate configuration".into();
    schema
}

impl Config {
    /// Reads the configuration of a repository; empty where there is none.
    ///
    /// # Errors
    /// When it is there and cannot be used.
    pub fn read(root: &Path) -> Result<Self, Failure> {
        let path = Self::path(root);
        if is_absent(&path) {
            return Ok(Self::default());
        }
        let bytes = read_plan(&path, root)?;
        let text = String::from_utf8_lossy(&bytes);
        let broken = |why: String| Failure::Config {
            path: path.clone(),
            why,
        };
        let mut config: Self = toml::from_str(&text).map_err(|error| broken(error.to_string()))?;
        if let Some(Err(error)) = config.tickets.as_deref().map(regex::Regex::new) {
            return Err(broken(format!(
                "`tickets` is no regular expression: {error}"
            )));
        }
        config.approved_agents = config.read_agents().map_err(&broken)?;
        let names = config.secrets.keys().chain(config.environment.keys());
        match names.into_iter().find(|name| !is_name(name)) {
            Some(name) => Err(broken(format!(
                "`{name}` is no name of a variable; letters, digits and _ are"
            ))),
            None => Ok(config),
        }
    }

    /// Ids of the check packs that apply to every plan.
    pub fn packs(&self) -> &[String] {
        &self.packs
    }

    /// How tickets are called, as a regular expression, where the team says so.
    pub fn tickets(&self) -> Option<&str> {
        self.tickets.as_deref()
    }

    /// How many steps run at the same time where the plan lets several.
    pub fn width(&self) -> usize {
        self.run.width.unwrap_or(WIDTH).clamp(1, MOST_WIDTH)
    }

    /// The agents that may do work of plans, by name. They are part of what is approved.
    pub fn agents(&self) -> &BTreeMap<String, Agent> {
        &self.approved_agents
    }

    /// The agent that does it where nobody names another.
    pub fn agent(&self) -> Option<&str> {
        self.run.agent.as_deref()
    }

    fn read_agents(&self) -> Result<BTreeMap<String, Agent>, String> {
        let plain: Vec<&str> = self.environment.keys().map(String::as_str).collect();
        let secret: Vec<&str> = self.secrets.keys().map(String::as_str).collect();
        agents_config::approved(&self.agents, self.agent(), (&plain, &secret))
    }

    /// What `check` reports and fails on.
    pub fn check(&self) -> &CheckConfig {
        &self.check
    }

    /// Rules by code, beginning of a code or name, with the severity that they have in `check`.
    pub fn severities(&self) -> &BTreeMap<String, String> {
        &self.rules
    }

    /// Which changes need a plan.
    pub fn need(&self) -> &NeedConfig {
        &self.need
    }

    /// The file with the index of plans, relative to the root.
    pub fn index_file(&self) -> &str {
        self.index.file.as_deref().unwrap_or(INDEX)
    }

    /// Files and folders with the plans that the index lists, relative to the root; empty for all.
    pub fn indexed(&self) -> &[String] {
        &self.index.plans
    }

    /// How far steps are shut in.
    pub fn sandbox(&self) -> SandboxConfig {
        self.sandbox
    }

    /// What the guard holds agents to.
    pub fn guard(&self) -> &GuardConfig {
        &self.guard
    }

    /// Where the configuration of a repository lies.
    pub fn path(root: &Path) -> PathBuf {
        root.join(CONFIG)
    }

    /// Names of the secrets, in order.
    pub fn secrets(&self) -> Vec<String> {
        self.secrets.keys().cloned().collect()
    }

    /// Names and values of what is passed on as it is; `$NAME` for what stands elsewhere. This much is
    /// approved: the values of secrets and references are those of whoever runs.
    pub fn declared(&self) -> BTreeMap<String, String> {
        let shown = |given: &Given| match given {
            Given::Value(value) => value.clone(),
            Given::Reference(reference) => format!("${}", reference.env),
        };
        self.environment
            .iter()
            .map(|(name, given)| (name.clone(), shown(given)))
            .collect()
    }

    /// What steps get, with its values.
    ///
    /// # Errors
    /// When a variable that is referred to is not set.
    pub fn variables(&self) -> Result<Vec<Variable>, Failure> {
        let secrets = self.secrets.iter().map(|(name, reference)| {
            let value = look_up(name, reference)?;
            Ok(variable(name, value, true))
        });
        let plain = self.environment.iter().map(|(name, given)| match given {
            Given::Value(value) => Ok(variable(name, value.clone(), false)),
            Given::Reference(reference) => Ok(variable(name, look_up(name, reference)?, false)),
        });
        secrets.chain(plain).collect()
    }
}

fn variable(name: &str, value: String, secret: bool) -> Variable {
    Variable {
        name: name.to_owned(),
        value,
        secret,
    }
}

fn look_up(name: &str, reference: &Reference) -> Result<String, Failure> {
    std::env::var(&reference.env).map_err(|_| Failure::Unset {
        name: name.to_owned(),
        variable: reference.env.clone(),
    })
}

fn is_name(name: &str) -> bool {
    let starts = |c: char| c.is_ascii_alphabetic() || c == '_';
    name.starts_with(starts) && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
}
