//! From byte offsets to lines and columns.

use crate::Span;

/// A place as people count it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Position {
    /// Line, counted from 1.
    pub line: usize,
    /// Column in code points, counted from 1.
    pub column: usize,
}

/// Where the lines of a text begin. `\n`, `\r\n` and a lone `\r` end a line (CommonMark 2.1).
#[derive(Clone, Debug)]
pub struct LineIndex {
    starts: Vec<u32>,
    length: usize,
}

impl LineIndex {
    /// Indexes a text.
    pub fn new(text: &str) -> Self {
        let bytes = text.as_bytes();
        let mut starts = vec![0];
        for at in memchr::memchr2_iter(b'\n', b'\r', bytes) {
            let is_first_half = bytes[at..].starts_with(b"\r\n");
            if !is_first_half {
                starts.push(u32::try_from(at + 1).unwrap_or(u32::MAX));
            }
        }
        Self {
            starts,
            length: text.len(),
        }
    }

    /// How many lines there are; an empty text has one.
    pub fn count(&self) -> usize {
        self.starts.len()
    }

    /// The line of a byte offset, counted from 1.
    pub fn line(&self, offset: usize) -> usize {
        self.starts
            .partition_point(|&start| start as usize <= offset)
            .max(1)
    }

    /// The bytes of a line, counted from 1, with its line ending; empty past the end.
    pub fn span(&self, line: usize) -> Span {
        let start_of = |index: usize| {
            self.starts
                .get(index)
                .map_or(self.length, |&at| at as usize)
        };
        Span::new(start_of(line.saturating_sub(1)), start_of(line))
    }

    /// Line and column of a byte offset in `text`, the text that was indexed.
    pub fn position(&self, text: &str, offset: usize) -> Position {
        let line = self.line(offset);
        let before = text
            .get(self.span(line).start()..offset)
            .unwrap_or_default();
        Position {
            line,
            column: before.chars().count() + 1,
        }
    }
}
