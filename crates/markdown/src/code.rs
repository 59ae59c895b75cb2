//! Code blocks: their lines, and whether a fence closes them.

use std::ops::Range;

use stopgate_source::Span;

/// Adds a piece of content that the parser found to the lines of a code block.
///
/// The parser hands out pieces that break anywhere but never hold a container prefix or the
/// indentation of the block. `unfinished` says, and is told, whether the last line goes on.
pub(crate) fn add_piece(
    text: &str,
    piece: Range<usize>,
    lines: &mut Vec<Span>,
    unfinished: &mut bool,
) {
    let mut start = piece.start;
    for part in text.get(piece).unwrap_or_default().split_inclusive('\n') {
        let end = start + part.len();
        let mut content_end = end - usize::from(part.ends_with('\n'));
        if content_end < end && text[..content_end].ends_with('\r') {
            content_end -= 1;
        }
        match lines.last_mut() {
            Some(last) if *unfinished => *last = last.join(Span::at(content_end)),
            _ => lines.push(Span::new(start.min(content_end), content_end)),
        }
        *unfinished = !part.ends_with('\n');
        start = end;
    }
}

/// Where a fenced block ends, and whether a fence closes it.
///
/// `raw` is the parser's range, `content_end` the end of the last content line, if there is one.
pub(crate) fn fence_end(
    text: &str,
    raw: Range<usize>,
    content_end: Option<usize>,
) -> (usize, bool) {
    let block = text.get(raw.clone()).unwrap_or_default();
    let opening = block.lines().next().unwrap_or_default();
    let mark = opening.chars().next().unwrap_or('`');
    let length = opening.len() - opening.trim_start_matches(mark).len();
    let content_end = content_end.unwrap_or(raw.start + opening.trim_end().len());
    let rest = text
        .get(content_end..raw.end)
        .unwrap_or_default()
        .trim_end_matches(BLANKS);
    let last = rest
        .rsplit('\n')
        .next()
        .unwrap_or_default()
        .trim_start_matches([' ', '\t', '>']);
    let closed = last.len() >= length && last.chars().all(|c| c == mark);
    (
        if closed {
            content_end + rest.len()
        } else {
            content_end
        },
        closed,
    )
}

const BLANKS: [char; 4] = [' ', '\t', '\r', '\n'];
