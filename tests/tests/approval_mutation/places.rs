//! Where a plan file may be laid out in another way without saying anything else.

use std::ops::Range;

use stopgate_markdown::{Block, BlockId, BlockKind, InlineKind, Tree};
use stopgate_source::Span;

/// The layout of a document.
pub struct Places<'t> {
    pub tree: &'t Tree,
    /// What is not to be touched: code, raw HTML, front matter and their lines.
    kept: Vec<Span>,
}

impl<'t> Places<'t> {
    pub fn of(tree: &'t Tree) -> Self {
        let blocks = tree.blocks().iter();
        let kept =
            blocks.filter(|block| matches!(block.kind, BlockKind::Code(_) | BlockKind::Html(_)));
        let mut kept: Vec<Span> = kept.map(|block| block.span).collect();
        kept.extend(tree.front_matter().map(|front| front.span));
        for id in tree.ids() {
            let special = tree.inlines(id).iter().filter(|inline| {
                let mark = &inline.kind;
                matches!(
                    mark,
                    InlineKind::Code(_)
                        | InlineKind::Html
                        | InlineKind::Link(_)
                        | InlineKind::Image(_)
                )
            });
            kept.extend(special.map(|inline| inline.span));
        }
        kept.sort_unstable();
        Self { tree, kept }
    }

    /// The text of the document.
    pub fn text(&self) -> &'t str {
        self.tree.source().text()
    }

    /// True where neither code nor HTML nor a link is near: not in them, and not on the edge.
    pub fn is_free(&self, range: Range<usize>) -> bool {
        let next = self.kept.partition_point(|kept| kept.end() < range.start);
        let next = self.kept.get(next);
        next.is_none_or(|kept| kept.start() > range.end)
    }

    /// Blocks of a kind.
    pub fn blocks(
        &self,
        wanted: impl Fn(&BlockKind) -> bool,
    ) -> impl Iterator<Item = (BlockId, &'t Block)> {
        let all = self.tree.ids().map(|id| (id, self.tree.block(id)));
        all.filter(move |(_, block)| wanted(&block.kind))
    }

    /// Lines outside of code, HTML and front matter: where each begins and where its text ends.
    pub fn lines(&self) -> Vec<Range<usize>> {
        let code = self.blocks(|kind| matches!(kind, BlockKind::Code(_) | BlockKind::Html(_)));
        let code: Vec<Span> = code.map(|(_, block)| block.span).collect();
        let mut code = code.iter().peekable();
        let front = self.tree.front_matter().map_or(0, |front| front.span.end());
        let mut at = 0;
        let mut lines = Vec::new();
        for line in self.text().split_inclusive('\n') {
            let range = at..at + line.trim_end_matches(['\r', '\n']).len();
            at += line.len();
            while code.next_if(|span| span.end() < range.start).is_some() {}
            let is_code = code.peek().is_some_and(|span| span.start() <= range.end);
            if !is_code && range.start >= front {
                lines.push(range);
            }
        }
        lines
    }

    /// The part of the line in front of a byte, where it holds nothing but the marks of quotes and
    /// blanks; none where a list is around.
    pub fn prefix(&self, at: usize) -> Option<&'t str> {
        let start = self.text()[..at].rfind('\n').map_or(0, |end| end + 1);
        let prefix = &self.text()[start..at];
        prefix
            .chars()
            .all(|c| matches!(c, ' ' | '>'))
            .then_some(prefix)
    }
}
