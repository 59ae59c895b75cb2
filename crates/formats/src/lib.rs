//! Plan formats as data: recognition, lowering to the typed plan, edit intents, templates.
//!
//! A format is one TOML file ([`Format`]). Nothing above this crate knows a format by name. Titles
//! and keys are matched by normalised text with their aliases, never by number.

mod file;

mod builtin;

mod title;

mod recognise;

mod lower;

mod gate_line;

mod intent;

mod template;

mod convert;

pub use builtin::{Formats, builtin_formats};
pub use convert::{Conversion, Kept, Lost, Renamed, Report, Unconvertible, convert};
pub use file::{BrokenFormat, Format};
pub use intent::{
    EditIntent, OutcomeNote, PhaseRecord, ProgressNote, StepBox, StepRecord, Unwritable, Written,
    all_edits, edits,
};
pub use lower::{lower, read_spec};
pub use recognise::{Claim, best_claim, claims};
pub use template::new_plan;
