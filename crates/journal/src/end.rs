//! Which events say how an attempt of a step ended.

use crate::{Event, Outcome};

/// The end of an attempt.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct End<'a> {
    /// Id of the step.
    pub step: &'a str,
    /// The attempt that ended.
    pub attempt: u32,
    /// Whether it did what was expected.
    pub passed: bool,
    /// What came of it.
    pub outcome: &'a Outcome,
}

impl Event {
    /// The end that it tells of, seen or proven; none where it tells of something else.
    pub fn end(&self) -> Option<End<'_>> {
        match self {
            Self::StepEnded {
                step,
                attempt,
                passed,
                outcome,
            }
            | Self::OutcomeProven {
                step,
                attempt,
                passed,
                outcome,
            } => Some(End {
                step,
                attempt: *attempt,
                passed: *passed,
                outcome,
            }),
            _ => None,
        }
    }
}
