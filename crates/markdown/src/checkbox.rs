//! Check-boxes of list items.
//!
//! Read here and not by the parser, which knows two of the five marks and puts the box in front of
//! the paragraph that it belongs to.

use stopgate_source::Span;

use crate::Checkbox;

/// The box that opens an item's text at `at`: `[ ] `, `[x] `, `[X] `, `[~] `, `[-] `.
pub(crate) fn at(text: &str, at: usize) -> Option<Checkbox> {
    let rest = text.get(at..)?;
    let mut chars = rest.chars();
    let (open, mark, close) = (chars.next()?, chars.next()?, chars.next()?);
    let is_box = open == '[' && close == ']' && matches!(mark, ' ' | 'x' | 'X' | '~' | '-');
    let ends = chars
        .next()
        .is_none_or(|next| matches!(next, ' ' | '\t' | '\r' | '\n'));
    (is_box && ends).then(|| Checkbox {
        mark,
        span: Span::new(at, at + 3),
    })
}
