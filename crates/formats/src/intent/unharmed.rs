//! Whether a document with edits in it reads as before, and the edits as what they were meant to be.
//!
//! The proof that what a run writes becomes no step, section or comment: every block of the document is
//! still there, seen and certain as it was, and between them stand just the blocks that were written.

use stopgate_markdown::{Block, BlockKind, Tree, Visibility};
use stopgate_source::EditSet;

/// A kind of block that edits add.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Added {
    /// A heading.
    Heading,
    /// A paragraph of a section.
    Paragraph,
    /// A closed code block.
    Code,
    /// A list, where there was none.
    List,
    /// An item with a check-box.
    Item,
    /// An item without one.
    Bullet,
    /// A table, where there was none.
    Table,
    /// A row of a table.
    Row,
    /// A cell of a row.
    Cell,
}

impl Added {
    /// What a block would be as one that is added; none for what is never added.
    pub(crate) fn of(block: &Block) -> Option<Self> {
        match &block.kind {
            BlockKind::Heading(_) => Some(Self::Heading),
            BlockKind::Paragraph => Some(Self::Paragraph),
            BlockKind::Code(code) if code.closed => Some(Self::Code),
            BlockKind::List(_) => Some(Self::List),
            BlockKind::Item(Some(_)) => Some(Self::Item),
            BlockKind::Item(None) => Some(Self::Bullet),
            BlockKind::Table => Some(Self::Table),
            BlockKind::Row(_) => Some(Self::Row),
            BlockKind::Cell => Some(Self::Cell),
            _ => None,
        }
    }
}

/// True when `after`, which is `before` with the edits made, adds these blocks in plain sight and
/// changes no other one. A comment that edits take the place of is gone.
pub(crate) fn only_adds(before: &Tree, after: &Tree, edits: &EditSet, added: &[Added]) -> bool {
    let shifts = Shifts::of(edits);
    let mut old = before.blocks().iter().filter(|old| !shifts.takes(old));
    let mut wanted = added.iter();
    for block in after.blocks() {
        // A cell may have no bytes of its own, or others than before: its row says whether it is new.
        let row = block.parent.filter(|_| block.kind == BlockKind::Cell);
        let written = row.map_or(block, |row| after.block(row));
        let same = if shifts.is_written(written) {
            block.visibility == Visibility::Visible && wanted.next() == Added::of(block).as_ref()
        } else {
            old.next().is_some_and(|old| shifts.keeps(old, block))
        };
        if !same {
            return false;
        }
    }
    old.next().is_none() && wanted.next().is_none()
}

/// Where edits have moved the bytes behind them.
struct Shifts {
    /// For each edit: where it starts and ends in the document before, and in the one after.
    moved: Vec<Moved>,
}

#[derive(Clone, Copy)]
struct Moved {
    start: usize,
    end: usize,
    new_start: usize,
    new_end: usize,
}

impl Shifts {
    fn of(edits: &EditSet) -> Self {
        let (mut removed, mut written) = (0, 0);
        let moved = edits.edits().iter().map(|edit| {
            let new_start = edit.span.start() - removed + written;
            removed += edit.span.len();
            written += edit.text.len();
            Moved {
                start: edit.span.start(),
                end: edit.span.end(),
                new_start,
                new_end: new_start + edit.text.len(),
            }
        });
        Self {
            moved: moved.collect(),
        }
    }

    /// True for a block all of whose bytes were written.
    fn is_written(&self, block: &Block) -> bool {
        let (start, end) = (block.span.start(), block.span.end());
        let next = self.moved.partition_point(|edit| edit.new_end < end);
        let holds = |edit: &Moved| edit.new_start <= start && end <= edit.new_end;
        // A cell without anything in it has no bytes; it stands between bars.
        let inside = |edit: &Moved| edit.new_start < start && end < edit.new_end;
        match self.moved.get(next) {
            Some(edit) if start < end => holds(edit),
            Some(edit) => block.kind == BlockKind::Cell && inside(edit),
            None => false,
        }
    }

    /// True for a comment of the document before that edits take the place of.
    fn takes(&self, old: &Block) -> bool {
        let span = old.span;
        let mut edits = self.moved.iter();
        matches!(old.kind, BlockKind::Html(true))
            && edits.any(|edit| edit.start <= span.start() && span.end() <= edit.end)
    }

    fn keeps(&self, old: &Block, new: &Block) -> bool {
        let same_state = old.visibility == new.visibility && old.certain == new.certain;
        same_state && self.is_same_kind(&old.kind, &new.kind) && self.is_same_place(old, new)
    }

    fn is_same_place(&self, old: &Block, new: &Block) -> bool {
        // Its row and its place among the cells say which one it is: an empty cell that is filled starts elsewhere.
        if old.kind == BlockKind::Cell {
            return true;
        }
        let (start, end) = (new.span.start(), new.span.end());
        let starts = [self.low(old.span.start()), self.high(old.span.start())].contains(&start);
        let holds_more = matches!(old.kind, BlockKind::List(_) | BlockKind::Table);
        let grows = holds_more && end >= self.low(old.span.end());
        starts && ([self.low(old.span.end()), self.high(old.span.end())].contains(&end) || grows)
    }

    fn is_same_kind(&self, old: &BlockKind, new: &BlockKind) -> bool {
        match (old, new) {
            (BlockKind::Item(Some(old)), BlockKind::Item(Some(new))) => {
                let ticked = self.moved.iter().any(|edit| edit.start == old.span.start());
                (ticked || old.mark == new.mark) && new.span.start() == self.high(old.span.start())
            }
            (BlockKind::Code(old), BlockKind::Code(new)) => {
                old.info == new.info
                    && old.closed == new.closed
                    && old.lines.len() == new.lines.len()
            }
            _ => old == new,
        }
    }

    /// Where a byte offset lies in the document after, in front of what is written there.
    fn low(&self, at: usize) -> usize {
        self.through(at, |edit| {
            edit.end < at || (edit.end == at && edit.start < at)
        })
    }

    /// The same, behind what is written there.
    fn high(&self, at: usize) -> usize {
        self.through(at, |edit| edit.end <= at)
    }

    fn through(&self, at: usize, is_before: impl Fn(&Moved) -> bool) -> usize {
        let next = self.moved.partition_point(is_before);
        let last = next.checked_sub(1).and_then(|last| self.moved.get(last));
        last.map_or(at, |edit| edit.new_end + (at - edit.end))
    }
}
