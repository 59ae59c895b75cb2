//! What stands between the blocks of a document: link definitions, and whatever a reading of the
//! document takes for nothing.

use stopgate_markdown::{BlockId, BlockKind, Tree};
use stopgate_source::Span;

use crate::wording;

/// Something between blocks.
#[derive(Debug)]
pub(crate) struct Found {
    /// The block around it; none for the document itself.
    pub(crate) container: Option<BlockId>,
    /// Its words, without the marks of containers.
    pub(crate) text: String,
    /// Where it stands.
    pub(crate) span: Span,
}

/// Follows the blocks of a document in order and reads what they leave over.
pub(crate) struct Between<'t> {
    tree: &'t Tree,
    /// From the document to the innermost container that is open.
    open: Vec<Open>,
}

/// A container, and how far it is read.
struct Open {
    id: Option<BlockId>,
    read: usize,
    /// True until its first block: its own mark is still to come.
    untouched: bool,
}

impl<'t> Between<'t> {
    /// Begins behind the front matter.
    pub(crate) fn of(tree: &'t Tree) -> Self {
        let document = Open {
            id: None,
            read: tree.front_matter().map_or(0, |front| front.span.end()),
            untouched: true,
        };
        Self {
            tree,
            open: vec![document],
        }
    }

    /// Reads up to a block, the next one of the document, and over it.
    pub(crate) fn read_up_to(&mut self, id: BlockId, tell: &mut impl FnMut(Found)) {
        let block = self.tree.block(id);
        let is_table_part = matches!(block.kind, BlockKind::Row(_) | BlockKind::Cell);
        if is_table_part {
            return;
        }
        while self.open.len() > 1 && self.open.last().is_some_and(|open| open.id != block.parent) {
            self.close(tell);
        }
        self.read(block.span.start(), tell);
        if let Some(open) = self.open.last_mut() {
            (open.read, open.untouched) = (block.span.end(), false);
        }
        if holds_blocks(&block.kind) {
            self.open.push(Open {
                id: Some(id),
                read: block.span.start(),
                untouched: true,
            });
        }
    }

    /// Reads to the end of the document.
    pub(crate) fn finish(&mut self, tell: &mut impl FnMut(Found)) {
        while !self.open.is_empty() {
            self.close(tell);
        }
    }

    fn close(&mut self, tell: &mut impl FnMut(Found)) {
        let innermost = self.open.last().and_then(|open| open.id);
        let end = innermost.map_or(self.tree.source().text().len(), |id| {
            self.tree.block(id).span.end()
        });
        self.read(end, tell);
        self.open.pop();
    }

    fn read(&mut self, end: usize, tell: &mut impl FnMut(Found)) {
        let Some(open) = self.open.last() else {
            return;
        };
        let span = Span::new(open.read, end);
        let text = without_marks(self.tree, span, ">");
        let text = match open.id {
            Some(id) if open.untouched => self.without_own_mark(id, &text),
            _ => text.trim_start_matches('\u{feff}'),
        };
        if !text.is_empty() {
            let start = wording::slice(self.tree, span);
            let blanks = start.len() - start.trim_start().len();
            tell(Found {
                container: open.id,
                text: text.to_owned(),
                span: Span::new(span.start() + blanks, end),
            });
        }
    }

    /// Without `-`, `12.`, `[x]`, `[^label]:`.
    fn without_own_mark<'s>(&self, id: BlockId, text: &'s str) -> &'s str {
        match &self.tree.block(id).kind {
            BlockKind::Item(checkbox) => {
                let digits = text.trim_start_matches(|c: char| c.is_ascii_digit());
                let rest = digits.get(1..).unwrap_or_default().trim_start();
                let after_box = rest.get(3..).filter(|_| checkbox.is_some());
                after_box.unwrap_or(rest).trim_start()
            }
            BlockKind::Footnote(_) => text
                .split_once("]:")
                .map_or(text, |(_, rest)| rest)
                .trim_start(),
            _ => text,
        }
    }
}

/// The words of a range. Lines lose blanks and these marks at both ends.
pub(crate) fn without_marks(tree: &Tree, span: Span, marks: &str) -> String {
    let raw = wording::slice(tree, span);
    let is_mark = |c: char| matches!(c, ' ' | '\t' | '\r') || marks.contains(c);
    let lines = raw.split('\n').map(|line| line.trim_matches(is_mark));
    let words = lines.flat_map(|line| line.split([' ', '\t', '\r']));
    words
        .filter(|word| !word.is_empty())
        .collect::<Vec<_>>()
        .join(" ")
}

fn holds_blocks(kind: &BlockKind) -> bool {
    matches!(
        kind,
        BlockKind::List(_) | BlockKind::Item(_) | BlockKind::Quote | BlockKind::Footnote(_)
    )
}
