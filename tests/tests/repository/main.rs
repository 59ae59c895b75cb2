//! Rules that ask the repository: real repositories of git, what their plans are told, and that nothing
//! in them makes the asking start anything.

#![cfg(unix)]

#[path = "../support/cargo.rs"]
mod cargo;

#[path = "../support/program.rs"]
mod program;

mod git;

mod files;

mod history;

mod silence;

mod hostile;

mod cost;

use git::Git;
