//! `[sandbox]` in `.stopgate/config.toml`: how far steps are shut in.

use schemars::JsonSchema;
use serde::Deserialize;
use stopgate_model::Sandbox;

/// How far steps are shut in; both keys belong to what is approved.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SandboxConfig {
    /// The sandbox of steps that name none: `default = "network"`.
    pub default: Option<Sandbox>,
    /// Steps run without walls where this kernel cannot build them: `unenforced = true`.
    #[serde(default)]
    pub unenforced: bool,
}
