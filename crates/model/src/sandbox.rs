//! What a step may touch while it runs.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// How far a step is shut in (EXECUTION.md b.4).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Sandbox {
    /// It reads, and writes to a temporary directory only; no network.
    ReadOnly,
    /// It also writes below the root, but for `.git`, `.stopgate` and the plan; no network.
    #[default]
    WorkspaceWrite,
    /// The same, with the network.
    Network,
    /// Nothing is shut: it may do what the person may who runs it.
    Host,
}

impl Sandbox {
    /// All of them, the narrowest first.
    pub const ALL: [Self; 4] = [
        Self::ReadOnly,
        Self::WorkspaceWrite,
        Self::Network,
        Self::Host,
    ];

    /// The name in attributes, in `.stopgate/config.toml` and in JSON.
    pub fn name(self) -> &'static str {
        match self {
            Self::ReadOnly => "read-only",
            Self::WorkspaceWrite => "workspace-write",
            Self::Network => "network",
            Self::Host => "host",
        }
    }

    /// The one with this name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|sandbox| sandbox.name() == name)
    }
}
