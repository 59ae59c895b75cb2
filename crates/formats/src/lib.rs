//! Plan formats as data: recognition, lowering to the typed plan, edit intents, templates.
//!
//! A format is one TOML file ([`Format`]). Nothing above this crate knows a format by name. Titles
//! and keys are matched by normalised text with their aliases, never by number.

mod file;

mod rule_entry;

mod prompt;

mod layer;

mod sign;

mod opening;

mod inspect;

mod shape;

mod nearest;

mod safety;

mod builtin;

mod title;

mod recognise;

mod lower;

mod gate_line;

mod intent;

mod template;

mod convert;

mod answer;

mod adopt;

mod parts;

mod draft;

mod describe;

pub use adopt::{Attributes, as_fence, at_fence, attributes_of, can_be_attribute, limit_beside};
pub use answer::{Column, Content, Filled, Form, Ground, MAX_ANSWER_BYTES, Slot, Unfit};
pub use builtin::{Formats, builtin_formats};
pub use convert::{Conversion, Kept, Lost, Renamed, Report, Unconvertible, convert};
pub use describe::DescribedSection;
pub use draft::{Undraftable, draft_format};
pub use file::{Format, MAX_FORMAT_BYTES};
pub use inspect::{FormatFault, FormatPlaces, Inspected, columns_of, format_faults, inspect};
pub use intent::{
    Assignment, EditIntent, ItemKind, NamedItem, NotOne, Note, NoteKind, OutcomeNote, PhaseRecord,
    ProgressNote, Settlement, StepBox, StepRecord, Supersession, Tick, Unwritable, Written,
    all_edits, edits, named, named_items, names_successor,
};
pub use layer::BrokenFormat;
pub use lower::{lower, read_spec};
pub use nearest::suggestion;
pub use opening::{AnsweredBy, Opening};
pub use parts::{Part, PartKind, only, parts, slug};
pub use prompt::{Offered, Prompt};
pub use recognise::{Claim, best_claim, claims};
pub use shape::format_schema;
pub use template::new_plan;
