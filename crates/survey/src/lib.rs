//! Facts about a repository, each with the file and line that prove it (X2).
//!
//! What is looked for is data: detector files say which files, keys and words show which fact. Nothing is
//! guessed and nothing is started: a version is what a file says, and what was not looked at is told.

mod fact;

mod kind;

mod files;

mod detector;

mod expression;

mod detectors;

mod survey;

mod sorting;

mod looking;

mod merging;

mod folders;

mod languages;

mod owners;

mod excerpt;

mod template;

mod manifest;

mod packages;

mod note;

mod papers;

mod gaps;

pub use detector::BrokenDetector;
pub use detectors::Detectors;
pub use fact::{Certainty, Fact, Locked, Place, Proof};
pub use files::{Author, Files, Unread};
pub use gaps::Gap;
pub use kind::Kind;
pub use note::Note;
pub use papers::{Paper, PaperKind, papers};
pub use survey::{Survey, survey};
