//! Processes around a run: what a step starts, what it writes, and who else has the plan open (FAULT-7 to
//! FAULT-9).

#[path = "../support/cargo.rs"]
mod cargo;

#[path = "../support/lanes.rs"]
mod lanes;

#[path = "../support/program.rs"]
mod program;

mod place;

mod alive;

mod escapes;

mod trees;

mod bombs;

mod output;

mod editors;

mod beside;

mod person;

mod schedules;

mod baton;

mod shared_plans;
