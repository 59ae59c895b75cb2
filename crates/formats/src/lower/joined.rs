//! Several pieces of text read as one.

use std::ops::Range;

use stopgate_markdown::{BlockId, BlockKind, Prose, SectionId};
use stopgate_model::Sourced;
use stopgate_source::Span;

use super::Reader;

/// The text of a list item, paragraph or quote with everything in it, and the way back to the bytes.
#[derive(Debug, Default)]
pub(crate) struct Joined {
    text: String,
    parts: Vec<(usize, Prose)>,
}

impl Joined {
    /// Appends a piece on a line of its own.
    pub(crate) fn push(&mut self, prose: Prose) {
        if !self.text.is_empty() {
            self.text.push('\n');
        }
        let at = self.text.len();
        self.text.push_str(prose.text());
        self.parts.push((at, prose));
    }

    /// The whole text; pieces and source lines are separated by `\n`.
    pub(crate) fn text(&self) -> &str {
        &self.text
    }

    /// The bytes that a range of the text stands for.
    pub(crate) fn origin(&self, range: Range<usize>) -> Span {
        let start = self
            .part(range.start)
            .map(|(at, prose)| prose.origin(range.start - at..range.start - at));
        let last = range.end.saturating_sub(1).max(range.start);
        let end = self.part(last).map(|(at, prose)| {
            let end = (range.end - at).min(prose.text().len());
            prose.origin(0..end)
        });
        match (start, end) {
            (Some(start), Some(end)) => Span::new(start.start(), end.end()),
            _ => Span::default(),
        }
    }

    /// A range of the text as a value, white space collapsed.
    pub(crate) fn value(&self, range: Range<usize>) -> Sourced<String> {
        let text = &self.text[range.clone()];
        let start = range.start + text.len() - text.trim_start().len();
        let end = start + text.trim().len();
        Sourced::new(collapsed(text), self.origin(start..end.max(start)))
    }

    fn part(&self, at: usize) -> Option<(usize, &Prose)> {
        let index = self
            .parts
            .partition_point(|(start, _)| *start <= at)
            .checked_sub(1)?;
        self.parts.get(index).map(|(start, prose)| (*start, prose))
    }
}

/// White space made single blanks.
pub(crate) fn collapsed(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

impl Reader<'_> {
    /// The text of a block and everything in it, code lines included.
    pub(crate) fn joined(self, block: BlockId) -> Joined {
        self.joined_where(block, |_| true)
    }

    /// Like [`Reader::joined`], without the lists inside the block.
    pub(crate) fn joined_without_lists(self, block: BlockId) -> Joined {
        self.joined_where(block, |kind| !matches!(kind, BlockKind::List(_)))
    }

    /// The lines of a section and the sections below it, code included; a table row is one line with
    /// `|` between its cells.
    pub(crate) fn lines_below(self, section: SectionId) -> Vec<(String, Span)> {
        let mut lines = Vec::new();
        for block in self.blocks_below(section) {
            if self.tree.block(block).kind == BlockKind::Table {
                for &row in &self.tree.block(block).children {
                    let span = self.tree.block(row).span;
                    lines.push((self.joined(row).text().replace('\n', "|"), span));
                }
                continue;
            }
            let joined = self.joined(block);
            let mut start = 0;
            for line in joined.text().split('\n') {
                lines.push((line.to_owned(), joined.origin(start..start + line.len())));
                start += line.len() + 1;
            }
        }
        lines
    }

    fn joined_where(self, block: BlockId, enters: impl Fn(&BlockKind) -> bool) -> Joined {
        let mut joined = Joined::default();
        let mut open = vec![block];
        while let Some(id) = open.pop() {
            let block = self.tree.block(id);
            match &block.kind {
                BlockKind::Heading(_) | BlockKind::Paragraph | BlockKind::Cell => {
                    joined.push(self.tree.prose(id))
                }
                BlockKind::Code(code) => {
                    for line in &code.lines {
                        let mut prose = Prose::default();
                        prose.push(self.tree.source().slice(*line), *line);
                        joined.push(prose);
                    }
                }
                _ => open.extend(
                    block
                        .children
                        .iter()
                        .rev()
                        .filter(|child| enters(&self.tree.block(**child).kind)),
                ),
            }
        }
        joined
    }
}
