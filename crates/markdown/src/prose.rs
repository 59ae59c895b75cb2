//! Rendered text that remembers where each piece of it came from.

use std::ops::Range;

use stopgate_source::Span;

/// The text of a heading, paragraph or cell as a reader sees it, with the way back to the bytes.
///
/// Emphasis marks, link targets, HTML and comments are gone; entities and escapes are resolved;
/// inline code keeps one back-tick on each side; a line ending is `\n`, without the prefix of the
/// next line. Key lines (`Rationale:`) are read from it whatever their markup.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Prose {
    text: String,
    pieces: Vec<Piece>,
    end: usize,
}

/// From `at` bytes of the text on, the text stands at `source` and runs in step with it.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Piece {
    at: usize,
    source: Span,
}

impl Prose {
    /// Appends `text`, which stands at `source`.
    pub fn push(&mut self, text: &str, source: Span) {
        self.pieces.push(Piece { at: self.text.len(), source });
        self.text.push_str(text);
        self.end = source.end();
    }

    /// The text.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The bytes of the document that a range of the text stands for.
    pub fn origin(&self, range: Range<usize>) -> Span {
        Span::new(self.source_of(range.start, true), self.source_of(range.end, false))
    }

    fn source_of(&self, at: usize, opens: bool) -> usize {
        let after = |piece: &Piece| if opens { piece.at <= at } else { piece.at < at };
        let index = self.pieces.partition_point(after);
        let Some(piece) = index.checked_sub(1).and_then(|index| self.pieces.get(index)) else {
            return self.pieces.first().map_or(self.end, |piece| piece.source.start());
        };
        (piece.source.start() + (at - piece.at)).min(piece.source.end())
    }
}
