//! Second stage: tokens of well-known shapes, which nobody declared.

use aho_corasick::{AhoCorasick, Input, MatchKind};

use super::shapes::{Judgement, SHAPES, Swallow};

/// What stands for a token.
const MASK: &[u8] = b"[masked token]";

/// What is searched for: the beginnings of the shapes.
pub(super) struct Tokens {
    search: Option<AhoCorasick>,
    longest: usize,
    /// Whether a shape begins with a byte.
    begins: [bool; 256],
}

impl Tokens {
    pub(super) fn new() -> Self {
        let beginnings = SHAPES.iter().map(|shape| shape.beginning);
        let mut begins = [false; 256];
        for beginning in beginnings.clone() {
            begins[usize::from(beginning.as_bytes()[0])] = true;
        }
        Self {
            // The table is constant, and a test builds it.
            search: AhoCorasick::builder()
                .match_kind(MatchKind::LeftmostLongest)
                .build(beginnings)
                .ok(),
            longest: SHAPES
                .iter()
                .map(|shape| shape.beginning.len())
                .max()
                .unwrap_or(0),
            begins,
        }
    }

    /// The next beginning: which shape, and where.
    fn find(&self, bytes: &[u8], at: usize) -> Option<(usize, usize)> {
        let search = self.search.as_ref()?;
        let found = search.find(Input::new(bytes).range(at..))?;
        Some((found.pattern().as_usize(), found.start()))
    }

    /// Where the first beginning may begin that ends only in bytes to come.
    fn open_from(&self, bytes: &[u8], at: usize) -> usize {
        let earliest = bytes.len().saturating_sub(self.longest.saturating_sub(1));
        let is_open = |rest: &[u8]| {
            let mut beginnings = SHAPES.iter().map(|shape| shape.beginning.as_bytes());
            beginnings.any(|beginning| beginning.len() > rest.len() && beginning.starts_with(rest))
        };
        (earliest.max(at)..bytes.len())
            .find(|&start| self.begins[usize::from(bytes[start])] && is_open(&bytes[start..]))
            .unwrap_or(bytes.len())
    }
}

/// Where the stage stands in one stream.
#[derive(Default)]
pub(super) struct TokenStage {
    /// What may still become a token.
    held: Vec<u8>,
    /// The byte before what is held.
    before: Option<u8>,
    /// The token that goes on, masked already.
    swallow: Option<Swallow>,
    pub(super) masked: u64,
}

/// What a search for the next token comes to.
enum Next {
    /// A token was masked, or the beginning of none was passed: search on from here.
    From(usize),
    /// Bytes from here on decide only when more have come.
    Hold(usize),
}

impl TokenStage {
    /// Masks what is held and a chunk; holds back what may still become a token unless it is the last.
    pub(super) fn take(
        &mut self,
        tokens: &Tokens,
        chunk: &[u8],
        last: bool,
        out: &mut dyn FnMut(&[u8]),
    ) {
        let mut joined = std::mem::take(&mut self.held);
        let bytes = if joined.is_empty() {
            chunk
        } else {
            joined.extend_from_slice(chunk);
            &joined
        };
        // Up to `clear` bytes have been given out or masked; the search goes on from `at`.
        let (mut clear, mut at) = self.swallowed(bytes);
        let open = loop {
            match self.next(tokens, bytes, (clear, at), last, out) {
                (done, Next::From(next)) => (clear, at) = (done, next),
                (done, Next::Hold(open)) => {
                    clear = done;
                    break open;
                }
            }
        };
        if clear < open {
            out(&bytes[clear..open]);
        }
        self.before = bytes[..open].last().copied().or(self.before);
        self.held = bytes[open..].to_vec();
    }

    /// How many bytes go on with a token that is masked already.
    fn swallowed(&mut self, bytes: &[u8]) -> (usize, usize) {
        let Some(swallow) = &mut self.swallow else {
            return (0, 0);
        };
        let taken = swallow.take(bytes);
        if taken < bytes.len() || swallow.is_over() {
            self.swallow = None;
        }
        (taken, taken)
    }

    /// Looks for one token from `at` on; returns up to where bytes have been dealt with, and how to go on.
    fn next(
        &mut self,
        tokens: &Tokens,
        bytes: &[u8],
        (clear, at): (usize, usize),
        last: bool,
        out: &mut dyn FnMut(&[u8]),
    ) -> (usize, Next) {
        let Some((shape, start)) = tokens.find(bytes, at) else {
            let open = match last {
                true => bytes.len(),
                false => tokens.open_from(bytes, at),
            };
            return (clear, Next::Hold(open));
        };
        let before = bytes[..start].last().copied().or(self.before);
        match SHAPES[shape].judge(before, &bytes[start..], last) {
            Judgement::No => (clear, Next::From(start + 1)),
            Judgement::More => (clear, Next::Hold(start)),
            Judgement::Token {
                from,
                sure,
                mut swallow,
            } => {
                out(&bytes[clear..start + from]);
                out(MASK);
                self.masked += 1;
                let sure = start + from + sure;
                let end = sure + swallow.take(&bytes[sure..]);
                if end == bytes.len() && !swallow.is_over() {
                    self.swallow = Some(swallow);
                }
                (end, Next::From(end))
            }
        }
    }
}

/// Held bytes are not for logs.
impl std::fmt::Debug for TokenStage {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "TokenStage({} held)", self.held.len())
    }
}
