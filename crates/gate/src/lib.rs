//! The verdict on a plan, and the projection: what would run, where, and what must come out.
//!
//! A command is *runnable* only when a reader of the rendered page sees it, every reading of the
//! document agrees on it, and nothing about it is left to guess. What is recognised and not runnable
//! stays in the projection with the reason.

mod verdict;

mod projection;

mod contracts;

mod meaning;

mod pieces;

mod living;

mod wording;

mod between;

mod binding;

mod phases;

mod rollback_phase;

mod approval;

mod latest_moment;

mod standing;

mod change;

mod alignment;

mod step_changes;

mod step;

mod fitness;

mod signature;

mod signers;

pub use approval::{Act, Approval, BrokenApproval, PhaseDigest};
pub use binding::{Binding, BoundPhase, BoundStep, Environment, sha256};
pub use change::{Change, ChangeKind, Side, changes};
pub use contracts::uses;
pub use latest_moment::LatestMoment;
pub use meaning::{Part, meaning};
pub use projection::project;
pub use signature::{KeyTrouble, Namespace, SigningKey};
pub use signers::{AllowedSigners, Fault, NotVerified};
pub use standing::{Cleared, NotCleared, Standing, standing};
pub use step::{Step, StepKind};
pub use stopgate_model::{Agent, Contract, Effect, RetryOn, Sandbox, is_destructive};
pub use verdict::{Reason, Verdict};
