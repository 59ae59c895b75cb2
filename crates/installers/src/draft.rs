//! A text that pieces are put into.

use crate::Piece;

/// A text, and what was inserted into it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Draft {
    pub(crate) text: String,
    /// In the order of their places in `text`, none overlapping another.
    pub(crate) pieces: Vec<Piece>,
}

impl Draft {
    pub(crate) fn new(text: &str) -> Self {
        Self {
            text: text.to_owned(),
            pieces: Vec::new(),
        }
    }

    /// Inserts a text. Inside of a piece or right at its end it becomes part of that piece.
    pub(crate) fn insert(&mut self, at: usize, inserted: &str) {
        self.text.insert_str(at, inserted);
        let mut is_part = false;
        for piece in &mut self.pieces {
            let end = piece.at + piece.inserted.len();
            if piece.at < at && at <= end {
                piece.inserted.insert_str(at - piece.at, inserted);
                is_part = true;
            } else if piece.at >= at {
                piece.at += inserted.len();
            }
        }
        if !is_part {
            self.pieces.push(Piece {
                at,
                inserted: inserted.to_owned(),
            });
            self.pieces.sort_by_key(|piece| piece.at);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pieces_are_where_they_say_and_what_is_left_without_them_is_the_text_before() {
        let mut draft = Draft::new("{}");
        draft.insert(1, "\"b\":[]");
        draft.insert(6, "1");
        draft.insert(1, "\"a\":0,");
        draft.insert(0, "//\n");
        assert_eq!(draft.text, "//\n{\"a\":0,\"b\":[1]}");
        let mut rest = draft.text.clone();
        for piece in draft.pieces.iter().rev() {
            let end = piece.at + piece.inserted.len();
            assert_eq!(&draft.text[piece.at..end], piece.inserted);
            rest.replace_range(piece.at..end, "");
        }
        assert_eq!(rest, "{}");
    }
}
