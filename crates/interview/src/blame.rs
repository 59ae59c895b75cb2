//! Who said which line of a plan.
//!
//! Records are followed from the first to the last, each by its edits. Where somebody else changed the plan
//! in between, what was written before is looked for by its text, nearest to where it would stand.

use stopgate_source::EditSet;

use crate::record::{Record, digest};

/// How well a part of a plan is known to be what a record says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trust {
    /// Every byte stands where the records put it.
    Exact,
    /// The plan was changed since; the text was found again.
    FoundAgain,
    /// The plan was changed since; only a part of the text was found.
    ChangedSince,
}

impl Trust {
    /// The name in JSON and text.
    pub fn name(self) -> &'static str {
        match self {
            Self::Exact => "exact",
            Self::FoundAgain => "found-again",
            Self::ChangedSince => "changed-since",
        }
    }
}

/// A part of a plan, and the record that it comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attributed {
    /// First byte.
    pub start: usize,
    /// The byte behind the last.
    pub end: usize,
    /// Index into the records.
    pub record: usize,
    /// How well that is known.
    pub trust: Trust,
}

/// A run of bytes that one record wrote.
#[derive(Clone, Debug)]
struct Piece {
    /// The record; none for bytes that were there before, or came from elsewhere.
    record: Option<usize>,
    length: usize,
    /// What it said; empty for bytes that no record wrote.
    text: String,
    /// How well its place is known.
    trust: Trust,
}

/// The parts of a plan that records account for, in order; what stood there before the first question is
/// given to the record that says so, where nobody else changed the plan since.
pub fn blame(records: &[Record], plan: &[u8]) -> Vec<Attributed> {
    let mut pieces: Vec<Piece> = Vec::new();
    let mut known: Option<&str> = None;
    for (index, record) in records.iter().enumerate() {
        if known != Some(record.before.as_str()) {
            pieces = begun_anew(pieces, (index, record), known.is_none());
        }
        for edits in record.edits() {
            pieces = edited(pieces, &edits, index);
        }
        known = Some(&record.after);
    }
    if known == Some(digest(plan).as_str()) {
        return placed(&pieces);
    }
    found_again(&pieces, &String::from_utf8_lossy(plan))
}

/// The pieces of a plan whose state before a record does not follow from the records before it: what they
/// wrote keeps its order, and its place is looked for at the end.
fn begun_anew(pieces: Vec<Piece>, (index, record): (usize, &Record), is_first: bool) -> Vec<Piece> {
    let unknown = |length: usize| Piece {
        record: is_first.then_some(index),
        length,
        text: String::new(),
        trust: Trust::Exact,
    };
    if is_first {
        return vec![unknown(record.length)];
    }
    let kept: usize = pieces.iter().map(|piece| piece.length).sum();
    let mut left = record.length;
    let mut anew = Vec::new();
    for mut piece in pieces {
        piece.trust = Trust::FoundAgain;
        if piece.text.is_empty() {
            piece.record = None;
        }
        piece.length = piece.length.min(left);
        left -= piece.length;
        anew.push(piece);
    }
    if record.length > kept {
        anew.push(Piece {
            record: None,
            ..unknown(record.length - kept)
        });
    }
    anew
}

/// The pieces after edits of one record.
fn edited(pieces: Vec<Piece>, edits: &EditSet, record: usize) -> Vec<Piece> {
    let mut result: Vec<Piece> = Vec::new();
    let mut old = pieces.into_iter();
    let mut rest: Option<Piece> = None;
    let mut at = 0;
    for edit in edits.edits() {
        while at < edit.span.start() {
            let Some(piece) = rest.take().or_else(|| old.next()) else {
                break;
            };
            let (kept, more) = cut(piece, edit.span.start() - at);
            at += kept.length;
            result.push(kept);
            rest = more;
        }
        while at < edit.span.end() {
            let Some(piece) = rest.take().or_else(|| old.next()) else {
                break;
            };
            let (gone, more) = cut(piece, edit.span.end() - at);
            at += gone.length;
            rest = more;
        }
        if !edit.text.is_empty() {
            result.push(Piece {
                record: Some(record),
                length: edit.text.len(),
                text: edit.text.clone(),
                trust: Trust::Exact,
            });
        }
    }
    result.extend(rest);
    result.extend(old);
    result
}

/// A piece up to a number of bytes, and what is left of it.
fn cut(piece: Piece, bytes: usize) -> (Piece, Option<Piece>) {
    if piece.length <= bytes {
        return (piece, None);
    }
    let (left, right) = piece
        .text
        .split_at_checked(bytes)
        .unwrap_or((&piece.text, ""));
    let part = |text: &str, length: usize| Piece {
        text: text.to_owned(),
        length,
        ..piece.clone()
    };
    (part(left, bytes), Some(part(right, piece.length - bytes)))
}

fn placed(pieces: &[Piece]) -> Vec<Attributed> {
    let mut at = 0;
    let mut parts = Vec::new();
    for piece in pieces {
        let start = at;
        at += piece.length;
        if let Some(record) = piece.record.filter(|_| piece.length > 0) {
            parts.push(Attributed {
                start,
                end: at,
                record,
                trust: piece.trust,
            });
        }
    }
    parts
}

/// The pieces in a text that nobody has followed: each is looked for as a whole, then line by line.
fn found_again(pieces: &[Piece], plan: &str) -> Vec<Attributed> {
    let mut parts = Vec::new();
    let (mut expected, mut taken) = (0, 0);
    for piece in pieces {
        let Some(record) = piece.record.filter(|_| !piece.text.trim().is_empty()) else {
            expected += piece.length;
            continue;
        };
        let text = piece.text.trim();
        match nearest(plan, text, (taken, expected)) {
            Some(start) => {
                taken = start + text.len();
                parts.push(Attributed {
                    start,
                    end: taken,
                    record,
                    trust: Trust::FoundAgain,
                });
            }
            None => {
                let lines = lines_of(plan, text, (record, taken, expected));
                taken = lines.last().map_or(taken, |last| last.end);
                parts.extend(lines);
            }
        }
        expected += piece.length;
    }
    parts
}

fn lines_of(
    plan: &str,
    text: &str,
    (record, mut taken, expected): (usize, usize, usize),
) -> Vec<Attributed> {
    let mut parts = Vec::new();
    let lines = text.lines().map(str::trim);
    for line in lines.filter(|line| line.chars().filter(|c| c.is_alphanumeric()).count() > 3) {
        if let Some(start) = nearest(plan, line, (taken, expected)) {
            taken = start + line.len();
            parts.push(Attributed {
                start,
                end: taken,
                record,
                trust: Trust::ChangedSince,
            });
        }
    }
    parts
}

/// The occurrence behind `from` that is nearest to a place.
fn nearest(plan: &str, text: &str, (from, expected): (usize, usize)) -> Option<usize> {
    let places = plan.match_indices(text).map(|(at, _)| at);
    places
        .filter(|at| *at >= from)
        .min_by_key(|at| at.abs_diff(expected))
}

#[cfg(test)]
mod tests {
    use stopgate_source::{Edit, EditSet, Span};

    use super::{Trust, blame};
    use crate::record::{Kind, Record, Stamp, stage_of};

    fn stamp() -> Stamp {
        Stamp {
            who: "Ines".to_owned(),
            when: "2026-11-29T08:00:00.000Z".to_owned(),
        }
    }

    fn answered(before: &str, at: usize, text: &str) -> (Record, String) {
        let edits = EditSet::one(Edit {
            span: Span::at(at),
            text: text.to_owned(),
        });
        let after = String::from_utf8(edits.apply(before.as_bytes())).unwrap();
        let mut record =
            Record::of_answer(Kind::Given, &stamp(), (before.as_bytes(), after.as_bytes()));
        record.stages = vec![stage_of(&edits)];
        (record, after)
    }

    #[test]
    fn every_byte_is_followed_through_later_answers() {
        let base = "# T\n\nend\n";
        let found = Record::of_beginning(Kind::Template, &stamp(), base.as_bytes());
        let (one, plan) = answered(base, 5, "first\n");
        let (two, plan) = answered(&plan, 5, "second\n");
        let parts = blame(&[found, one, two], plan.as_bytes());
        let said: Vec<(usize, &str)> = parts
            .iter()
            .map(|part| (part.record, &plan[part.start..part.end]))
            .collect();
        assert_eq!(
            said,
            [
                (0, "# T\n\n"),
                (2, "second\n"),
                (1, "first\n"),
                (0, "end\n")
            ]
        );
    }

    #[test]
    fn what_somebody_moved_is_found_by_its_text() {
        let base = "# T\n\nend\n";
        let found = Record::of_beginning(Kind::Found, &stamp(), base.as_bytes());
        let (one, _) = answered(base, 5, "the first line\nthe second line\n");
        let records = [found, one];
        let moved = "# T\n\nnew\n\nthe first line\nthe second line\nend\n";
        let parts = blame(&records, moved.as_bytes());
        assert_eq!(parts.len(), 1);
        assert_eq!(parts[0].trust, Trust::FoundAgain);
        let changed = "# T\n\nthe first line\nanother line\nend\n";
        let parts = blame(&records, changed.as_bytes());
        assert_eq!(parts.len(), 1);
        assert_eq!(parts[0].trust, Trust::ChangedSince);
        assert_eq!(&changed[parts[0].start..parts[0].end], "the first line");
    }
}
