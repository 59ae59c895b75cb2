//! The verdict on a plan, and the projection: what would run, where, and what must come out.
//!
//! A command is *runnable* only when a reader of the rendered page sees it, every reading of the
//! document agrees on it, and nothing about it is left to guess. What is recognised and not runnable
//! stays in the projection with the reason.

mod verdict;

mod projection;

mod step;

mod fitness;

mod unfit_programs;

pub use projection::project;
pub use step::{Step, StepKind};
pub use verdict::{Reason, Verdict};
