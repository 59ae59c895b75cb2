//! What holds for every journal: events against a reference, damage, forgery, hostile bytes, writing.

#![expect(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "what is unwrapped was made by the tests, which print what they counted"
)]

#[path = "../../../../tests/src/dice.rs"]
mod dice;

mod runs;

mod reference;

mod model;

mod written;

mod writing;

mod damage;

mod forged;

mod hostile;

/// When everything happens.
const AT: &str = "2026-03-04T05:06:07Z";
