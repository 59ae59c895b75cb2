//! What Stopgate understands of a repository and its plans: survey, trace, summary (X2, S8, X7, X10, X12).

#[path = "../support/cargo.rs"]
mod cargo;

#[path = "../support/program.rs"]
mod program;

mod folder;

mod surveying;

mod beginning;

mod tracing;

mod specs;

mod summaries;
