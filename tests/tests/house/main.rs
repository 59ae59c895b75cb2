//! The rules of the house: `cargo test` is the whole truth about format, lints, documentation,
//! lengths, licences, links and the test command.

mod rust;

mod licences;

mod documents;

#[path = "../support/cargo.rs"]
mod cargo;
