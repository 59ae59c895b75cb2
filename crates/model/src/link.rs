//! Links, and listings of code.

use stopgate_source::Span;

/// A link or an image.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link {
    /// Where it leads, as Markdown reads it.
    pub target: String,
    /// Link and text.
    pub origin: Span,
}

/// A block of code, whatever it is for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listing {
    /// Its language in lower case; none where it names none.
    pub language: Option<String>,
    /// Its first line that is not blank, trimmed.
    pub first: String,
    /// How many lines it has.
    pub lines: usize,
    /// The line of the fence, or the first line of an indented block.
    pub opening: Span,
    /// All of it.
    pub origin: Span,
}
