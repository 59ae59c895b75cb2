//! Edits of words and lines that cannot leave what is said the same.
//!
//! Only letters and digits are touched, and whole lines that hold some. Left out is what layout alone
//! decides: the number of a list item, the mark of a check-box.

use std::ops::Range;

use crate::plans::PlanFile;

/// Edits for one place.
pub struct Spelling<'p> {
    text: &'p str,
}

/// A change of bytes.
pub type Change = (Range<usize>, String);

impl<'p> Spelling<'p> {
    pub fn of(plan: &'p PlanFile) -> Self {
        Self { text: plan.text() }
    }

    /// Every kind of edit that has a place in `span`, up to `most` of each, spread over it.
    pub fn changes(&self, span: Range<usize>, most: usize) -> Vec<Change> {
        let letters: Vec<usize> = self.letters(&span).collect();
        let words = self.words(&span);
        let lines = self.lines(&span);
        let mut changes = Vec::new();
        for at in spread(&letters, most) {
            let letter = self.letter(*at);
            let end = *at + letter.len_utf8();
            let other = if letter == 'q' { 'z' } else { 'q' };
            changes.push((end..end, "q".to_owned()));
            changes.push((*at..end, String::new()));
            changes.push((*at..end, other.to_string()));
        }
        let pairs: Vec<_> = words
            .windows(2)
            .filter(|pair| self.can_swap(pair))
            .collect();
        for pair in spread(&pairs, most) {
            let between = &self.text[pair[0].end..pair[1].start];
            let [first, second] = [&self.text[pair[0].clone()], &self.text[pair[1].clone()]];
            changes.push((
                pair[0].start..pair[1].end,
                format!("{second}{between}{first}"),
            ));
        }
        for word in spread(&words, most) {
            changes.push((word.clone(), String::new()));
            changes.push((word.end..word.end, " not".to_owned()));
        }
        for line in spread(&lines, most) {
            changes.push((line.clone(), String::new()));
            changes.push((line.start..line.start, self.text[line.clone()].to_owned()));
        }
        changes
    }

    fn letter(&self, at: usize) -> char {
        self.text[at..]
            .chars()
            .next()
            .expect("a letter stands there")
    }

    fn letters(&self, span: &Range<usize>) -> impl Iterator<Item = usize> {
        let start = span.start;
        let letters = self.text[span.clone()].char_indices();
        let letters = letters
            .filter(|(_, c)| c.is_alphanumeric())
            .map(move |(at, _)| start + at);
        letters.filter(|at| !self.is_mark(*at))
    }

    /// The `2` of `2. Ship`, the `x` of `[x]`.
    fn is_mark(&self, at: usize) -> bool {
        let rest = self.text[at..].trim_start_matches(|c: char| c.is_ascii_digit());
        let number = rest.len() < self.text[at..].len() && rest.starts_with(['.', ')']);
        let before = self.text[..at].trim_end_matches(|c: char| c.is_ascii_digit());
        let before = before.trim_end_matches([' ', '\t', '>']);
        let opens_line = before.is_empty() || before.ends_with('\n');
        let end = at + self.letter(at).len_utf8();
        let in_box = self.text[..at].ends_with('[') && self.text[end..].starts_with(']');
        (number && opens_line) || in_box
    }

    fn words(&self, span: &Range<usize>) -> Vec<Range<usize>> {
        let mut words: Vec<Range<usize>> = Vec::new();
        for at in self.letters(span) {
            let end = at + self.letter(at).len_utf8();
            match words.last_mut() {
                Some(last) if last.end == at => last.end = end,
                _ => words.push(at..end),
            }
        }
        words
    }

    /// Two different words on one line.
    fn can_swap(&self, pair: &[Range<usize>]) -> bool {
        let between = &self.text[pair[0].end..pair[1].start];
        !between.contains('\n') && self.text[pair[0].clone()] != self.text[pair[1].clone()]
    }

    /// The lines of a place with their endings, unless all they hold is layout.
    fn lines(&self, span: &Range<usize>) -> Vec<Range<usize>> {
        let start = self.text[..span.start].rfind('\n').map_or(0, |at| at + 1);
        let end = span.end.max(start);
        let mut lines = Vec::new();
        let mut at = start;
        for line in self.text[start..].split_inclusive('\n') {
            if at >= end {
                break;
            }
            let range = at..at + line.len();
            at = range.end;
            if self.letters(&range).next().is_some() {
                lines.push(range);
            }
        }
        lines
    }
}

/// At most `most` of these, evenly spread.
pub fn spread<T>(all: &[T], most: usize) -> impl Iterator<Item = &T> {
    let count = all.len().min(most);
    (0..count).map(move |nth| &all[nth * all.len() / count])
}

/// The text with a change.
pub fn applied(text: &str, (range, new): &Change) -> Vec<u8> {
    [&text[..range.start], new, &text[range.end..]]
        .concat()
        .into_bytes()
}
