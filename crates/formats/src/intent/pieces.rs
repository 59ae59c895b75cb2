//! Edits made one after another, as one set of edits of the document they began with.

use stopgate_source::{Edit, EditSet, Span};

/// A document as what is kept of its bytes and what was written between.
#[derive(Clone, Debug)]
pub(crate) struct Pieces {
    pieces: Vec<Piece>,
    length: usize,
}

#[derive(Clone, Debug)]
enum Piece {
    Kept(Span),
    Written(String),
}

impl Piece {
    fn len(&self) -> usize {
        match self {
            Self::Kept(span) => span.len(),
            Self::Written(text) => text.len(),
        }
    }

    /// The piece cut in two; none where it is one already.
    fn cut(&self, at: usize) -> Option<(Self, Self)> {
        if at == 0 || at >= self.len() {
            return None;
        }
        Some(match self {
            Self::Kept(span) => (
                Self::Kept(Span::new(span.start(), span.start() + at)),
                Self::Kept(Span::new(span.start() + at, span.end())),
            ),
            Self::Written(text) => (
                Self::Written(text.get(..at).unwrap_or_default().to_owned()),
                Self::Written(text.get(at..).unwrap_or_default().to_owned()),
            ),
        })
    }
}

impl Pieces {
    /// A document of this many bytes, nothing changed.
    pub(crate) fn whole(length: usize) -> Self {
        let pieces = vec![Piece::Kept(Span::new(0, length))];
        Self { pieces, length }
    }

    /// Makes edits of the document as it is now.
    pub(crate) fn apply(&mut self, edits: &EditSet) {
        for edit in edits.edits().iter().rev() {
            let start = self.split(edit.span.start());
            let end = self.split(edit.span.end());
            let written = Some(Piece::Written(edit.text.clone()));
            self.pieces.splice(
                start..end.max(start),
                written.filter(|piece| piece.len() > 0),
            );
        }
    }

    /// Where a byte of the original document stands now; none where it is gone.
    pub(crate) fn now(&self, original: usize) -> Option<usize> {
        let mut at = 0;
        for piece in &self.pieces {
            match piece {
                Piece::Kept(span) if span.holds(original) => {
                    return Some(at + original - span.start());
                }
                _ => at += piece.len(),
            }
        }
        None
    }

    /// All that was changed, as edits of the original document.
    pub(crate) fn edits(&self) -> EditSet {
        let mut edits = Vec::new();
        let (mut reached, mut text) = (0, String::new());
        let end = Piece::Kept(Span::at(self.length));
        for piece in self.pieces.iter().chain([&end]) {
            match piece {
                Piece::Written(written) => text.push_str(written),
                Piece::Kept(span) => {
                    if span.start() > reached || !text.is_empty() {
                        edits.push(Edit {
                            span: Span::new(reached, span.start()),
                            text: std::mem::take(&mut text),
                        });
                    }
                    reached = span.end();
                }
            }
        }
        EditSet::new(edits).unwrap_or_else(|error| unreachable!("pieces are in order: {error}"))
    }

    /// Makes a piece begin at `at` and returns its index.
    fn split(&mut self, at: usize) -> usize {
        let mut start = 0;
        for (index, piece) in self.pieces.iter().enumerate() {
            if start >= at {
                return index;
            }
            if let Some((left, right)) = piece.cut(at - start) {
                self.pieces.splice(index..=index, [left, right]);
                return index + 1;
            }
            start += piece.len();
        }
        self.pieces.len()
    }
}

#[cfg(test)]
mod tests {
    use super::Pieces;
    use stopgate_source::{Edit, EditSet};

    fn set(edits: &[(std::ops::Range<usize>, &str)]) -> EditSet {
        let edit = |(range, text): &(std::ops::Range<usize>, &str)| Edit {
            span: range.clone().into(),
            text: (*text).to_owned(),
        };
        EditSet::new(edits.iter().map(edit).collect()).unwrap()
    }

    #[test]
    fn edits_in_turn_are_the_same_as_their_sum() {
        let original = b"abcdefgh";
        let turns = [
            set(&[(2..2, "XX"), (5..6, "Y")]),
            set(&[(0..1, "Z"), (3..4, ""), (10..10, "end")]),
            set(&[(1..9, "w")]),
        ];
        let mut pieces = Pieces::whole(original.len());
        let mut bytes = original.to_vec();
        for turn in &turns {
            bytes = turn.apply(&bytes);
            pieces.apply(turn);
            assert_eq!(pieces.edits().apply(original), bytes);
        }
    }

    #[test]
    fn a_byte_is_found_again() {
        let mut pieces = Pieces::whole(8);
        pieces.apply(&set(&[(2..2, "XX"), (5..6, "")]));
        assert_eq!(
            [1, 2, 5, 7].map(|at| pieces.now(at)),
            [Some(1), Some(4), None, Some(8)]
        );
        assert!(Pieces::whole(8).edits().is_empty());
    }
}
