//! Living edits: what people write into a plan while work goes on adds itself and nothing else, in every
//! format, table and list, whatever is typed (E1-E3, P5, P10, T5, S7, GOAL-A3).

#[path = "../support/cargo.rs"]
mod cargo;

#[path = "../support/program.rs"]
mod program;

#[path = "../write_back/payloads.rs"]
mod payloads;

mod wishes;

mod documents;

mod law;

mod laws;

mod written;

mod commands;

mod approvals;

mod index;

mod need;

mod supersede;
