//! Comment marks that readers of Markdown disagree about.

use stopgate_source::Span;

use crate::comment::Comment;
use crate::nesting::Body;
use crate::{BlockKind, InlineKind};

/// Length of `<!--->`: comments up to it are opening marks to some readers.
const SHORT: usize = 6;

/// Takes certainty from what stands between an opening comment mark that is no comment to CommonMark
/// and the next closing one.
///
/// A mark in a paragraph that does not close is text to CommonMark, and so is what follows; HTML and
/// line-based readers hide everything up to the next `-->`. The short forms `<!-->` and `<!--->` are
/// whole comments to some and opening marks to others.
pub(crate) fn doubt_behind(text: &str, body: &mut Body, comments: &[Comment]) {
    let whole = comments
        .iter()
        .map(|comment| comment.span)
        .filter(|span| span.len() > SHORT);
    let mut settled: Vec<Span> = whole.chain(code(body)).collect();
    settled.sort_unstable();
    let doubtful = doubtful(text, &settled);
    if doubtful.is_empty() {
        return;
    }
    for block in &mut body.blocks {
        let next = doubtful.partition_point(|range| range.end() <= block.span.start());
        block.certain &= doubtful
            .get(next)
            .is_none_or(|range| !range.overlaps(block.span));
    }
}

/// From each opening mark outside of `settled` to the next closing one, in order.
fn doubtful(text: &str, settled: &[Span]) -> Vec<Span> {
    let mut ranges: Vec<Span> = Vec::new();
    let mut settled = settled.iter().peekable();
    let mut reached = 0;
    for (at, _) in text.match_indices("<!--") {
        while settled.next_if(|span| span.end() <= at).is_some() {}
        let is_settled = settled.peek().is_some_and(|span| span.holds(at));
        if at >= reached && !is_settled {
            reached = text[at + 4..]
                .find("-->")
                .map_or(text.len(), |end| at + 4 + end);
            ranges.push(Span::new(at, reached.max(at + 1)));
        }
    }
    ranges
}

/// The code of a document, blocks and inline.
fn code(body: &Body) -> impl Iterator<Item = Span> {
    let blocks = body
        .blocks
        .iter()
        .filter(|block| matches!(block.kind, BlockKind::Code(_)));
    let inlines = body
        .inlines
        .iter()
        .filter(|inline| matches!(inline.kind, InlineKind::Code(_)));
    blocks
        .map(|block| block.span)
        .chain(inlines.map(|inline| inline.span))
}
