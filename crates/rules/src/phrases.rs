//! Words and phrases in what a reader sees: the one scan that the word rules share.

use stopgate_model::{Plan, Text, TextPlace};
use stopgate_source::{Span, Words};

/// The line of every match of `pattern` in the visible text of the plan, inline code left out.
pub(crate) fn lines<'a>(plan: &'a Plan, pattern: &'a Words) -> impl Iterator<Item = Span> + 'a {
    let texts = if plan.grams.may_hold(pattern) {
        plan.texts.as_slice()
    } else {
        &[]
    };
    texts.iter().flat_map(move |text| {
        pattern
            .find_iter(&text.plain)
            .map(move |found| text.line_of(found.start()))
    })
}

/// True when some text inside `span` matches, inline code included.
pub(crate) fn occurs(plan: &Plan, span: Span, pattern: &Words) -> bool {
    plan.grams.may_hold(pattern)
        && plan
            .texts_in(span)
            .any(|text| pattern.is_match(&text.value))
}

/// True when some text of the plan matches, inline code included.
pub(crate) fn occurs_anywhere(plan: &Plan, pattern: &Words) -> bool {
    plan.grams.may_hold(pattern) && plan.texts.iter().any(|text| pattern.is_match(&text.value))
}

/// True for text that is a plan's own words: not a heading, not a header row.
pub(crate) fn is_body(text: &Text) -> bool {
    !matches!(text.place, TextPlace::Heading | TextPlace::Cell(true))
}
