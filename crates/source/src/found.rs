//! What an expression found in a text.

use std::ops::{Index, Range};

use regex_automata::util::captures;

/// A match, or a part of one, as it stands in the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Found<'t> {
    text: &'t str,
    start: usize,
    end: usize,
}

impl<'t> Found<'t> {
    pub(crate) fn new(text: &'t str, range: Range<usize>) -> Self {
        Self {
            text,
            start: range.start,
            end: range.end,
        }
    }

    /// The words.
    pub fn as_str(&self) -> &'t str {
        &self.text[self.range()]
    }

    /// First byte.
    pub fn start(&self) -> usize {
        self.start
    }

    /// One past the last byte.
    pub fn end(&self) -> usize {
        self.end
    }

    /// Both, for slicing.
    pub fn range(&self) -> Range<usize> {
        self.start..self.end
    }
}

/// A match with its parts. Part 0 is the whole match.
#[derive(Clone, Debug)]
pub struct Parts<'t> {
    text: &'t str,
    parts: captures::Captures,
}

impl<'t> Parts<'t> {
    pub(crate) fn new(text: &'t str, parts: captures::Captures) -> Self {
        Self { text, parts }
    }

    /// A part by its number; none where it took no part in the match.
    pub fn get(&self, number: usize) -> Option<Found<'t>> {
        self.found(self.parts.get_group(number))
    }

    /// A part by its name.
    pub fn name(&self, name: &str) -> Option<Found<'t>> {
        self.found(self.parts.get_group_by_name(name))
    }

    /// The whole match, then its parts in order.
    pub fn iter(&self) -> impl Iterator<Item = Option<Found<'t>>> {
        self.parts.iter().map(|span| self.found(span))
    }

    fn found(&self, span: Option<regex_automata::Span>) -> Option<Found<'t>> {
        Some(Found::new(self.text, span?.range()))
    }
}

/// A part that is in every match; empty where it is not.
impl Index<usize> for Parts<'_> {
    type Output = str;

    fn index(&self, number: usize) -> &str {
        self.get(number).map_or("", |part| part.as_str())
    }
}

/// A part that is in every match, by its name; empty where it is not.
impl Index<&str> for Parts<'_> {
    type Output = str;

    fn index(&self, name: &str) -> &str {
        self.name(name).map_or("", |part| part.as_str())
    }
}
