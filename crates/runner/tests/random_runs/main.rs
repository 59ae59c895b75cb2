//! Runs that nobody thought of: random plans, worlds, kills and people, against a reference that shares
//! no code with the runner (FAULT-10), and rollbacks of which every subset fails (FAULT-11).

#![expect(
    clippy::expect_used,
    clippy::print_stdout,
    reason = "the tests made what they expect, and print what they counted"
)]

#[path = "../../../../tests/src/dice.rs"]
mod dice;

#[path = "../../../../tests/src/matrix.rs"]
#[expect(
    clippy::disallowed_methods,
    reason = "how often the matrix is tried is said from outside, in one place for all tests"
)]
mod matrix;

mod plans;

mod reference;

mod world;

mod life;

mod faults;

mod undoing;
