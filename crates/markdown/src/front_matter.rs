//! Metadata in front of the first block.
//!
//! Split off here and not by the parser, whose own extension takes `---` lines anywhere in the
//! document for metadata (pulldown-cmark issue 1000).

use stopgate_source::Span;

use crate::lines::lines;

/// Metadata before the first block. Its content is not read here.
#[derive(Clone, Debug, PartialEq)]
pub struct FrontMatter {
    /// Its language.
    pub kind: FrontMatterKind,
    /// All of it, both delimiter lines included.
    pub span: Span,
    /// What stands between the delimiter lines.
    pub content: Span,
}

/// Languages of front matter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FrontMatterKind {
    /// Between `---` lines.
    Yaml,
    /// Between `+++` lines.
    Toml,
}

/// Front matter that opens at `from`: a line `---` or `+++` up to the next such line, or `...`.
pub(crate) fn split(text: &str, from: usize) -> Option<FrontMatter> {
    let mut lines = lines(text, from);
    let opening = lines.next()?;
    let delimiter = opening.text.trim_end_matches([' ', '\t']);
    let kind = match delimiter {
        "---" => FrontMatterKind::Yaml,
        "+++" => FrontMatterKind::Toml,
        _ => return None,
    };
    let closes = |line: &str| line == delimiter || line == "...";
    let closing = lines.find(|line| closes(line.text.trim_end_matches([' ', '\t'])))?;
    let end = closing.start + delimiter.len();
    Some(FrontMatter {
        kind,
        span: Span::new(from, end),
        content: Span::new(opening.next, closing.start),
    })
}
