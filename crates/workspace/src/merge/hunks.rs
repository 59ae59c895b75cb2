//! The pieces of a line merge: what both sides agree on, and conflicts.

use diffy::{ConflictStyle, MergeOptions};
use stopgate_markdown::Tree;
use stopgate_source::Source;

/// A piece of a merged document.
pub(super) enum Piece {
    /// No side contradicts.
    Clean(Vec<u8>),
    Conflict(Conflict),
}

/// Lines that both sides changed.
pub(super) struct Conflict {
    pub(super) base: Vec<u8>,
    pub(super) ours: Vec<u8>,
    pub(super) theirs: Vec<u8>,
}

impl Piece {
    /// Its bytes with our side of a conflict.
    pub(super) fn ours(&self) -> &[u8] {
        match self {
            Self::Clean(bytes) => bytes,
            Self::Conflict(conflict) => &conflict.ours,
        }
    }
}

impl Conflict {
    /// The lines of both sides between markers, in the style `diff3`.
    pub(super) fn marked(&self, length: usize) -> Vec<u8> {
        let mut text = Vec::new();
        let parts = [
            ("<", " ours", &self.ours),
            ("|", " base", &self.base),
            ("=", "", &self.theirs),
        ];
        for (sign, name, bytes) in parts {
            text.extend(format!("{}{name}\n", sign.repeat(length)).bytes());
            text.extend(with_line_end(bytes));
        }
        text.extend(format!("{} theirs\n", ">".repeat(length)).bytes());
        text
    }

    /// True where one of its versions has a heading.
    pub(super) fn has_heading(&self) -> bool {
        let has = |bytes: &[u8]| {
            let tree = Tree::read_strict(Source::new(bytes.to_owned()));
            tree.sections().len() > 1
        };
        [&self.base, &self.ours, &self.theirs]
            .into_iter()
            .any(|bytes| has(bytes))
    }
}

/// Bytes that end in a line ending, unless there are none.
pub(super) fn with_line_end(bytes: &[u8]) -> Vec<u8> {
    let mut bytes = bytes.to_owned();
    if !bytes.is_empty() && !bytes.ends_with(b"\n") {
        bytes.push(b'\n');
    }
    bytes
}

/// Merges line by line. A marker longer than any line that looks like one tells the conflicts apart
/// from what documents say.
pub(super) fn pieces([base, ours, theirs]: [&[u8]; 3]) -> Vec<Piece> {
    let length = 7 + [base, ours, theirs]
        .into_iter()
        .map(longest_marker)
        .max()
        .unwrap_or(0);
    let [base, ours, theirs] = [base, ours, theirs].map(with_line_end);
    let mut options = MergeOptions::new();
    options.set_conflict_style(ConflictStyle::Diff3);
    options.set_conflict_marker_length(length);
    match options.merge_bytes(&base, &ours, &theirs) {
        Ok(clean) => vec![Piece::Clean(clean)],
        Err(marked) => split(&marked, length),
    }
}

/// The longest run of a marker sign at the beginning of a line.
fn longest_marker(bytes: &[u8]) -> usize {
    let run = |line: &[u8]| {
        let sign = line.first().copied().filter(|sign| b"<|=>".contains(sign));
        sign.map_or(0, |sign| {
            line.iter().take_while(|byte| **byte == sign).count()
        })
    };
    bytes
        .split(|byte| *byte == b'\n')
        .map(run)
        .max()
        .unwrap_or(0)
}

/// Reads a merged text with its markers.
fn split(marked: &[u8], length: usize) -> Vec<Piece> {
    let marker = |sign: u8| vec![sign; length];
    let signs = [marker(b'<'), marker(b'|'), marker(b'='), marker(b'>')];
    let mut pieces = vec![Piece::Clean(Vec::new())];
    // 0: clean; 1: ours; 2: base; 3: theirs.
    let mut part = 0;
    for line in marked.split_inclusive(|byte| *byte == b'\n') {
        match signs.iter().position(|sign| line.starts_with(sign)) {
            Some(0) => {
                pieces.push(Piece::Conflict(Conflict {
                    base: Vec::new(),
                    ours: Vec::new(),
                    theirs: Vec::new(),
                }));
                part = 1;
            }
            Some(3) => {
                pieces.push(Piece::Clean(Vec::new()));
                part = 0;
            }
            Some(next) => part = next + 1,
            None => match (pieces.last_mut(), part) {
                (Some(Piece::Clean(bytes)), _) => bytes.extend(line),
                (Some(Piece::Conflict(conflict)), 1) => conflict.ours.extend(line),
                (Some(Piece::Conflict(conflict)), 2) => conflict.base.extend(line),
                (Some(Piece::Conflict(conflict)), _) => conflict.theirs.extend(line),
                (None, _) => {}
            },
        }
    }
    pieces
}
