//! The journal of a run: events, the transition function, the hash chain, replay.
//!
//! The journal is the only truth about a run. A state comes from nothing but applying events, live or
//! replayed, with one and the same [`State::apply`]. This crate knows no disk: a [`Store`] keeps the
//! lines.
//!
//! [`read`] takes any bytes. It keeps the longest prefix of whole records that follow each other and
//! tell what can have happened, names the record behind it, and says whether a crash can have left it
//! so ([`FaultKind::Torn`]) or not ([`FaultKind::Tampered`]).
//!
//! The chain cannot tell these from what a runner writes:
//!
//! - a journal that was cut behind a whole record, and one whose end was cut within a record or made
//!   zero, which looks torn: a crash leaves the same;
//! - a possible history of which somebody computed all hashes anew;
//! - the journal of one run in the place of another's.
//!
//! Against them stands what lies beside the journal. A signed decision names the run, and the number and
//! the hash of the record before it: that record, and all before it, are then as the person saw them.

mod event;

mod outcome;

mod end;

mod succession;

mod order;

mod state;

mod transition;

mod chain;

mod torn;

mod reading;

mod journal;

pub use chain::{Head, VERSION, encode};
pub use end::End;
pub use event::{
    Created, Decision, Event, Finding, Limits, PhasePlan, Resolution, StepKind, StepPlan, UndoPlan,
    Who,
};
pub use journal::{Journal, JournalFailure, Store, StoreFailure};
pub use outcome::{Ending, Met, Outcome, Output};
pub use reading::{Fault, FaultKind, Reading, Record, read};
pub use state::{DecisionMade, State, Status, Step, StepState};
pub use succession::{LeftBehind, Succession};
pub use transition::Refused;
