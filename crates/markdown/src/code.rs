//! Code blocks: their lines, and whether a fence closes them.

use std::ops::Range;

use stopgate_source::Span;

use crate::CodeBlock;
use crate::nesting::WHITE;

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

/// Says of a block that covers `raw`, as the parser has it, whether a fence closes it; returns its
/// end. Blank lines at the end of a fence that nothing closes are no content.
pub(crate) fn settle(text: &str, raw: &Range<usize>, code: &mut CodeBlock) -> usize {
    let content_end = code.lines.last().map(|line| line.end());
    if code.info.is_none() {
        code.closed = true;
        return content_end.unwrap_or(raw.start);
    }
    let block = text.get(raw.clone()).unwrap_or_default();
    let opening = block.lines().next().unwrap_or_default();
    let opening_end = raw.start + opening.trim_end().len();
    let rest = text
        .get(content_end.unwrap_or(opening_end)..raw.end)
        .unwrap_or_default();
    code.closed = ends_with_fence(rest, opening);
    if code.closed {
        return raw.start + block.trim_end_matches(WHITE).len();
    }
    let is_blank = |line: Span| {
        text.get(line.range())
            .is_none_or(|text| text.trim().is_empty())
    };
    while code.lines.pop_if(|line| is_blank(*line)).is_some() {}
    code.lines.last().map_or(opening_end, |line| line.end())
}

/// True when the last line of `rest` is a fence that closes what the line `opening` opens.
fn ends_with_fence(rest: &str, opening: &str) -> bool {
    let mark = opening.chars().next().unwrap_or('`');
    let length = opening.len() - opening.trim_start_matches(mark).len();
    let last = rest
        .trim_end_matches(WHITE)
        .rsplit('\n')
        .next()
        .unwrap_or_default();
    let fence = last.trim_start_matches([' ', '\t', '>']);
    fence.len() >= length && fence.chars().all(|c| c == mark)
}
