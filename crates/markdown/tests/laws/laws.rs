//! The laws.

use stopgate_markdown::{Block, BlockId, BlockKind, Tree};
use stopgate_source::Span;

/// Panics where a tree breaks a law.
pub fn check(name: &str, bytes: &[u8], tree: &Tree) {
    siblings(name, tree, tree.roots(), Span::new(0, bytes.len()));
    for id in tree.roots().iter().flat_map(|&root| tree.descendants(root)) {
        let block = tree.block(id);
        let place = format!(
            "{name}:{} {:?}",
            tree.source().line(block.span.start()),
            block.kind
        );
        spans(&place, tree, block);
        siblings(&place, tree, &block.children, block.span);
        leaf(&place, tree, id, block);
    }
    sections(name, tree);
    comments(name, tree);
    assert!(tree.text() == bytes, "{name}: text differs");
}

fn siblings(place: &str, tree: &Tree, ids: &[BlockId], parent: Span) {
    let mut end = parent.start();
    for &id in ids {
        let span = tree.block(id).span;
        assert!(span.start() >= end, "{place}: {span:?} begins before {end}");
        assert!(
            parent.contains(span),
            "{place}: {span:?} sticks out of {parent:?}"
        );
        end = span.end();
    }
}

fn spans(place: &str, tree: &Tree, block: &Block) {
    let text = tree.source().text();
    let slice = text.get(block.span.range());
    let slice = slice.unwrap_or_else(|| panic!("{place}: not on character boundaries"));
    if !ends_in_code(tree, block) {
        let trimmed = slice.trim_matches([' ', '\t', '\r', '\n']);
        assert!(slice == trimmed, "{place}: not trimmed: {slice:?}");
    }
    if let BlockKind::Code(code) = &block.kind {
        for line in &code.lines {
            assert!(
                block.span.contains(*line),
                "{place}: code line {line:?} outside"
            );
            assert!(
                !tree.source().slice(*line).contains(['\n', '\r']),
                "{place}: code line ends"
            );
        }
        assert!(
            code.lines
                .windows(2)
                .all(|pair| pair[0].end() < pair[1].start()),
            "{place}"
        );
    }
    if let BlockKind::Item(Some(mark)) = &block.kind {
        assert_eq!(mark.span.len(), 3, "{place}");
        assert!(block.span.contains(mark.span), "{place}");
        let first = block
            .children
            .first()
            .map(|&id| tree.block(id).span.start());
        assert!(
            first.is_none_or(|start| start > mark.span.end()),
            "{place}: box in paragraph"
        );
    }
}

/// True when blanks at the end of a block can be content.
fn ends_in_code(tree: &Tree, block: &Block) -> bool {
    match block.children.last() {
        Some(&child) => ends_in_code(tree, tree.block(child)),
        None => matches!(block.kind, BlockKind::Code(_)),
    }
}

fn leaf(place: &str, tree: &Tree, id: BlockId, block: &Block) {
    let mut last = block.span.start();
    for piece in tree.inlines(id) {
        assert!(
            block.span.contains(piece.span),
            "{place}: {piece:?} outside {:?}",
            block.span
        );
        assert!(
            piece.span.start() >= last,
            "{place}: {piece:?} out of order"
        );
        assert!(
            tree.source().text().get(piece.span.range()).is_some(),
            "{place}: {piece:?}"
        );
        last = piece.span.start();
    }
    let prose = tree.prose(id);
    for (at, character) in prose.text().char_indices() {
        let origin = prose.origin(at..at + character.len_utf8());
        assert!(
            block.span.contains(origin),
            "{place}: {origin:?} outside {:?}",
            block.span
        );
    }
}

fn sections(name: &str, tree: &Tree) {
    for section in tree.sections() {
        let title = section
            .heading
            .map(|id| tree.prose(id).text().trim().to_owned());
        assert_eq!(title.unwrap_or_default(), section.title, "{name}");
        assert!(section.span.contains(section.body), "{name}: {section:?}");
        for &block in &section.blocks {
            assert!(
                section.body.contains(tree.block(block).span),
                "{name}: {section:?}"
            );
        }
        for &child in &section.children {
            assert!(
                section.span.contains(tree.section(child).span),
                "{name}: {section:?}"
            );
        }
    }
}

fn comments(name: &str, tree: &Tree) {
    for comment in tree.comments() {
        assert!(
            tree.source().slice(comment.span).starts_with("<!--"),
            "{name}: {comment:?}"
        );
        assert!(
            comment.span.contains(comment.content),
            "{name}: {comment:?}"
        );
        assert!(
            tree.block(comment.block).span.contains(comment.span),
            "{name}: {comment:?}"
        );
    }
}
