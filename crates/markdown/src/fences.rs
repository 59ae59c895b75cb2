//! Fences that do not close where their author thought.
//!
//! Both recoveries write over fence marks in a copy of the text, so that the parser sees what the
//! author meant; whether a recovered reading is taken is decided by what comes out of it.

use std::borrow::Cow;

use stopgate_source::Span;

use crate::lines::{Line, lines};
use crate::shadow::overwrite;

/// A text to be read in the place of the document.
pub(crate) struct Recovery {
    /// The text, as long as the document.
    pub(crate) text: String,
    /// What was taken for something else: the whole fence, or the opening line.
    pub(crate) span: Span,
    /// Where the blocks begin.
    pub(crate) from: usize,
}

/// A fence mark at the start of a line: "```md".
#[derive(Clone, Copy, Debug, PartialEq)]
struct Fence<'t> {
    mark: char,
    length: usize,
    info: &'t str,
}

impl<'t> Fence<'t> {
    fn of(line: &'t str) -> Option<Self> {
        let text = line.trim_start_matches(' ');
        let mark = text
            .chars()
            .next()
            .filter(|mark| matches!(mark, '`' | '~'))?;
        let info = text.trim_start_matches(mark);
        let length = text.len() - info.len();
        let info = info.trim_matches([' ', '\t']);
        let is_fence = line.len() - text.len() < 4 && length >= 3;
        (is_fence && (mark == '~' || !info.contains('`'))).then_some(Self { mark, length, info })
    }

    fn is_markdown(self) -> bool {
        let word = self
            .info
            .split([' ', '\t', '{', ','])
            .next()
            .unwrap_or_default();
        ["md", "markdown"]
            .iter()
            .any(|name| name.eq_ignore_ascii_case(word))
    }

    fn is_bare(self) -> bool {
        self.info.is_empty()
    }

    /// True when this mark is long enough to end, or to nest in, what `outer` opened.
    fn matches(self, outer: Self) -> bool {
        self.mark == outer.mark && self.length >= outer.length
    }
}

/// The document without a fence on its first and last line that are not blank, where the first one
/// says that it is Markdown or says nothing.
pub(crate) fn unwrap(text: &str, from: usize) -> Option<Recovery> {
    let first = opening_line(text, from)?;
    let opening = Fence::of(first.text)?;
    if !opening.is_markdown() && !opening.is_bare() {
        return None;
    }
    let end = text.trim_end_matches([' ', '\t', '\r', '\n']).len();
    let start = text[..end].rfind('\n').map_or(0, |at| at + 1);
    let closing = Fence::of(&text[start..end])?;
    if start <= first.start || !closing.matches(opening) || !closing.is_bare() {
        return None;
    }
    let mut shadow = Cow::Borrowed(text);
    for range in [first.start..first.end(), start..end] {
        overwrite(&mut shadow, range.clone(), &" ".repeat(range.len()));
    }
    let span = Span::new(first.start, end);
    Some(Recovery {
        text: shadow.into_owned(),
        span,
        from: first.next,
    })
}

/// The first line that is not blank, or the one behind it where the first only announces a Markdown fence:
/// `Here is the plan:`.
fn opening_line(text: &str, from: usize) -> Option<Line<'_>> {
    let mut filled = lines(text, from).filter(|line| !line.is_blank());
    let first = filled.next()?;
    if Fence::of(first.text).is_some() || !first.text.trim_end().ends_with(':') {
        return Some(first);
    }
    filled
        .next()
        .filter(|line| Fence::of(line.text).is_some_and(|fence| fence.is_markdown()))
}

/// The document with the fences inside Markdown fences taken for content, where a mark that would
/// close the outer one seems to open an inner one.
pub(crate) fn renest(text: &str, from: usize) -> Option<Recovery> {
    let mut shadow = Cow::Borrowed(text);
    let mut found = None;
    let mut rest = lines(text, from).peekable();
    let mut outside: Option<Fence<'_>> = None;
    while let Some(line) = rest.next() {
        let Some(fence) = Fence::of(line.text) else {
            continue;
        };
        match outside {
            Some(open) if fence.matches(open) && fence.is_bare() => outside = None,
            Some(_) => {}
            None if fence.is_markdown() => {
                let Some(inner) = inner_marks(fence, &mut rest) else {
                    break;
                };
                if inner.iter().any(|(fence, _)| fence.is_bare()) {
                    found.get_or_insert(Span::new(line.start, line.end()));
                }
                for (_, line) in inner {
                    overwrite(
                        &mut shadow,
                        line.start..line.end(),
                        &"x".repeat(line.text.len()),
                    );
                }
            }
            None => outside = Some(fence),
        }
    }
    found.map(|span| Recovery {
        text: shadow.into_owned(),
        span,
        from,
    })
}

/// The marks that are content of the fence `outer`, whose content `rest` begins with; none when
/// nothing closes it. Leaves `rest` behind the closing line.
///
/// A mark with an info string opens an inner fence; so does a bare one with text right below. A
/// bare one closes the innermost fence otherwise.
fn inner_marks<'t>(
    outer: Fence<'t>,
    rest: &mut std::iter::Peekable<impl Iterator<Item = Line<'t>>>,
) -> Option<Vec<(Fence<'t>, Line<'t>)>> {
    let mut open = vec![outer];
    let mut inner = Vec::new();
    while let Some(line) = rest.next() {
        let (Some(fence), Some(&innermost)) = (Fence::of(line.text), open.last()) else {
            continue;
        };
        if !fence.matches(innermost) {
            continue;
        }
        let has_text_below = rest.peek().is_some_and(|next| !next.is_blank());
        let opens =
            innermost.is_markdown() && (!fence.is_bare() || (open.len() == 1 && has_text_below));
        if opens {
            open.push(fence);
        } else if fence.is_bare() {
            open.pop();
            if open.is_empty() {
                return Some(inner);
            }
        }
        inner.push((fence, line));
    }
    None
}
