//! What stands inside a leaf: from the parser's inline events to [`Inline`] pieces.

use std::ops::Range;

use stopgate_source::Span;

use crate::nesting::{Nesting, index32};
use crate::{Block, BlockId, BlockKind, Checkbox, Inline, InlineKind, checkbox};

/// The state of the leaf that is being filled.
#[derive(Default)]
pub(crate) struct Leaf {
    /// One past the last byte that a piece without content of its own covers.
    seen: usize,
    /// How many images are open; what stands in an image is not text on the page.
    pub(crate) images: usize,
    /// Whether the last line of a code block goes on.
    pub(crate) unfinished_line: bool,
}

impl Leaf {
    /// Starts over at the first byte of a block.
    pub(crate) fn begin(&mut self, start: usize) {
        *self = Self {
            seen: start,
            ..Self::default()
        };
    }
}

impl Nesting<'_> {
    /// Adds a piece that covers others: emphasis, links.
    pub(crate) fn add_container(&mut self, kind: InlineKind, range: Range<usize>) {
        self.imply_paragraph(range.start);
        if self.leaf.images == 0 {
            self.add(kind, range);
        }
    }

    /// Adds a piece that covers no other.
    pub(crate) fn add_piece(&mut self, kind: InlineKind, range: Range<usize>) {
        self.imply_paragraph(range.start);
        if self.leaf.images == 0 {
            self.leaf.seen = range.end;
            self.add(kind, range);
        }
    }

    /// Adds a line ending, with the blanks in front of it.
    pub(crate) fn add_break(&mut self, range: Range<usize>) {
        self.imply_paragraph(range.start);
        let before = self
            .text
            .get(self.leaf.seen..range.start)
            .unwrap_or_default();
        let blanks = before.len() - before.trim_end_matches([' ', '\t']).len();
        self.add_piece(InlineKind::Break, range.start - blanks..range.end);
    }

    /// Adds inline code; its content lies between runs of back-ticks.
    pub(crate) fn add_code(&mut self, range: Range<usize>) {
        let raw = self.text.get(range.clone()).unwrap_or_default();
        let ticks = raw.bytes().take_while(|&byte| byte == b'`').count();
        let content = Span::new(range.start + ticks, range.end.saturating_sub(ticks));
        self.add_piece(InlineKind::Code(content), range);
    }

    /// Adds text. Where `text` is not what stands in the document it is an entity; where a
    /// backslash stands in front that no piece covers, its first character is escaped.
    pub(crate) fn add_text(&mut self, text: &str, range: Range<usize>) {
        let escaped = self.is_escape(range.start.wrapping_sub(1));
        let first = if escaped {
            range.start - 1
        } else {
            range.start
        };
        self.imply_paragraph(first);
        if self.leaf.images > 0 || range.is_empty() {
            return;
        }
        let raw = self.text.get(range.clone()).unwrap_or_default();
        if raw != text {
            return self.add_entity(text, range);
        }
        let mut start = range.start;
        if let (true, Some(character)) = (escaped, raw.chars().next()) {
            start += character.len_utf8();
            self.add_piece(InlineKind::Text(Some(character)), first..start);
        }
        if start < range.end {
            self.add_piece(InlineKind::Text(None), start..range.end);
        }
    }

    fn is_escape(&self, at: usize) -> bool {
        let floor = match self.innermost() {
            Some(BlockKind::Item(_)) => 0,
            _ => self.leaf.seen,
        };
        at != usize::MAX && at >= floor && self.text.as_bytes().get(at) == Some(&b'\\')
    }

    /// Some entities stand for two characters: the second one has an empty span at the end.
    fn add_entity(&mut self, text: &str, range: Range<usize>) {
        let mut span = range.clone();
        for character in text.chars() {
            self.add_piece(InlineKind::Text(Some(character)), span);
            span = range.end..range.end;
        }
    }

    fn add(&mut self, kind: InlineKind, range: Range<usize>) {
        let Some(first) = self.first_piece() else {
            return;
        };
        let last = self
            .body
            .inlines
            .get_mut(first..)
            .and_then(|pieces| pieces.last_mut());
        if let Some(last) = last {
            let is_more = last.kind == InlineKind::Text(None) && kind == last.kind;
            if is_more && last.span.end() == range.start {
                last.span = last.span.join(range.into());
                return;
            }
            if last.kind == InlineKind::Break {
                last.span = Span::new(last.span.start(), range.start.max(last.span.end()));
            }
        }
        self.body.inlines.push(Inline {
            kind,
            span: range.into(),
        });
    }

    /// A line ending before a line of nothing but white space leads nowhere.
    pub(crate) fn drop_last_break(&mut self) {
        let Some(first) = self.first_piece() else {
            return;
        };
        while self.body.inlines.len() > first
            && self
                .body
                .inlines
                .pop_if(|piece| piece.kind == InlineKind::Break)
                .is_some()
        {}
    }

    /// Cuts off the blanks that the parser leaves at the end of the text of some blocks.
    pub(crate) fn clip_pieces(&mut self, id: BlockId) {
        let block = &mut self.body.blocks[id.index()];
        let end = block.span.end();
        let is_behind = |piece: &mut Inline| piece.span.end() > end && piece.span.start() >= end;
        while self.body.inlines.len() > block.inlines.start as usize
            && self.body.inlines.pop_if(is_behind).is_some()
        {}
        block.inlines.end = index32(self.body.inlines.len());
        for piece in &mut self.body.inlines[block.inlines.start as usize..] {
            piece.span = clipped(piece.span, end);
            if let InlineKind::Code(content) = &mut piece.kind {
                *content = clipped(*content, end);
            }
        }
    }

    /// Takes a check-box off the paragraph that opens an item. Returns the paragraph, unless it
    /// held nothing else.
    pub(crate) fn settle_checkbox(&mut self, id: BlockId) -> Option<BlockId> {
        let Some((item, found)) = self.checkbox_of(id) else {
            return Some(id);
        };
        self.body.blocks[item.index()].kind = BlockKind::Item(Some(found));
        let block = &mut self.body.blocks[id.index()];
        let pieces = self.body.inlines.split_off(block.inlines.start as usize);
        let pieces = behind(self.text, found.span.end(), pieces);
        let Some(start) = pieces.first().map(|piece| piece.span.start()) else {
            self.body.blocks.pop();
            self.body.blocks[item.index()].children.pop();
            return None;
        };
        block.span = Span::new(start, block.span.end());
        self.body.inlines.extend(pieces);
        block.inlines.end = index32(self.body.inlines.len());
        Some(id)
    }

    fn checkbox_of(&self, id: BlockId) -> Option<(BlockId, Checkbox)> {
        let block = &self.body.blocks[id.index()];
        let item = block
            .parent
            .filter(|_| block.kind == BlockKind::Paragraph)?;
        let Block { kind, children, .. } = &self.body.blocks[item.index()];
        let opens_item = *kind == BlockKind::Item(None) && children.first() == Some(&id);
        let found = checkbox::at(self.text, block.span.start()).filter(|_| opens_item)?;
        Some((item, found))
    }
}

/// The pieces that lie behind `start`, without white space and line endings in front.
fn behind(text: &str, start: usize, pieces: Vec<Inline>) -> Vec<Inline> {
    let mut result = Vec::with_capacity(pieces.len());
    for mut piece in pieces {
        if result.is_empty() && piece.kind == InlineKind::Text(None) {
            let from = piece.span.start().max(start);
            let rest = text.get(from..piece.span.end()).unwrap_or_default();
            let blanks = rest.len() - rest.trim_start().len();
            piece.span = Span::new(from + blanks, piece.span.end());
        }
        let leads = result.is_empty() && (piece.kind == InlineKind::Break || piece.span.is_empty());
        if piece.span.start() >= start && !leads {
            result.push(piece);
        }
    }
    result
}

/// The part of a range in front of `end`.
fn clipped(span: Span, end: usize) -> Span {
    Span::new(span.start().min(end), span.end().min(end))
}
