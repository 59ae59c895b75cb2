//! The journal of a run: events, the transition function, the hash chain, replay.
//!
//! The journal is the only truth about a run. A state comes from nothing but applying events, live or
//! replayed, with one and the same [`State::apply`]. This crate knows no disk: a [`Store`] keeps the
//! lines.

mod event;

mod outcome;

mod state;

mod transition;

mod chain;

mod torn;

mod reading;

mod journal;

pub use chain::{Head, VERSION, encode};
pub use event::{
    Created, Decision, Event, PhasePlan, Resolution, StepKind, StepPlan, UndoPlan, Who,
};
pub use journal::{Journal, JournalFailure, Store, StoreFailure};
pub use outcome::{Ending, Met, Outcome, Output};
pub use reading::{Fault, FaultKind, Reading, Record, read};
pub use state::{DecisionMade, State, Status, Step, StepState};
pub use transition::Refused;
