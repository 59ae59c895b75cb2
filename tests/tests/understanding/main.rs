//! What Stopgate understands of a repository and its plans: survey, trace, summary (X2, S8, X7, X10, X12).

#[path = "../support/cargo.rs"]
mod cargo;

#[path = "../support/program.rs"]
mod program;

#[path = "../ci/folder.rs"]
mod folder;

mod surveying;

mod beginning;

mod tracing;

mod specs;

mod summaries;
