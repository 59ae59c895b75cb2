//! What a plan must not get past the gate with: one file per rule in `rules/`, its page beside it.
//!
//! *Document* rules see the tree, *plan* rules the typed plan; none knows which format it was, none
//! touches the world but through [`Context`]. The format says which rules apply, how heavily, and on
//! which requirement they rest.

mod rule;

mod queries;

mod check;

mod report;

mod registry;

mod suppression;

mod phrases;

mod contents;

/// How early tasks can end by what they wait for.
mod chains;

mod written_day;

mod standing;

mod finished;

/// Commands as a shell takes them apart.
mod shell;

/// Which phases a text names: the timeline and the summary are judged alike.
mod phase_names;

/// What templates leave to fill in: titles and running text are judged alike.
mod placeholder;

/// How documents are laid out, and which bytes of them stay as they are.
mod layout;

mod page;

mod pack;

mod packs;

pub use check::{Checked, Settings, Subject, check};
pub use contents::stage::{Stage, by_boxes, is_blocked, stage};
pub use finished::is_finished;
pub use layout::Laid;
pub use pack::{BrokenPack, Pack, Topic};
pub use packs::{PackChoice, Packs};
pub use page::{Example, Page, Verdict};
pub use queries::Queries;
pub use registry::{all, by_code_or_name, page_of};
pub use report::Report;
pub use rule::{Check, Context, Rule};
pub use suppression::{Scope, Suppression, Suppressions};
