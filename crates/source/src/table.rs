//! Automata as tables that were made while Stopgate was compiled.
//!
//! `regex-automata` can write its automata to bytes and read them back, but reading checks every
//! transition, and a process would read megabytes of them before it looks at its first plan. Tables of
//! numbers need no reading: the compiler has checked what they are. What is searched here is what that
//! library built; `tests/tests/expressions.rs` holds the two against each other.

use std::ops::Range;

/// Bytes that stand before or behind a search, as far as an automaton tells them apart.
const KINDS: usize = 5;

/// A deterministic automaton over bytes. Like those of `regex-automata` it learns of a match one byte
/// late, so that it can look at the byte behind.
#[derive(Debug)]
pub struct Table {
    /// The class of each byte.
    pub classes: [u8; 256],
    /// Where a search begins, by the byte in front: none, of a word, line feed, carriage return, other.
    pub starts: [u16; KINDS],
    /// For each state the next one by class, and last the one for the end of the text, as two bytes each,
    /// the low one first. States are numbered in the order of their rows.
    pub rows: &'static [u8],
    /// Entries of a row.
    pub stride: u16,
    /// This state and all above it are matches; the state 0 leads nowhere.
    pub first_match: u16,
}

/// The tables of an expression.
#[derive(Clone, Copy, Debug)]
pub enum Tables {
    /// One to be read forwards, for the end of a match, and one backwards, for its start; several pairs
    /// where the expression is a choice that is too large for one, in the order of preference.
    Both(&'static [(Table, Table)]),
    /// Where it finds nothing there is no match; where it finds something there may be one.
    Gate(&'static Table),
    /// None: it would be too large.
    None,
}

impl Tables {
    /// False when there is no match in `text` that begins at `from` or later; true may be wrong where
    /// there is a gate or nothing.
    pub(crate) fn may_match(self, text: &[u8], from: usize) -> bool {
        match self {
            Self::Both(pairs) => pairs
                .iter()
                .any(|(forwards, _)| forwards.is_match(text, from)),
            Self::Gate(table) => table.is_match(text, from),
            Self::None => true,
        }
    }

    /// The first match that begins at `from` or later; none where the tables do not tell. Of one search
    /// after the other `from` is never before the last one. `ahead`, empty at first, holds the next match
    /// of each pair: one that is rare is not looked for again behind every match of another.
    pub(crate) fn find_next(
        self,
        text: &[u8],
        from: usize,
        ahead: &mut Vec<Option<Range<usize>>>,
    ) -> Option<Option<Range<usize>>> {
        let pairs = match self {
            Self::Both([pair]) => return Some(find(pair, text, from)),
            Self::Both(pairs) => pairs,
            Self::Gate(_) | Self::None => return None,
        };
        if ahead.is_empty() {
            ahead.extend(pairs.iter().map(|pair| find(pair, text, from)));
        }
        for (pair, next) in pairs.iter().zip(ahead.iter_mut()) {
            if next.as_ref().is_some_and(|next| next.start < from) {
                *next = find(pair, text, from);
            }
        }
        // Of two that begin at the same place the first is preferred.
        let matches = ahead.iter().flatten();
        Some(matches.min_by_key(|range| range.start).cloned())
    }

    /// True when [`Tables::may_match`] is always right.
    pub(crate) fn is_exact(self) -> bool {
        matches!(self, Self::Both(_))
    }
}

fn find((forwards, backwards): &(Table, Table), text: &[u8], from: usize) -> Option<Range<usize>> {
    let end = forwards.end(text, from)?;
    Some(backwards.start_of(text, from..end)?..end)
}

/// What a search for the end of a match wants.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Until {
    /// The first end: enough to know that there is a match.
    Any,
    /// The end that the expression prefers.
    Preferred,
}

impl Table {
    /// True when there is a match in `text` that begins at `from` or later.
    pub(crate) fn is_match(&self, text: &[u8], from: usize) -> bool {
        self.forward(text, from, Until::Any).is_some()
    }

    /// The end of the first match in `text` that begins at `from` or later.
    pub(crate) fn end(&self, text: &[u8], from: usize) -> Option<usize> {
        self.forward(text, from, Until::Preferred)
    }

    fn forward(&self, text: &[u8], from: usize, until: Until) -> Option<usize> {
        let mut state = self.start(from.checked_sub(1).and_then(|before| text.get(before)));
        let mut end = None;
        for (behind, &byte) in text.get(from..).unwrap_or_default().iter().enumerate() {
            state = self.next(state, byte);
            // One comparison for the two states that are rare: those that match, and the dead one.
            if state.wrapping_sub(1) < self.first_match - 1 {
                continue;
            }
            if state == 0 {
                return end;
            }
            end = Some(from + behind);
            if until == Until::Any {
                return end;
            }
        }
        let last = self.last(state);
        if last >= self.first_match {
            end = Some(text.len());
        }
        end
    }

    /// Where the match that ends at `range.end` begins, no earlier than `range.start`; for tables of
    /// expressions that are read backwards.
    pub(crate) fn start_of(&self, text: &[u8], range: Range<usize>) -> Option<usize> {
        let mut state = self.start(text.get(range.end));
        let mut start = None;
        for at in range.clone().rev() {
            state = self.next(state, text[at]);
            if state >= self.first_match {
                start = Some(at + 1);
            } else if state == 0 {
                return start;
            }
        }
        let last = match range.start.checked_sub(1) {
            Some(before) => self.next(state, text[before]),
            None => self.last(state),
        };
        if last >= self.first_match {
            start = Some(range.start);
        }
        start
    }

    fn start(&self, beside: Option<&u8>) -> u16 {
        let kind = match beside {
            None => 0,
            Some(b'_' | b'0'..=b'9' | b'a'..=b'z' | b'A'..=b'Z') => 1,
            Some(b'\n') => 2,
            Some(b'\r') => 3,
            Some(_) => 4,
        };
        self.starts[kind]
    }

    #[inline]
    fn next(&self, state: u16, byte: u8) -> u16 {
        let class = self.classes[usize::from(byte)];
        self.entry(usize::from(state) * usize::from(self.stride) + usize::from(class))
    }

    fn last(&self, state: u16) -> u16 {
        self.entry((usize::from(state) + 1) * usize::from(self.stride) - 1)
    }

    #[inline]
    fn entry(&self, number: usize) -> u16 {
        let (entries, _) = self.rows.as_chunks::<2>();
        u16::from_le_bytes(entries[number])
    }
}
