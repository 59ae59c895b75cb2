//! What of a document an answer is written into.

use stopgate_markdown::{BlockId, Tree};
use stopgate_source::Span;

/// Where an answer goes, in the document that the slot was found in.
#[derive(Clone, Debug)]
pub(super) enum Target {
    /// The end of what stands in a section, given by its index in the outline, before the first heading
    /// below it; or in place of a comment of the template.
    Section { at: usize, comment: Option<Span> },
    /// A section that is not there, in front of a byte.
    NewSection {
        title: String,
        level: u8,
        before: usize,
    },
    /// More rows of a table.
    Rows { table: BlockId, section: usize },
    /// A cell of a table.
    Cell(BlockId),
    /// Behind a label without a value, or behind an item with a label of its own.
    Behind { at: usize, label: Option<String> },
    /// In place of a value.
    Value(Span),
    /// A labelled line that is not there: behind the block in front of a byte.
    NewLine { at: usize, label: String },
    /// An entry of the open questions, given by a byte of it.
    Entry(usize),
    /// The box of an item, which only a yes ticks.
    Tick(Span),
}

impl Target {
    /// The byte at which an answer would stand; none where that is no single place.
    pub(super) fn start(&self, tree: &Tree) -> Option<usize> {
        match self {
            Self::Cell(cell) => Some(tree.block(*cell).span.start()),
            Self::Behind { at, .. } => Some(*at),
            Self::Value(span) => Some(span.start()),
            _ => None,
        }
    }
}
