//! How a document is laid out: its lines, and which bytes no rule about layout may touch.

mod kept;

pub(crate) mod table;

use std::cell::OnceCell;

use stopgate_markdown::{Block, BlockId, BlockKind, Tree};
use stopgate_source::{Edit, EditSet, Span};

use crate::Context;
use crate::contents::cover::Cover;

/// A document as rules about layout see it, and the plan where a format claims it.
pub struct Laid<'a> {
    /// The document.
    pub tree: &'a Tree,
    /// The plan and what its rules may know.
    pub context: Option<Context<'a>>,
    kept: OnceCell<Cover>,
    leaves: OnceCell<Vec<BlockId>>,
    ending: OnceCell<&'static str>,
}

impl<'a> Laid<'a> {
    pub(crate) fn new(tree: &'a Tree, context: Option<Context<'a>>) -> Self {
        Self {
            tree,
            context,
            kept: OnceCell::new(),
            leaves: OnceCell::new(),
            ending: OnceCell::new(),
        }
    }

    /// True where layout may be changed: outside of code, HTML, front matter, and everything that has
    /// two readings. An insertion is asked for with an empty range.
    pub(crate) fn may_change(&self, span: Span) -> bool {
        let kept = self.kept.get_or_init(|| kept::of(self.tree));
        if span.is_empty() {
            !kept.holds(span.start())
        } else {
            !kept.overlaps(span)
        }
    }

    /// The lines of a range, without their endings.
    pub(crate) fn lines_in(&self, span: Span) -> impl Iterator<Item = Span> {
        let source = self.tree.source();
        let first = source.line(span.start());
        let last = source.line(span.end().saturating_sub(1).max(span.start()));
        (first..=last).map(|line| self.without_ending(source.lines().span(line)))
    }

    /// All lines, without their endings.
    pub(crate) fn lines(&self) -> impl Iterator<Item = Span> {
        self.lines_in(Span::new(0, self.tree.source().text().len()))
    }

    /// The heading, paragraph or table row around a byte.
    pub(crate) fn leaf_at(&self, at: usize) -> Option<&'a Block> {
        let leaves = self.leaves();
        let before = leaves.partition_point(|id| self.tree.block(*id).span.start() <= at);
        let block = self.tree.block(leaves[before.checked_sub(1)?]);
        block.span.holds(at).then_some(block)
    }

    /// The first heading, paragraph or table row that begins in a range.
    pub(crate) fn leaf_in(&self, span: Span) -> Option<&'a Block> {
        let leaves = self.leaves();
        let before = leaves.partition_point(|id| self.tree.block(*id).span.start() < span.start());
        let block = self.tree.block(*leaves.get(before)?);
        (block.span.start() < span.end()).then_some(block)
    }

    /// The line ending that most lines have.
    pub(crate) fn ending(&self) -> &'static str {
        self.ending.get_or_init(|| {
            let text = self.tree.source().text();
            let all = text.matches('\n').count();
            if text.matches("\r\n").count() * 2 > all {
                "\r\n"
            } else {
                "\n"
            }
        })
    }

    fn leaves(&self) -> &[BlockId] {
        self.leaves.get_or_init(|| {
            let is_leaf = |id: &BlockId| {
                matches!(
                    self.tree.block(*id).kind,
                    BlockKind::Heading(_) | BlockKind::Paragraph | BlockKind::Row(_)
                )
            };
            self.tree.ids().filter(is_leaf).collect()
        })
    }

    fn without_ending(&self, line: Span) -> Span {
        let text = self.tree.source().slice(line);
        Span::new(
            line.start(),
            line.start() + text.trim_end_matches(['\n', '\r']).len(),
        )
    }
}

/// A replacement.
pub(crate) fn edit(span: Span, text: impl Into<String>) -> Edit {
    Edit {
        span,
        text: text.into(),
    }
}

/// Edits as a set; none where there are none, or where they overlap.
pub(crate) fn set(edits: Vec<Edit>) -> Option<EditSet> {
    EditSet::new(edits).ok().filter(|edits| !edits.is_empty())
}
