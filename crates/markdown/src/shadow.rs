//! The text that the parser sees: as long as the document, and different from it only where the
//! parser and CommonMark (or the machine's stack and patience) would not go together.

use std::borrow::Cow;
use std::ops::Range;

use crate::lines::{Line, lines};

/// Columns of indentation and container markers after which a marker opens nothing any more. A list
/// level needs two columns, so no list is deeper than half of it.
const DEEPEST_COLUMN: usize = 200;

/// A text to parse, and where it hides containers that lie too deep.
pub(crate) struct Shadow<'t> {
    /// The text.
    pub(crate) text: Cow<'t, str>,
    /// Markers that were taken away for their depth, in order.
    pub(crate) too_deep: Vec<usize>,
}

/// Makes the shadow of a document:
///
/// - a lone `\r` becomes `\n`, since the parser takes it for a line ending only in places;
/// - tabs behind a closing fence become blanks, since the parser overlooks such a fence;
/// - container markers past [`DEEPEST_COLUMN`] become text.
pub(crate) fn of(text: &str) -> Shadow<'_> {
    let mut shadow = Cow::Borrowed(text);
    for (at, _) in text.match_indices('\r') {
        if text.as_bytes().get(at + 1) != Some(&b'\n') {
            overwrite(&mut shadow, at..at + 1, "\n");
        }
    }
    let mut tabs = Vec::new();
    let mut too_deep = Vec::new();
    for line in lines(&shadow, 0) {
        tabs.extend(tabs_behind_fence(&line));
        too_deep.extend(deep_marker(line.text).map(|at| line.start + at));
    }
    for range in tabs {
        let blanks = " ".repeat(range.len());
        overwrite(&mut shadow, range, &blanks);
    }
    for &at in &too_deep {
        overwrite(&mut shadow, at..at + 1, "x");
    }
    Shadow {
        text: shadow,
        too_deep,
    }
}

/// Puts `with` in the place of as many bytes; a range that is not on character boundaries stays.
pub(crate) fn overwrite(shadow: &mut Cow<'_, str>, range: Range<usize>, with: &str) {
    debug_assert_eq!(range.len(), with.len());
    if shadow.get(range.clone()).is_some() {
        shadow.to_mut().replace_range(range, with);
    }
}

/// The blanks behind a run of fence characters, where a tab is among them: "```\t".
fn tabs_behind_fence(line: &Line<'_>) -> Option<Range<usize>> {
    let text = line.text.trim_end_matches([' ', '\t']);
    let is_fence = text.ends_with("```") || text.ends_with("~~~");
    let has_tab = line.text[text.len()..].contains('\t');
    (is_fence && has_tab).then(|| line.start + text.len()..line.end())
}

/// Where the first container marker stands that begins past [`DEEPEST_COLUMN`].
fn deep_marker(line: &str) -> Option<usize> {
    if line.len() <= DEEPEST_COLUMN / 4 {
        return None;
    }
    let bytes = line.as_bytes();
    let (mut at, mut column) = (0, 0);
    loop {
        match bytes.get(at)? {
            b' ' => (at, column) = (at + 1, column + 1),
            b'\t' => (at, column) = (at + 1, column / 4 * 4 + 4),
            _ => {
                let length = marker_length(&bytes[at..])?;
                if column >= DEEPEST_COLUMN {
                    return Some(at);
                }
                (at, column) = (at + length, column + length);
            }
        }
    }
}

/// The length of the container marker at the start of `rest`: `>`, `-`, `12.`, `[^note]:`.
fn marker_length(rest: &[u8]) -> Option<usize> {
    let is_end = |at: usize| matches!(rest.get(at), None | Some(b' ' | b'\t'));
    match rest.first()? {
        b'>' => Some(1),
        b'-' | b'+' | b'*' if is_end(1) && !is_rule(rest) => Some(1),
        b'0'..=b'9' => {
            let digits = rest.iter().take_while(|byte| byte.is_ascii_digit()).count();
            let closed = matches!(rest.get(digits), Some(b'.' | b')'));
            (closed && digits < 10 && is_end(digits + 1)).then_some(digits + 1)
        }
        b'[' if rest.get(1) == Some(&b'^') => rest
            .windows(2)
            .position(|pair| pair == b"]:")
            .map(|at| at + 2),
        _ => None,
    }
}

fn is_rule(rest: &[u8]) -> bool {
    let mark = rest[0];
    mark != b'+'
        && rest
            .iter()
            .all(|&byte| byte == mark || byte == b' ' || byte == b'\t')
}
