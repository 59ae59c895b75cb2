//! What stands inside headings, paragraphs and cells.

use stopgate_source::Span;

/// One inline element. Containers (emphasis, links) come before what they contain and cover it.
#[derive(Clone, Debug, PartialEq)]
pub struct Inline {
    /// What it is.
    pub kind: InlineKind,
    /// Its bytes, markers included.
    pub span: Span,
}

/// Kinds of inline elements.
#[derive(Clone, Debug, PartialEq)]
pub enum InlineKind {
    /// Text; an entity or escape is a piece of its own, with what it stands for.
    Text(Option<char>),
    /// Inline code: the bytes between its back-ticks, before CommonMark strips and joins anything.
    Code(Span),
    /// `*…*` or `_…_`.
    Emphasis,
    /// `**…**`.
    Strong,
    /// `~~…~~`.
    Strikethrough,
    /// A link with its destination.
    Link(String),
    /// An image with its source.
    Image(String),
    /// Raw HTML, comments included.
    Html,
    /// A line ending inside a paragraph, with the prefix of the next line.
    Break,
    /// A reference to a footnote.
    FootnoteReference,
}
