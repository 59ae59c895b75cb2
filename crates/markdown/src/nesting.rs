//! Blocks under construction: from the parser's ranges to the tree's spans.
//!
//! The parser's ranges begin inside the indentation, run over blank lines and, in quotes, into the
//! prefix of the next line. Here they are trimmed, from the leaves up.

use std::ops::Range;

use stopgate_source::Span;

use crate::certainty;
use crate::code;
use crate::leaf::Leaf;
use crate::{Block, BlockId, BlockKind, Inline, SectionId, Visibility};

/// Blocks and what stands in them, in document order.
#[derive(Clone, Debug, Default)]
pub(crate) struct Body {
    pub(crate) blocks: Vec<Block>,
    pub(crate) roots: Vec<BlockId>,
    pub(crate) inlines: Vec<Inline>,
}

/// A tree that grows block by block.
pub(crate) struct Nesting<'t> {
    pub(crate) text: &'t str,
    pub(crate) body: Body,
    /// What new blocks say of their certainty.
    pub(crate) certain: bool,
    pub(crate) leaf: Leaf,
    open: Vec<Open>,
}

/// A block that is not closed yet.
struct Open {
    id: BlockId,
    raw: Range<usize>,
    /// No child begins before this byte.
    floor: usize,
    /// A paragraph of a tight item, which the parser does not announce. It ends where its last
    /// piece does.
    implied: bool,
}

impl<'t> Nesting<'t> {
    /// A tree without blocks.
    pub(crate) fn new(text: &'t str) -> Self {
        Self {
            text,
            body: Body::default(),
            certain: true,
            leaf: Leaf::default(),
            open: Vec::new(),
        }
    }

    /// The kind of the innermost open block.
    pub(crate) fn innermost(&self) -> Option<&BlockKind> {
        self.open
            .last()
            .map(|open| &self.body.blocks[open.id.index()].kind)
    }

    /// Index of the first piece of the innermost open block, if it is a leaf with pieces.
    pub(crate) fn first_piece(&self) -> Option<usize> {
        let block = &self.body.blocks[self.open.last()?.id.index()];
        let holds_pieces = matches!(
            block.kind,
            BlockKind::Paragraph | BlockKind::Heading(_) | BlockKind::Cell | BlockKind::Html(_)
        );
        holds_pieces.then_some(block.inlines.start as usize)
    }

    /// Adds content to the innermost block, which is code.
    pub(crate) fn add_code_text(&mut self, range: Range<usize>) {
        let Some(open) = self.open.last() else { return };
        if let BlockKind::Code(code) = &mut self.body.blocks[open.id.index()].kind
            && !range.is_empty()
        {
            code::add_piece(
                self.text,
                range,
                &mut code.lines,
                &mut self.leaf.unfinished_line,
            );
        }
    }

    /// Opens a block that the parser says covers `raw`.
    pub(crate) fn open(&mut self, kind: BlockKind, raw: Range<usize>) {
        self.close_implied();
        let raw = if kind == BlockKind::Cell {
            self.cell_in_row(raw)
        } else {
            raw
        };
        self.push(kind, raw, false);
    }

    /// Opens the paragraph of a tight item when inline content comes up in the item itself.
    pub(crate) fn imply_paragraph(&mut self, start: usize) {
        if let Some(BlockKind::Item(_)) = self.innermost() {
            let end = self.open.last().map_or(start, |open| open.raw.end);
            self.push(BlockKind::Paragraph, start..end, true);
        }
    }

    /// Closes the innermost block and returns it, unless nothing of it remains.
    pub(crate) fn close(&mut self) -> Option<BlockId> {
        self.close_implied();
        self.pop()
    }

    /// Forgets a block at the end of the document and everything in it.
    pub(crate) fn forget(&mut self, id: BlockId) {
        let inlines = self.body.blocks[id.index()].inlines.start as usize;
        self.body.inlines.truncate(inlines);
        self.body.blocks.truncate(id.index());
        while self.body.roots.pop_if(|root| *root >= id).is_some() {}
    }

    fn push(&mut self, kind: BlockKind, raw: Range<usize>, implied: bool) {
        let parent = self.open.last();
        let floor = parent.map_or(0, |open| open.floor);
        let start = self.start_of(&kind, raw.start.max(floor), raw.end);
        let id = BlockId(index32(self.body.blocks.len()));
        let parent = parent.map(|open| open.id);
        let certain =
            self.certain && certainty::is_clear(self.text, &self.body, &kind, floor..start, parent);
        match parent {
            Some(parent) => self.body.blocks[parent.index()].children.push(id),
            None => self.body.roots.push(id),
        }
        let inlines = index32(self.body.inlines.len());
        self.leaf.begin(start);
        let floor = start + marker_length(&kind, self.text.get(start..raw.end).unwrap_or_default());
        self.body.blocks.push(Block {
            kind,
            span: Span::new(start, raw.end),
            parent,
            children: Vec::new(),
            visibility: Visibility::Visible,
            certain,
            section: SectionId(0),
            inlines: inlines..inlines,
        });
        self.open.push(Open {
            id,
            raw,
            floor,
            implied,
        });
    }

    /// Where a block really begins. The parser's list items begin up to three columns too early,
    /// which reaches into the prefix of a quote, or the line above, where a tab stands in front.
    fn start_of(&self, kind: &BlockKind, start: usize, end: usize) -> usize {
        let text = self.text.get(start..end).unwrap_or_default();
        let rest = match kind {
            BlockKind::List(_) | BlockKind::Item(_) => {
                text.trim_start_matches([' ', '\t', '\r', '\n', '>'])
            }
            BlockKind::Code(_) => text,
            _ => text.trim_start_matches([' ', '\t']),
        };
        start + text.len() - rest.len()
    }

    /// A cell that the row lacks has an empty range behind the line ending of the row.
    fn cell_in_row(&self, raw: Range<usize>) -> Range<usize> {
        let Some(row) = self.open.last() else {
            return raw;
        };
        let text = self.text.get(row.raw.clone()).unwrap_or_default();
        let end = row.raw.start + text.trim_end_matches(WHITE).len();
        raw.start.min(end)..raw.end.min(end)
    }

    fn close_implied(&mut self) {
        let Some(open) = self.open.last_mut().filter(|open| open.implied) else {
            return;
        };
        let first = self.body.blocks[open.id.index()].inlines.start as usize;
        let pieces = self.body.inlines.get(first..).unwrap_or_default();
        let end = pieces.iter().map(|piece| piece.span.end()).max();
        open.raw.end = end.unwrap_or(open.raw.start);
        self.pop();
    }

    fn pop(&mut self) -> Option<BlockId> {
        self.drop_last_break();
        let has_pieces = self.first_piece().is_some();
        let Open { id, raw, floor, .. } = self.open.pop()?;
        self.settle_code(id, &raw);
        self.settle_end(id, raw, floor);
        if has_pieces {
            self.clip_pieces(id);
        }
        self.settle_checkbox(id)
    }

    fn settle_code(&mut self, id: BlockId, raw: &Range<usize>) {
        let block = &mut self.body.blocks[id.index()];
        let BlockKind::Code(code) = &mut block.kind else {
            return;
        };
        let end = code::settle(self.text, raw, code);
        block.span = Span::new(block.span.start(), end);
    }

    fn settle_end(&mut self, id: BlockId, raw: Range<usize>, floor: usize) {
        let block = &self.body.blocks[id.index()];
        let start = block.span.start();
        let last_child = block
            .children
            .last()
            .map(|&child| self.body.blocks[child.index()].span);
        let floor = last_child.map_or(floor, |span| span.end().max(floor));
        let rest = self.text.get(floor..raw.end).unwrap_or_default();
        let end = match block.kind {
            BlockKind::Code(_) => return,
            BlockKind::List(_) | BlockKind::Item(_) | BlockKind::Footnote(_) => {
                floor + without_prefixes(rest).len()
            }
            _ => floor + rest.trim_end_matches(WHITE).len(),
        };
        self.body.blocks[id.index()].span = Span::new(start, end);
    }
}

/// White space that never counts at the end of a block.
pub(crate) const WHITE: [char; 4] = [' ', '\t', '\r', '\n'];

/// Without lines at the end that hold nothing but the prefix of a quote around.
fn without_prefixes(text: &str) -> &str {
    let mut rest = text.trim_end_matches(WHITE);
    while let Some(line_start) = rest.rfind('\n') {
        if !rest[line_start..]
            .trim_matches(WHITE)
            .bytes()
            .all(|byte| matches!(byte, b'>' | b' '))
        {
            break;
        }
        rest = rest[..line_start].trim_end_matches(WHITE);
    }
    rest
}

/// The bytes at the start of a block that belong to no child.
fn marker_length(kind: &BlockKind, text: &str) -> usize {
    match kind {
        BlockKind::Quote => 1,
        BlockKind::Item(_) => {
            let digits = text.bytes().take_while(u8::is_ascii_digit).count();
            (digits + 1).min(text.len())
        }
        _ => 0,
    }
}

/// An index as blocks keep it; the parser's ranges keep it below 4 Gi.
pub(crate) fn index32(index: usize) -> u32 {
    u32::try_from(index).unwrap_or(u32::MAX)
}
