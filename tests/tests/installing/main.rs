//! What agents and editors need in a repository, through the binary: it gets in, a second time changes nothing, and
//! it gets out again without a trace (G3, acceptance 7).

#[path = "../support/cargo.rs"]
mod cargo;

#[path = "../support/stopgate.rs"]
mod stopgate;

mod folder;

mod there_and_back;

mod shared;

mod refused;

mod asked;

mod ready;

mod together;
