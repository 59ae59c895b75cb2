//! The meaning of a document: everything in it but its living parts, and nothing of its layout.
//!
//! Two documents have the same meaning when and only when their parts are equal, one by one. White
//! space, line wrapping, table alignment, list markers, heading style and living parts change no
//! part; anything else does: a word, a level, a nesting, an order, what a reader does not see.

use std::hash::{Hash, Hasher};

use serde::{Deserialize, Serialize};
use stopgate_markdown::Tree;
use stopgate_model::Plan;
use stopgate_source::Span;

use crate::pieces;

/// One block of a document as far as it means something. Parts are equal when they say the same in
/// the same place of the structure; where they stand in the file does not matter.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Part {
    /// Title of the innermost heading above it, cut short where it is very long; none before the
    /// first heading.
    pub section: Option<String>,
    /// What it is and how it is seen: `paragraph`, `heading 2`, `row`, `paragraph in a block quote`.
    pub kind: String,
    /// How many blocks are around it. Order, kind and depth together tell the whole structure.
    pub depth: u32,
    /// What it says, white space normalised outside of code.
    pub text: String,
    /// Where its links and images lead, as far as the text does not say it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub links: Vec<String>,
    /// Its bytes in the document it was read from; empty for a block that only holds others.
    #[serde(skip)]
    pub span: Span,
}

impl Part {
    fn content(&self) -> (Option<&str>, &str, u32, &str, &[String]) {
        let section = self.section.as_deref();
        (section, &self.kind, self.depth, &self.text, &self.links)
    }
}

impl PartialEq for Part {
    fn eq(&self, other: &Self) -> bool {
        self.content() == other.content()
    }
}

impl Eq for Part {}

impl Hash for Part {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.content().hash(state);
    }
}

/// The meaning of a document, in document order.
pub fn meaning(tree: &Tree, plan: &Plan) -> Vec<Part> {
    let pieces = pieces::of(tree, plan).into_iter();
    pieces
        .filter(|piece| !piece.living)
        .map(|piece| piece.part)
        .collect()
}
