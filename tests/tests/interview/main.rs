//! The interview: from blank plans to plans that pass their gate, by answers alone (P2, P4, P5, P10, P11).

#[path = "../support/cargo.rs"]
mod cargo;

#[path = "../support/program.rs"]
mod program;

mod scripts;

mod world;

mod formats;

mod front_ends;

mod hostile;

mod sessions;

mod records;

mod typing;
