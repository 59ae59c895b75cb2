//! Work for agents, with agents that are scripts: the checks decide, what may not be touched is found,
//! and nothing that an agent reads or does reaches a person's place.

mod checkpoints;
mod injection;
mod scene;
mod work;

#[path = "../support/cargo.rs"]
mod cargo;

#[path = "../support/greeting.rs"]
mod greeting;

#[path = "../support/lanes.rs"]
mod lanes;

#[path = "../support/program.rs"]
mod program;
