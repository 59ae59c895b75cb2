//! A place for an answer: what it is called, in which order it is asked for, and what it holds.

use super::target::Target;
use crate::prompt::Prompt;

/// A place in a plan that an answer can fill. It holds for the document that it was found in.
#[derive(Clone, Debug)]
pub struct Slot {
    /// The name of the place, the same in every state of a plan: `context.environment`, `phase-1.goal`.
    pub key: String,
    /// The title of the section that the answer goes to.
    pub section: String,
    /// What the place holds.
    pub form: Form,
    /// True where nothing stands there yet.
    pub fresh: bool,
    /// What the format asks for this place.
    pub prompt: Option<Prompt>,
    /// Where it comes in the procedure of the format: the place among its sections, then the byte.
    pub order: (usize, usize),
    pub(super) target: Target,
}

/// What a place holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Form {
    /// Markdown: paragraphs, lists, tables, closed fences of code.
    Text,
    /// One line of text.
    Line,
    /// Rows of a table.
    Rows(Vec<Column>),
}

impl Form {
    /// The name in JSON.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Line => "line",
            Self::Rows(_) => "rows",
        }
    }
}

/// A column of a table that is to be filled.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Column {
    /// The id that the format gives it, else its title as a slug.
    pub id: String,
    /// The title as it stands in the table.
    pub title: String,
    /// True for the column that numbers the rows: a row may leave it out.
    pub numbers: bool,
}
