//! Text, byte ranges, lines, edits and findings: what every layer of Stopgate speaks.
//!
//! This crate knows nothing of Markdown or plans. Offsets are bytes everywhere inside; lines and
//! columns are counted from 1 and only made at the edge that shows them.

mod file_part;

mod span;

mod lines;

mod text;

mod edit;

mod ask;

mod finding;

mod grams;

mod table;

mod found;

mod search;

mod pattern;

mod words;

pub use ask::{About, Ask, Choice};
pub use edit::{Edit, EditSet, OverlappingEdits};
pub use file_part::file_part;
pub use finding::{Finding, Fix, Severity};
pub use found::{Found, Parts};
pub use grams::{ANY, Grams, Needs, OVER_OTHERS, Sought, gram};
pub use lines::{LineIndex, Position};
pub use pattern::{Pattern, ascii};
pub use span::Span;
pub use table::{Table, Tables};
pub use text::Source;
pub use words::Words;
