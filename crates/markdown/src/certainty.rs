//! Where two readings of a document agree.

use std::collections::HashMap;
use std::ops::Range;

use stopgate_source::Span;

use crate::github_tables;
use crate::nesting::Body;
use crate::{Block, BlockId, BlockKind, Visibility};

/// Whether parsers agree on a block of `kind`, the next child of `parent`, that begins at the end of
/// `place`; its start is the first byte that a child may have.
///
/// False inside a block that is not clear, and where cmark, which GitHub uses, reads on in what the
/// parser has ended, or the other way round: indented code behind a table, an empty list item or a
/// quote with a tab in front of its mark; code behind a tag in a list or quote; a table row
/// indented like code; a rule right below a link definition.
pub(crate) fn is_clear(
    text: &str,
    body: &Body,
    kind: &BlockKind,
    place: Range<usize>,
    parent: Option<BlockId>,
) -> bool {
    let parent = parent.map(|id| &body.blocks[id.index()]);
    let siblings = parent.map_or(&body.roots, |parent| &parent.children);
    let before = siblings.last().map(|id| &body.blocks[id.index()]);
    let gap = text.get(before.map_or(place.start, |before| before.span.end())..place.end);
    let gap = gap.unwrap_or_default();
    let clear = match kind {
        BlockKind::Code(code) => before.is_none_or(|before| {
            let goes_on = code.info.is_none() && reads_on(text, body, before);
            !goes_on && !has_lazy_tag(text, before)
        }),
        BlockKind::Row(false) => parent.is_none_or(|table| {
            !github_tables::is_indented(text, place.end, table.span.start(), table.parent)
        }),
        BlockKind::Rule => gap.trim().is_empty(),
        _ => true,
    };
    clear && parent.is_none_or(|parent| parent.certain)
}

/// True when a line of a container, or of a paragraph in one, may begin an HTML block for cmark,
/// which lets any tag interrupt a paragraph where the line lacks the prefix of its container.
fn has_lazy_tag(text: &str, block: &Block) -> bool {
    let in_container = block.parent.is_some() || !block.children.is_empty();
    let text = text.get(block.span.range()).unwrap_or_default();
    in_container
        && text
            .lines()
            .skip(1)
            .any(|line| line.trim_start().starts_with('<'))
}

/// True when the last block in `block` is not certain, or a list item without content, or when
/// `block` is a quote with a mark that stands too far right for one.
fn reads_on<'b>(text: &str, body: &'b Body, mut block: &'b Block) -> bool {
    let lines = text
        .get(block.span.range())
        .unwrap_or_default()
        .lines()
        .skip(1);
    let is_far = |line: &str| line.trim_start().starts_with('>') && line.contains('\t');
    if block.kind == BlockKind::Quote && lines.into_iter().any(is_far) {
        return true;
    }
    loop {
        match block.children.last() {
            _ if !block.certain => return true,
            Some(child) => block = &body.blocks[child.index()],
            None => return matches!(block.kind, BlockKind::Item(_)),
        }
    }
}

/// True when a vertical tab or form feed stands outside code. The parser takes it for white space,
/// CommonMark for text, and lines that are blank to one of them change everything around.
pub(crate) fn has_odd_blanks(text: &str, body: &Body) -> bool {
    let mut lines = body.blocks.iter().filter_map(|block| match &block.kind {
        BlockKind::Code(code) => Some(&code.lines),
        _ => None,
    });
    let mut lines = lines.by_ref().flatten().peekable();
    text.match_indices(['\u{b}', '\u{c}']).any(|(at, _)| {
        while lines.next_if(|line| line.end() <= at).is_some() {}
        lines.peek().is_none_or(|line| !line.holds(at))
    })
}

/// Takes certainty from every block of `body` that another reading does not have just so, in plain
/// sight and certain.
pub(crate) fn keep_agreed(body: &mut Body, other: &Body) {
    let mut known: HashMap<Span, Vec<&BlockKind>> = HashMap::new();
    for block in other.blocks.iter().filter(|block| is_plain(block)) {
        known.entry(block.span).or_default().push(&block.kind);
    }
    for block in &mut body.blocks {
        let agreed = known
            .get(&block.span)
            .is_some_and(|kinds| kinds.contains(&&block.kind));
        block.certain &= agreed && block.visibility == Visibility::Visible;
    }
}

/// Takes certainty from everything.
pub(crate) fn doubt_all(body: &mut Body) {
    for block in &mut body.blocks {
        block.certain = false;
    }
}

/// Takes certainty from the blocks at document level that hold one of `places`, and everything in
/// them. Code and HTML of the document itself have no containers that could be misread.
pub(crate) fn doubt_around(body: &mut Body, places: &[usize]) {
    let mut places = places.iter().peekable();
    let roots = body.roots.clone();
    for (nth, root) in roots.iter().enumerate() {
        let block = &body.blocks[root.index()];
        let span = block.span;
        while places.next_if(|&&place| place < span.start()).is_some() {}
        let holds = places.peek().is_some_and(|&&place| span.holds(place));
        if holds && !matches!(block.kind, BlockKind::Code(_) | BlockKind::Html(_)) {
            let end = roots
                .get(nth + 1)
                .map_or(body.blocks.len(), |next: &BlockId| next.index());
            for block in &mut body.blocks[root.index()..end] {
                block.certain = false;
            }
        }
    }
}

fn is_plain(block: &Block) -> bool {
    block.certain && block.visibility == Visibility::Visible
}
