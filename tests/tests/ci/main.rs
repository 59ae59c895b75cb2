//! What a team puts into CI: output formats, fingerprints, selection, the baseline, the merge driver
//! (GOAL-C10, GOAL-K1).

#[path = "../support/cargo.rs"]
mod cargo;

#[path = "../support/program.rs"]
mod program;

mod folder;

mod formats;

mod hostile;

mod sarif;

mod fingerprints;

mod fingerprint_changes;

mod selection;

mod baseline;

mod since;

mod merging;

mod merge_law;
