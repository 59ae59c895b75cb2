//! Lines of a shadow text, where only `\n` and `\r\n` end a line.

/// One line.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Line<'t> {
    /// Its first byte.
    pub(crate) start: usize,
    /// Its text without the line ending.
    pub(crate) text: &'t str,
    /// The first byte of the next line.
    pub(crate) next: usize,
}

impl Line<'_> {
    /// One past its last byte, without the line ending.
    pub(crate) fn end(&self) -> usize {
        self.start + self.text.len()
    }

    /// True when it holds nothing but blanks.
    pub(crate) fn is_blank(&self) -> bool {
        self.text.bytes().all(|byte| matches!(byte, b' ' | b'\t'))
    }
}

/// The lines from `from` on. An empty rest has none.
pub(crate) fn lines(text: &str, from: usize) -> impl Iterator<Item = Line<'_>> {
    let mut start = from;
    text.get(from..)
        .unwrap_or_default()
        .split_inclusive('\n')
        .map(move |whole| {
            let next = start + whole.len();
            let text = whole.strip_suffix('\n').unwrap_or(whole);
            let text = text.strip_suffix('\r').unwrap_or(text);
            let line = Line { start, text, next };
            start = next;
            line
        })
}
