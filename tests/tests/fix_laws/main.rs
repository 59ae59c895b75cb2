//! The laws of fixes and of `fmt`, over every document we have (GOAL-C7, GOAL-C8).
//!
//! What a fix must not change is compared here by other means than the engine uses.

mod documents;

mod alone;

mod together;

mod formatted;
