//! `[guard]` in `.stopgate/config.toml`: what agents may do where nothing is planned.

use schemars::JsonSchema;
use serde::Deserialize;

/// What the guard holds agents to. No tool of an agent writes this file.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct GuardConfig {
    /// What happens where no plan is planned and no run is open: `outside = "deny"`; `allow` where nothing is said.
    #[serde(default)]
    pub outside: Outside,
    /// Tools that only read, by their names: `reading = ["mcp__docs__search"]`. They are allowed in every state.
    #[serde(default)]
    pub reading: Vec<String>,
    /// Further files and directories that no tool writes, relative to the root: `protected = [".husky"]`.
    #[serde(default)]
    pub protected: Vec<String>,
}

/// What happens where no plan is planned and no run is open.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Outside {
    /// Agents write and execute as they like.
    #[default]
    Allow,
    /// Nothing is written, and nothing executed.
    Deny,
}
