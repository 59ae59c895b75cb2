//! What a plan says of a step is what happens, through the binary: order, repetition, failures, limits,
//! what a step gets, and what undoes it (docs/steps.md).

#[path = "../support/cargo.rs"]
mod cargo;

#[path = "../support/program.rs"]
mod program;

mod trial;

mod order;

mod repetition;

mod failures;

mod undoing;

mod surroundings;

mod refused;

mod changed;

mod between;

mod adopting;

mod adopting_laws;

mod promoting;

mod superseded;
