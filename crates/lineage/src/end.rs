//! Which events say how an attempt of a step ended.

use stopgate_journal::{Event, Outcome};

/// The end of an attempt.
#[derive(Clone, Copy)]
pub(crate) struct End<'a> {
    pub(crate) step: &'a str,
    pub(crate) attempt: u32,
    pub(crate) passed: bool,
    pub(crate) outcome: &'a Outcome,
}

/// The end that an event tells of; none where it tells of something else.
pub(crate) fn end(event: &Event) -> Option<End<'_>> {
    match event {
        Event::StepEnded {
            step,
            attempt,
            passed,
            outcome,
        }
        | Event::OutcomeProven {
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
