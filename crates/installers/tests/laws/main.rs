//! Laws of installing: what was there is there after, a second time changes nothing, and taking it out gives back
//! every byte (G3, acceptance 7).

#![allow(
    clippy::disallowed_methods,
    clippy::disallowed_types,
    clippy::expect_used,
    reason = "a test starts the shell that agents start, asks how long it may take, and ends where something is missing"
)]

mod cases;

mod edited;

mod generated;

mod refused;

mod world;
