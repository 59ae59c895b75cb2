//! The bytes that no rule about layout may touch.

use stopgate_markdown::{BlockKind, InlineKind, Reading, Tree};
use stopgate_source::Span;

use crate::contents::cover::Cover;

/// Front matter, code, HTML, and what has two readings, with the blank lines around it. Where the
/// document as a whole was read in another way than to the letter, both readings count.
pub(super) fn of(tree: &Tree) -> Cover {
    let text = tree.source().text();
    if has_lone_return(text) {
        return [Span::new(0, text.len() + 1)].into_iter().collect();
    }
    let mut spans = of_reading(tree);
    if tree.reading() != Reading::Strict {
        spans.extend(of_reading(&Tree::read_strict(tree.source().clone())));
    }
    spans.into_iter().collect()
}

/// A carriage return alone ends a line for some programs and not for others.
fn has_lone_return(text: &str) -> bool {
    let bytes = text.as_bytes();
    let mut returns = text.match_indices('\r');
    returns.any(|(at, _)| bytes.get(at + 1) != Some(&b'\n'))
}

fn of_reading(tree: &Tree) -> Vec<Span> {
    let mut kept: Vec<Span> = doubtful(tree);
    kept.extend(tree.front_matter().map(|front| front.span));
    for id in tree.ids() {
        match tree.block(id).kind {
            BlockKind::Code(_) | BlockKind::Html(_) => {
                kept.push(whole_lines(tree, tree.block(id).span))
            }
            _ => {
                let pieces = tree.inlines(id).iter();
                let fixed = pieces
                    .filter(|piece| matches!(piece.kind, InlineKind::Code(_) | InlineKind::Html));
                kept.extend(fixed.map(|piece| piece.span));
            }
        }
    }
    kept
}

/// The blocks of the document itself that hold anything with two readings, up to their neighbours.
fn doubtful(tree: &Tree) -> Vec<Span> {
    let roots = tree.roots();
    let is_doubtful = |nth: usize| {
        tree.descendants(roots[nth])
            .any(|id| !tree.block(id).certain)
    };
    let widened = |nth: usize| {
        let before = nth
            .checked_sub(1)
            .map(|nth| tree.block(roots[nth]).span.end());
        let after = roots.get(nth + 1).map(|id| tree.block(*id).span.start());
        let end = tree.source().text().len() + 1;
        Span::new(before.unwrap_or(0), after.unwrap_or(end))
    };
    (0..roots.len())
        .filter(|nth| is_doubtful(*nth))
        .map(widened)
        .collect()
}

/// The lines of a block from their first byte, without the ending of the last.
fn whole_lines(tree: &Tree, span: Span) -> Span {
    let source = tree.source();
    let last = span.end().saturating_sub(1).max(span.start());
    let line = source.lines().span(source.line(last));
    let text = source.slice(line).trim_end_matches(['\n', '\r']);
    let start = source.lines().span(source.line(span.start())).start();
    Span::new(start, line.start() + text.len())
}
