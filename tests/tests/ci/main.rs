//! What a team puts into CI: output formats, fingerprints, selection, the baseline, the merge driver
//! (issue 4, points 4 and 10; GOAL-C10, GOAL-K1).

#[path = "../support/cargo.rs"]
mod cargo;

#[path = "../support/program.rs"]
mod program;

mod dice;

mod folder;

mod formats;

mod hostile;

mod sarif;

mod fingerprints;

mod fingerprint_changes;

mod selection;

mod baseline;

mod merging;

mod merge_law;
