//! The parts of two documents side by side.

use similar::{Algorithm, DiffOp, capture_diff_slices};
use stopgate_markdown::Tree;
use stopgate_source::Span;

use crate::change::{Change, ChangeKind};
use crate::meaning::Part;
use crate::pieces::Piece;
use crate::wording::slice;

/// The changes of meaning; where the meaning is the same, the changes of layout and of living bytes.
pub(crate) fn of_meaning(trees: (&Tree, &Tree), old: &[Piece], new: &[Piece]) -> Vec<Change> {
    fn key(piece: &Piece) -> &Part {
        &piece.part
    }
    let keys: (Vec<&Part>, Vec<&Part>) =
        (old.iter().map(key).collect(), new.iter().map(key).collect());
    let operations = capture_diff_slices(Algorithm::Myers, &keys.0, &keys.1);
    Sides { trees, old, new }.changes(&operations, ChangeKind::Meaning)
}

/// The changes in living parts.
pub(crate) fn of_living(trees: (&Tree, &Tree), old: &[Piece], new: &[Piece]) -> Vec<Change> {
    fn key(piece: &Piece) -> (&Part, &str) {
        (&piece.part, &piece.state)
    }
    let keys: (Vec<_>, Vec<_>) = (old.iter().map(key).collect(), new.iter().map(key).collect());
    let operations = capture_diff_slices(Algorithm::Myers, &keys.0, &keys.1);
    Sides { trees, old, new }.changes(&operations, ChangeKind::Living)
}

struct Sides<'a> {
    trees: (&'a Tree, &'a Tree),
    old: &'a [Piece],
    new: &'a [Piece],
}

impl Sides<'_> {
    fn changes(&self, operations: &[DiffOp], kind: ChangeKind) -> Vec<Change> {
        let mut changes = Vec::new();
        for operation in operations {
            let (old, new) = (operation.old_range(), operation.new_range());
            let pairs = old.len().max(new.len());
            let pairs = (0..pairs).map(|nth| {
                let at = |range: &std::ops::Range<usize>| range.clone().nth(nth);
                (at(&old), at(&new))
            });
            for (before, after) in pairs {
                let before = before.map(|at| &self.old[at]);
                let next = after.unwrap_or(new.end);
                let after = after.map(|at| &self.new[at]);
                match (operation, before, after) {
                    (DiffOp::Equal { .. }, Some(before), Some(after)) => {
                        changes.extend(self.same(before, after));
                    }
                    _ => changes.push(self.change(kind, (before, after), next)),
                }
            }
        }
        changes
    }

    fn change(
        &self,
        kind: ChangeKind,
        (before, after): (Option<&Piece>, Option<&Piece>),
        next: usize,
    ) -> Change {
        let around = after.or(before);
        Change {
            section: around.and_then(|piece| piece.part.section.clone()),
            kind,
            before: before.map(|piece| shown(piece, after)),
            after: after.map(|piece| shown(piece, before)),
            line: self.line(next),
        }
    }

    /// Two parts that say the same may be written in two ways, or be in two states.
    fn same(&self, before: &Piece, after: &Piece) -> Option<Change> {
        let (old, new) = (
            self.raw(self.trees.0, before),
            self.raw(self.trees.1, after),
        );
        if old == new {
            return None;
        }
        let living = before.state != after.state;
        let line = self.trees.1.source().line(after.part.span.start());
        Some(Change {
            section: after.part.section.clone(),
            kind: if living {
                ChangeKind::Living
            } else {
                ChangeKind::Cosmetic
            },
            before: living.then(|| state(before)),
            after: living.then(|| state(after)),
            line,
        })
    }

    /// Its bytes, whatever its line endings.
    fn raw(&self, tree: &Tree, piece: &Piece) -> String {
        slice(tree, piece.part.span).replace("\r\n", "\n")
    }

    /// The line of the part that stands at `next`, or of the end of the document.
    fn line(&self, next: usize) -> usize {
        let tree = self.trees.1;
        let last = tree.source().text().len().saturating_sub(1);
        let place = self
            .new
            .get(next)
            .map_or(Span::at(last), |piece| piece.part.span);
        tree.source().line(place.start())
    }
}

/// What a reader is told of a piece: its text; where the other one has the same, what differs.
fn shown(piece: &Piece, other: Option<&Piece>) -> String {
    let part = &piece.part;
    let Some(other) = other.map(|other| &other.part) else {
        return named(piece);
    };
    if part.text != other.text {
        return named(piece);
    }
    if (&part.kind, part.depth) != (&other.kind, other.depth) {
        return format!("{} at depth {}: {}", part.kind, part.depth, part.text);
    }
    if part.links != other.links {
        return format!("{} ({})", part.text, part.links.join(", "));
    }
    if part.section != other.section {
        let section = part.section.as_deref().unwrap_or_default();
        return format!("under `{section}`: {}", part.text);
    }
    state(piece)
}

fn named(piece: &Piece) -> String {
    let text = &piece.part.text;
    if piece.living {
        return state(piece);
    }
    if text.is_empty() {
        piece.part.kind.clone()
    } else {
        text.clone()
    }
}

/// `[x] Ship it`, `Approved`
fn state(piece: &Piece) -> String {
    let (text, state) = (&piece.part.text, &piece.state);
    let mut marks = state.chars();
    match marks.next() {
        Some(mark) if piece.part.kind.starts_with("check-box item") => format!("[{mark}] {text}"),
        Some(_) => state.clone(),
        None if text.is_empty() => piece.part.kind.clone(),
        None => text.clone(),
    }
}
