//! The one facade: reading, checking, gating and projecting plans, for every protocol above.
//!
//! What goes in and comes out is plain data. The engine is configured once with the formats in use;
//! it knows the world only through [`Repository`].

mod engine;

mod document;

mod evidence;

mod format_file;

mod bare;

mod unknown_format;

pub use document::{Document, GateWrite};
pub use engine::{Engine, Options};
pub use format_file::check_format;
pub use stopgate_formats::{
    BrokenFormat, DescribedSection, EditIntent, Format, FormatFault, Inspected, MAX_FORMAT_BYTES,
    OutcomeNote, PhaseRecord, ProgressNote, StepBox, StepRecord, Undraftable, Unwritable, Written,
    format_faults, format_schema,
};
pub use stopgate_gate::{
    Binding, BoundPhase, BoundStep, Change, ChangeKind, Environment, Reason, Step, StepKind,
    Verdict,
};
pub use stopgate_model::{Expectation, Plan, Profile, Repository, RuleChoice};
pub use stopgate_rules::Rule;

/// The catalogue of rules and their pages.
pub mod rules {
    pub use stopgate_rules::{Check, Example, Page, Verdict, all, by_code_or_name, page_of};
}
