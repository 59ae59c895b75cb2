//! Raw HTML, as far as it matters for what a reader sees: tags and comments.

use std::borrow::Cow;
use std::ops::Range;

use crate::elements;
use crate::nesting::Body;
use crate::{BlockKind, InlineKind};

/// A piece of raw HTML.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Token<'h> {
    /// `<name …>`; attributes are everything behind the name.
    Open { name: &'h str, attributes: &'h str },
    /// `</name>`.
    Close { name: &'h str },
    /// `<!-- … -->`; not closed where the text ends first.
    Comment {
        range: Range<usize>,
        content: Range<usize>,
        closed: bool,
    },
    /// `<!…>`, `<?…?>`.
    Declaration,
    /// Text between tags that is not blank.
    Text,
}

/// The raw HTML of a block with its offsets: all of an HTML block, or the tags in running text.
///
/// In a container the prefixes of lines are blanked out, so that offsets hold.
pub(crate) fn of_block<'t>(text: &'t str, body: &Body, index: usize) -> Vec<(usize, Cow<'t, str>)> {
    let block = &body.blocks[index];
    let pieces = &body.inlines[block.inlines.start as usize..block.inlines.end as usize];
    let html = pieces
        .iter()
        .filter(|piece| piece.kind == InlineKind::Html)
        .map(|piece| piece.span);
    let slice = |range: Range<usize>| text.get(range).unwrap_or_default();
    if !matches!(block.kind, BlockKind::Html(_)) {
        return html
            .map(|span| (span.start(), Cow::Borrowed(slice(span.range()))))
            .collect();
    }
    let start = block.span.start();
    if block.parent.is_none() {
        return vec![(start, Cow::Borrowed(slice(block.span.range())))];
    }
    let mut joined = String::with_capacity(block.span.len());
    for span in html {
        joined.extend(std::iter::repeat_n(
            ' ',
            span.start().saturating_sub(start + joined.len()),
        ));
        joined.push_str(slice(span.range()));
    }
    vec![(start, Cow::Owned(joined))]
}

/// The tokens of a piece of raw HTML.
pub(crate) fn tokens(html: &str) -> impl Iterator<Item = Token<'_>> {
    let mut at = 0;
    std::iter::from_fn(move || {
        let rest = html.get(at..)?.trim_start();
        at = html.len() - rest.len();
        let (token, length) = match rest.find('<') {
            _ if rest.is_empty() => return None,
            Some(0) => markup(rest, at),
            Some(length) => (Token::Text, length),
            None => (Token::Text, rest.len()),
        };
        at += length;
        if let Token::Open { name, .. } = token
            && elements::holds_raw_text(name)
        {
            at += raw_text_length(&html[at..], name);
        }
        Some(token)
    })
}

/// How far the content of an element reaches in which tags are no tags: to its closing tag.
fn raw_text_length(rest: &str, name: &str) -> usize {
    let closes = |at: usize| {
        let tail = rest.get(at + 2..at + 2 + name.len());
        tail.is_some_and(|tail| tail.eq_ignore_ascii_case(name))
    };
    let mut ends = rest.match_indices("</").map(|(at, _)| at);
    ends.find(|&at| closes(at)).unwrap_or(rest.len())
}

/// The token at the start of `rest`, which begins with `<` at byte `at`, and its length.
fn markup(rest: &str, at: usize) -> (Token<'_>, usize) {
    let bytes = rest.as_bytes();
    match bytes.get(1) {
        Some(b'!') if rest.starts_with("<!--") => comment(rest, at),
        Some(b'!' | b'?') => {
            let length = rest.find('>').map_or(rest.len(), |end| end + 1);
            (Token::Declaration, length)
        }
        Some(b'/') if bytes.get(2).is_some_and(u8::is_ascii_alphabetic) => {
            let length = rest.find('>').map_or(rest.len(), |end| end + 1);
            (
                Token::Close {
                    name: name(&rest[2..]),
                },
                length,
            )
        }
        Some(byte) if byte.is_ascii_alphabetic() => opening(rest),
        _ => (Token::Text, 1),
    }
}

/// `<!-- … -->`, and the short forms `<!-->` and `<!--->` that HTML takes for empty comments.
fn comment(rest: &str, at: usize) -> (Token<'_>, usize) {
    let body = &rest[4..];
    let (content, mark) = match body {
        _ if body.starts_with('>') => (0, 1),
        _ if body.starts_with("->") => (0, 2),
        _ => body.find("-->").map_or((body.len(), 0), |end| (end, 3)),
    };
    let content_start = at + 4;
    let content = content_start..content_start + content;
    let end = content.end + mark;
    (
        Token::Comment {
            range: at..end,
            content,
            closed: mark > 0,
        },
        end - at,
    )
}

/// `<name a="b > c">`: a quoted value may hold the bracket that would end the tag.
fn opening(rest: &str) -> (Token<'_>, usize) {
    let name = name(&rest[1..]);
    let start = 1 + name.len();
    let mut quote = None;
    for (at, byte) in rest.bytes().enumerate().skip(start) {
        match (quote, byte) {
            (None, b'>') => {
                return (
                    Token::Open {
                        name,
                        attributes: &rest[start..at],
                    },
                    at + 1,
                );
            }
            (None, b'"' | b'\'') => quote = Some(byte),
            (Some(open), _) if open == byte => quote = None,
            _ => {}
        }
    }
    (
        Token::Open {
            name,
            attributes: &rest[start..],
        },
        rest.len(),
    )
}

fn name(rest: &str) -> &str {
    let ends = |byte: u8| byte.is_ascii_whitespace() || matches!(byte, b'>' | b'/');
    let length = rest.bytes().position(ends).unwrap_or(rest.len());
    &rest[..length]
}
