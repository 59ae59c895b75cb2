//! The guard: what agents and git ask, put together with what is planned and what runs.

pub(crate) mod agent;
pub(crate) mod git;
pub(crate) mod missing;
mod open_point;
pub(crate) mod posture;

use crate::exit::Trouble;

/// Why something does not happen, for whoever asked.
#[derive(Debug)]
pub(crate) struct Denied(pub(crate) String);

impl From<Trouble> for Denied {
    /// What the guard cannot find out it denies.
    fn from(trouble: Trouble) -> Self {
        Self(trouble.to_string())
    }
}

impl From<String> for Denied {
    fn from(why: String) -> Self {
        Self(why)
    }
}
