//! The cache of `check`: it changes how long a check takes, and nothing that a check says (GOAL-C2).

#[path = "../support/cargo.rs"]
mod cargo;

#[path = "../support/program.rs"]
mod program;

#[expect(
    dead_code,
    reason = "the tests about repositories ask it for more than these"
)]
#[path = "../repository/git.rs"]
mod git;

mod world;

mod same;

mod fresh;

mod damaged;

mod places;

mod trust;

mod engine;
