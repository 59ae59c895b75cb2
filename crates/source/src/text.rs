//! The bytes of a document, and the text that stands for them.

use std::sync::{Arc, OnceLock};

use crate::{Grams, LineIndex, Position, Span};

/// What stands in the shadow text for each byte that is not UTF-8: a control character, so that
/// nothing which holds such a byte can pass for a command.
const SUBSTITUTE: &str = "\u{1a}";

/// A document as it was read: its bytes, a text of the same length, and its lines.
///
/// Where the bytes are not UTF-8, the text holds one control character per offending byte, so that
/// every offset means the same in both (CONTRACT.md 15). Cloning is cheap.
#[derive(Clone, Debug)]
pub struct Source {
    bytes: Option<Arc<[u8]>>,
    text: Arc<str>,
    invalid: Arc<[Span]>,
    lines: Arc<LineIndex>,
    grams: Arc<OnceLock<Grams>>,
}

impl Source {
    /// Takes any bytes; never fails.
    pub fn new(bytes: Vec<u8>) -> Self {
        match String::from_utf8(bytes) {
            Ok(text) => Self::from_text(text),
            Err(error) => Self::from_broken(error.into_bytes()),
        }
    }

    /// The bytes as they were given.
    pub fn bytes(&self) -> &[u8] {
        self.bytes.as_deref().unwrap_or(self.text.as_bytes())
    }

    /// The text of the same length.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The bytes that are not UTF-8, in order; each range is one maximal run.
    pub fn invalid(&self) -> &[Span] {
        &self.invalid
    }

    /// The lines.
    pub fn lines(&self) -> &LineIndex {
        &self.lines
    }

    /// The runs of letters of the text.
    pub fn grams(&self) -> &Grams {
        self.grams.get_or_init(|| {
            let mut grams = Grams::default();
            grams.add(&self.text);
            grams
        })
    }

    /// The text of a range; empty where the range is not on character boundaries.
    pub fn slice(&self, span: Span) -> &str {
        self.text.get(span.range()).unwrap_or_default()
    }

    /// The line of a byte offset, counted from 1.
    pub fn line(&self, offset: usize) -> usize {
        self.lines.line(offset)
    }

    /// Line and column of a byte offset.
    pub fn position(&self, offset: usize) -> Position {
        self.lines.position(&self.text, offset)
    }

    /// The range without white space at its ends.
    pub fn trim(&self, span: Span) -> Span {
        let text = self.slice(span);
        let start = span.start() + text.len() - text.trim_start().len();
        Span::new(start, start + text.trim().len())
    }

    fn from_text(text: String) -> Self {
        let lines = Arc::new(LineIndex::new(&text));
        Self {
            bytes: None,
            text: text.into(),
            invalid: Arc::new([]),
            lines,
            grams: Arc::default(),
        }
    }

    fn from_broken(bytes: Vec<u8>) -> Self {
        let mut text = String::with_capacity(bytes.len());
        let mut invalid: Vec<Span> = Vec::new();
        for chunk in bytes.utf8_chunks() {
            text.push_str(chunk.valid());
            let broken = Span::new(text.len(), text.len() + chunk.invalid().len());
            text.push_str(&SUBSTITUTE.repeat(broken.len()));
            match invalid.last_mut() {
                Some(last) if last.end() == broken.start() => *last = last.join(broken),
                _ if broken.is_empty() => {}
                _ => invalid.push(broken),
            }
        }
        let read = Self::from_text(text);
        Self {
            bytes: Some(bytes.into()),
            invalid: invalid.into(),
            ..read
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn broken_bytes_are_kept_and_offsets_hold() {
        let bytes = b"ab\xff\xfe cd\xc3".to_vec();
        let source = Source::new(bytes.clone());
        assert_eq!(source.bytes(), bytes);
        assert_eq!(source.text(), "ab\u{1a}\u{1a} cd\u{1a}");
        assert_eq!(source.invalid(), [Span::new(2, 4), Span::new(7, 8)]);
    }

    #[test]
    fn positions_count_code_points_and_every_line_ending() {
        let source = Source::new("é1\r\nb\rc\nd".into());
        let at = |needle: char| source.position(source.text().find(needle).unwrap_or(0));
        assert_eq!(at('1'), Position { line: 1, column: 2 });
        assert_eq!(at('b'), Position { line: 2, column: 1 });
        assert_eq!(at('c'), Position { line: 3, column: 1 });
        assert_eq!(at('d'), Position { line: 4, column: 1 });
        assert_eq!(source.slice(source.lines().span(1)), "é1\r\n");
    }
}
