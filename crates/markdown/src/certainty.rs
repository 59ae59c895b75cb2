//! Where two readings of a document agree.

use std::collections::HashMap;

use stopgate_source::Span;

use crate::nesting::Body;
use crate::{Block, BlockId, BlockKind, Visibility};

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
