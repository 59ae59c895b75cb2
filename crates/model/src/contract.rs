//! How a step is to be carried out, as far as the plan says more than the command.

use serde::{Deserialize, Serialize};

use crate::Sandbox;

/// What repeating a step does to the world (EXECUTION.md b.8).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Effect {
    /// It changes nothing; it is carried out again whenever its outcome is not known.
    Read,
    /// Carried out twice it does what it does once; it is carried out again as well.
    Idempotent,
    /// Nobody knows what a second time would do: a person says what became of it, or its probe does.
    #[default]
    Once,
    /// A person carries it out, and is asked again.
    Manual,
}

impl Effect {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Read, Self::Idempotent, Self::Once, Self::Manual];

    /// The name in attributes and in JSON.
    pub fn name(self) -> &'static str {
        match self {
            Self::Read => "read",
            Self::Idempotent => "idempotent",
            Self::Once => "once",
            Self::Manual => "manual",
        }
    }

    /// The one with this name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|effect| effect.name() == name)
    }

    /// True where a step may be carried out again without a person's word.
    pub fn may_repeat(self) -> bool {
        matches!(self, Self::Read | Self::Idempotent)
    }
}

/// After what a step is tried again.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum RetryOn {
    /// It exited with this code.
    Exit(i32),
    /// Its time was over.
    Timeout,
}

/// How often a step that failed is tried again.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Retry {
    /// How many times beyond the first.
    pub times: u32,
    /// Seconds before the first time; twice as many before each further one.
    pub backoff_seconds: u64,
    /// After what; after every failure where nothing is named.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub on: Vec<RetryOn>,
}

/// How a step is to be carried out. The default is what holds where the plan says nothing, and
/// leaves no trace in JSON, so that approvals of plans that say nothing never change.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(default)]
pub struct Contract {
    /// The name that the plan gives it, by which other steps and people call it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// What repeating it does.
    #[serde(skip_serializing_if = "is_default")]
    pub effect: Effect,
    /// What its idempotence key is made of, beside the plan and the step.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub key: Option<String>,
    /// The command that tells whether it has happened: 0 yes, 1 no, anything else nobody knows.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub probe: Option<String>,
    /// How often it is tried again.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub retry: Option<Retry>,
    /// Names of the steps of its phase that must be done before it; where it names some, it waits for
    /// no other.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub needs: Vec<String>,
    /// Steps of one group that stand beside each other may run at the same time.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub group: Option<String>,
    /// Names of the declared variables that it gets; all of them where it names none.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub environment: Vec<String>,
    /// Names of the declared secrets that it gets; all of them where it names none.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub secrets: Vec<String>,
    /// Files below the root that it runs or reads, and that are approved with it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub uses: Vec<String>,
    /// Names of the steps of the rollback that undo it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub undo: Vec<String>,
    /// Names of the steps that it undoes.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub undoes: Vec<String>,
    /// How far it is shut in; as the repository says where it says nothing.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sandbox: Option<Sandbox>,
    /// True where it is carried out even after a failure in its phase.
    #[serde(skip_serializing_if = "is_default")]
    pub always: bool,
    /// Why nothing undoes it; a person decides right before it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub irreversible: Option<String>,
    /// Name of the step that mends what makes this one fail.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fix: Option<String>,
    /// How often a failure is mended.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub attempts: Option<u32>,
}

impl Contract {
    /// True where the plan says nothing.
    pub fn is_default(&self) -> bool {
        *self == Self::default()
    }
}

/// True for what need not be written.
fn is_default<T: Default + PartialEq>(value: &T) -> bool {
    *value == T::default()
}
