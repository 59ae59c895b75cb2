//! Living sections as lists of entries: list items, rows of tables, or blocks.

use stopgate_markdown::{BlockId, BlockKind, Tree};
use stopgate_source::{Source, Span};

use super::hunks::{Conflict, with_line_end};
use super::ticks::changed;

/// An entry with the blank lines behind it.
#[derive(Clone, Debug)]
struct Entry {
    text: String,
    /// What it is known by: its words without tick, times and white space.
    key: String,
    /// The moment that it carries, as it is written; times that are written alike sort like text.
    moment: Option<String>,
}

impl PartialEq for Entry {
    fn eq(&self, other: &Self) -> bool {
        self.text.trim_end() == other.text.trim_end()
    }
}

/// The entries of both sides; none where one side took an entry away or reordered what was there, or
/// both changed the same one, or the lines are no whole entries.
pub(super) fn settled(conflict: &Conflict) -> Option<Vec<u8>> {
    let base = entries(&conflict.base)?;
    let ours = Side::new(&base, entries(&conflict.ours)?)?;
    let theirs = Side::new(&base, entries(&conflict.theirs)?)?;
    let mut merged = Vec::new();
    for place in 0..=base.len() {
        if place > 0 {
            let at = place - 1;
            merged.push(changed(&base[at], &ours.kept[at], &theirs.kept[at])?);
        }
        merged.extend(in_order(&ours.added[place], &theirs.added[place]));
    }
    Some(joined(&merged).into_bytes())
}

/// What one side made of the entries that were there.
struct Side {
    /// The entries that were there, as they are now.
    kept: Vec<Entry>,
    /// The new ones: before the first, behind the first, and so on.
    added: Vec<Vec<Entry>>,
}

impl Side {
    /// None where an entry is no longer there, or stands in another order.
    fn new(base: &[Entry], entries: Vec<Entry>) -> Option<Self> {
        let mut side = Self {
            kept: Vec::new(),
            added: vec![Vec::new()],
        };
        for entry in entries {
            match base.get(side.kept.len()) {
                Some(next) if next.key == entry.key => {
                    side.kept.push(entry);
                    side.added.push(Vec::new());
                }
                _ => side.added.last_mut()?.push(entry),
            }
        }
        (side.kept.len() == base.len()).then_some(side)
    }
}

/// The new entries of both sides, each once: by time where all of them carry one and each side is in
/// the order of time; else ours before theirs.
fn in_order(ours: &[Entry], theirs: &[Entry]) -> Vec<Entry> {
    let new = theirs.iter().filter(|entry| !ours.contains(entry));
    let mut all: Vec<Entry> = ours.iter().chain(new).cloned().collect();
    let timed = all.iter().all(|entry| entry.moment.is_some());
    let rises = |side: &[Entry]| side.is_sorted_by(|a, b| a.moment <= b.moment);
    let falls = |side: &[Entry]| side.is_sorted_by(|a, b| a.moment >= b.moment);
    if timed && rises(ours) && rises(theirs) {
        all.sort_by(|a, b| a.moment.cmp(&b.moment));
    } else if timed && falls(ours) && falls(theirs) {
        all.sort_by(|a, b| b.moment.cmp(&a.moment));
    }
    all
}

/// The text of entries; a blank line between blocks that need one to stay two.
fn joined(entries: &[Entry]) -> String {
    let spaced = entries
        .iter()
        .any(|entry| entry.text.trim_end_matches(['\r', '\n']).len() + 1 < entry.text.len());
    let is_block = |entry: &Entry| !entry.text.trim_start().starts_with(['-', '*', '+', '|']);
    let mut text = String::new();
    for (at, entry) in entries.iter().enumerate() {
        text.push_str(&entry.text);
        let more = at + 1 < entries.len();
        if more && spaced && is_block(entry) && !ends_blank(&text) {
            text.push('\n');
        }
    }
    text
}

fn ends_blank(text: &str) -> bool {
    text.ends_with("\n\n") || text.ends_with("\n\r\n")
}

/// The entries of some lines of a document; none where they are not UTF-8.
fn entries(lines: &[u8]) -> Option<Vec<Entry>> {
    let text = String::from_utf8(with_line_end(lines)).ok()?;
    let starts = starts(&text);
    let ends = starts.iter().skip(1).copied().chain([text.len()]);
    let spans = starts.iter().copied().zip(ends);
    Some(
        spans
            .map(|(start, end)| Entry::new(&text[start..end]))
            .collect(),
    )
}

/// Where entries begin. Blank lines before the first belong to it.
fn starts(text: &str) -> Vec<usize> {
    let tree = Tree::read_strict(Source::new(text.as_bytes().to_owned()));
    let mut starts = Vec::new();
    for &root in tree.roots() {
        let block = tree.block(root);
        let rows = text[block.span.range()]
            .lines()
            .all(|line| line.trim_start().starts_with('|'));
        if rows {
            starts.extend(line_starts(text, block.span));
        } else if matches!(block.kind, BlockKind::List { .. }) {
            let items = block
                .children
                .iter()
                .map(|&item: &BlockId| tree.block(item).span.start());
            starts.extend(items.map(|at| line_start(text, at)));
        } else {
            starts.push(line_start(text, block.span.start()));
        }
    }
    starts.sort_unstable();
    starts.dedup();
    match starts.first_mut() {
        Some(first) => *first = 0,
        None if !text.is_empty() => starts.push(0),
        None => {}
    }
    starts
}

fn line_start(text: &str, at: usize) -> usize {
    text[..at].rfind('\n').map_or(0, |end| end + 1)
}

fn line_starts(text: &str, span: Span) -> Vec<usize> {
    let mut at = line_start(text, span.start());
    let mut starts = Vec::new();
    for line in text[at..span.end()].split_inclusive('\n') {
        starts.push(at);
        at += line.len();
    }
    starts
}

impl Entry {
    fn new(text: &str) -> Self {
        let words: Vec<&str> = text
            .split(|c: char| !c.is_alphanumeric() && !"-:.".contains(c))
            .map(|word| word.trim_matches(['-', ':', '.']))
            .filter(|word| !word.is_empty())
            .collect();
        let is_time = |word: &&str| is_day(word) || is_clock(word);
        let named = words
            .iter()
            .filter(|word| !is_time(word) && !matches!(**word, "x" | "X"));
        let moment: Vec<&str> = words
            .iter()
            .copied()
            .skip_while(|word| !is_day(word))
            .take(2)
            .filter(is_time)
            .collect();
        Self {
            text: text.to_owned(),
            key: named.copied().collect::<Vec<_>>().join(" "),
            moment: (!moment.is_empty()).then(|| moment.join(" ").replace('T', " ")),
        }
    }
}

/// `2026-03-04`, `2026-03-04T10:00Z`
fn is_day(word: &str) -> bool {
    let digits = |range: std::ops::Range<usize>| {
        word.get(range)
            .is_some_and(|part| part.bytes().all(|byte| byte.is_ascii_digit()))
    };
    let bytes = word.as_bytes();
    digits(0..4) && digits(5..7) && digits(8..10) && bytes[4] == b'-' && bytes[7] == b'-'
}

/// `10:05Z`, `10:05:30`
fn is_clock(word: &str) -> bool {
    let bytes = word.as_bytes();
    bytes.len() >= 5
        && bytes[2] == b':'
        && [0, 1, 3, 4].iter().all(|&at| bytes[at].is_ascii_digit())
}
