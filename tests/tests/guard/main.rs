//! The guard, through the real binary: bypasses that are tried and have to be stopped, what has to stay allowed, and
//! answers as each agent documents them (P12, G2; GOAL-A2).

#[path = "../support/cargo.rs"]
mod cargo;

#[path = "../support/lanes.rs"]
mod lanes;

#[path = "../support/program.rs"]
mod program;

mod world;

mod attempts;

mod answers;

mod sessions;

mod commits;

mod around;

mod pushes;

mod failing;

mod steps;
