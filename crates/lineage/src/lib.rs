//! What a run tells others, made from the records of its journal and nothing else.
//!
//! The journal is the truth; all of this can be made anew from it, and the same journal always gives the
//! same bytes: [`events`] for tools that collect lineage, [`statements`] for stores of evidence, [`page`]
//! for people, [`compare`] for two runs. [`check_outputs`] recomputes what can be recomputed without the
//! world.

mod history;

mod jobs;

mod openlineage;

mod statement;

mod envelope;

mod kept_output;

mod comparison;

mod visible;

mod page;

pub use comparison::{Comparison, Difference, SideOfStep, StepDifference, compare};
pub use envelope::{PAYLOAD_TYPE, envelope, to_be_signed};
pub use history::{Attempt, History, PhaseTimes, Said, Written, between};
pub use kept_output::{Outputs, check_outputs};
pub use openlineage::{About, events};
pub use page::{Checked, Verification, page};
pub use statement::{ApprovalDigest, Statement, statements};
pub use visible::is_unseen;
