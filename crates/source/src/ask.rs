//! A question to a person, and where its answer goes.

use crate::Span;

/// What a person has to be asked, because nobody else knows it (P4).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ask {
    /// The whole question, as a rule puts it: what is asked, why, and an example.
    pub text: String,
    /// What the answer is about.
    pub about: About,
    /// The answers to choose from, none of them preferred (P6); empty where any answer will do.
    pub options: Vec<Choice>,
}

/// One of several answers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choice {
    /// The answer.
    pub answer: String,
    /// What speaks for it and against it; empty where nobody has said so.
    pub trade_off: String,
}

impl Ask {
    /// A question whose answer goes to the section around the place of its finding.
    pub fn new(text: impl Into<String>) -> Self {
        Self {
            text: text.into(),
            about: About::Around,
            options: Vec::new(),
        }
    }
}

/// Where an answer goes, in words that hold for every format.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum About {
    /// The innermost section around the finding.
    Around,
    /// The innermost section around another place.
    At(Span),
    /// The section in a role of the format (`rollback`), whether it is there or not.
    Section(String),
    /// A header field by its id (`author`).
    Header(String),
    /// A labelled line of a section by its id (`environment`).
    Field(String),
    /// A part of a phase, given by its heading: a field by its id (`goal`), or `tasks`.
    Phase {
        /// The heading of the phase.
        heading: Span,
        /// What of it.
        part: String,
    },
    /// A column of a row, a key of an item, or a labelled line below a heading, by its id (`owner`).
    Cell {
        /// The row, item or heading.
        record: Span,
        /// The id of the column.
        column: String,
    },
    /// More rows of the table, or more entries of the list, in the section around the finding.
    Rows,
    /// An entry of the open questions: what became of it.
    Entry(Span),
}
