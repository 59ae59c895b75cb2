//! Words and phrases in what a reader sees: the one scan that the word rules share.

use std::ops::Range;

use regex::Regex;
use stopgate_model::{Plan, Text, TextPlace};
use stopgate_source::Span;

/// A phrase found in a plan.
pub(crate) struct Match<'a> {
    /// The text it stands in.
    pub(crate) text: &'a Text,
    /// The words as they stand there.
    pub(crate) words: &'a str,
    /// The line it stands in.
    pub(crate) line: Span,
}

/// Every match of `pattern` in the visible text of the plan, inline code left out.
pub(crate) fn find<'a>(plan: &'a Plan, pattern: &'a Regex) -> impl Iterator<Item = Match<'a>> {
    plan.texts.iter().flat_map(move |text| {
        pattern.find_iter(&text.plain).map(move |found| matched(text, found.range()))
    })
}

/// Every match of `pattern` in one text, inline code left out.
pub(crate) fn matched(text: &Text, range: Range<usize>) -> Match<'_> {
    let words = text.value.get(range.clone()).unwrap_or_default();
    Match { text, words, line: text.line_of(range.start) }
}

/// True when some text inside `span` matches, inline code included.
pub(crate) fn occurs(plan: &Plan, span: Span, pattern: &Regex) -> bool {
    plan.texts_in(span).any(|text| pattern.is_match(&text.value))
}

/// True when some text of the plan matches, inline code included.
pub(crate) fn occurs_anywhere(plan: &Plan, pattern: &Regex) -> bool {
    plan.texts.iter().any(|text| pattern.is_match(&text.value))
}

/// True for text that is a plan's own words: not a heading, not a header row.
pub(crate) fn is_body(text: &Text) -> bool {
    !matches!(text.place, TextPlace::Heading | TextPlace::Cell(true))
}
