//! The one facade: reading, checking, gating and projecting plans, for every protocol above.
//!
//! What goes in and comes out is plain data. The engine is configured once with the formats in use;
//! it knows the world only through [`Repository`].

mod engine;

mod document;

mod judged;

mod cache;

mod converted;

mod adopted;

mod promoted;

mod living;

mod plan_index;

mod fixing;

mod evidence;

mod snapshot;

mod summary;

mod trace;

mod fingerprint;

mod merge;

mod format_file;

mod bare;

mod unknown_format;

pub use adopted::{Adopted, Adopting, Proposal, Unadoptable};
pub use cache::{Answer, Cache, Cached, MAX_ENTRY_BYTES};
pub use converted::Converted;
pub use document::{Document, GateWrite};
pub use engine::{Engine, Options};
pub use fingerprint::Fingerprint;
pub use fixing::{Dropped, Fixed, Fixing};
pub use format_file::check_format;
pub use judged::{Judged, OpenQuestion, ToJudge, Wanted};
pub use living::{Living, LivingEdit, NotEdited};
pub use merge::Merged;
pub use plan_index::{
    IndexEntry, PlanStatus, RunStanding, holds_index, index_edits, indexed_links, new_index,
};
pub use promoted::{Observed, Promoted, Promotion};
pub use snapshot::{Snapshot, SnapshotField, Unsnapped};
pub use stopgate_formats::{
    AnsweredBy, Assignment, Attributes, BrokenFormat, Column, Content, DescribedSection,
    EditIntent, Filled, Form, Format, FormatFault, Ground, Inspected, ItemKind, Kept, Lost,
    MAX_ANSWER_BYTES, MAX_FORMAT_BYTES, NamedItem, NotOne, Note, NoteKind, Offered, Opening,
    OutcomeNote, PhaseRecord, ProgressNote, Prompt, Renamed, Report, Settlement, Slot, StepBox,
    StepRecord, Supersession, Tick, Unconvertible, Undraftable, Unfit, Unwritable, Written,
    columns_of, format_faults, format_schema, names_successor, slug, suggestion,
};
pub use stopgate_gate::{
    Binding, BoundPhase, BoundStep, Change, ChangeKind, Environment, Reason, Step, StepKind,
    Verdict,
};
pub use stopgate_model::{
    Estimate, Expectation, Plan, Profile, Question, Repository, RuleChoice, SectionKind,
};
pub use stopgate_rules::{BrokenPack, Checked, Pack, Packs, Rule, is_finished};
pub use summary::{Counts, Effort, PhaseSummary, Said, Summary};
pub use trace::{Reached, Trace, TracedItem, TracedKind};

/// The catalogue of rules and their pages.
pub mod rules {
    pub use stopgate_rules::{Check, Example, Page, Verdict, all, by_code_or_name, page_of};
}
