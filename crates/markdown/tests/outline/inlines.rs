//! Pieces of running text and where they come from.

use stopgate_markdown::{InlineKind, Tree};

use super::read;

fn pieces(document: &str) -> Vec<(String, String)> {
    let tree = read(document.as_bytes());
    let id = tree.roots()[0];
    let slice = |piece: &stopgate_markdown::Inline| tree.source().slice(piece.span).to_owned();
    let name = |kind: &InlineKind| {
        format!("{kind:?}")
            .split('(')
            .next()
            .unwrap_or("")
            .to_owned()
    };
    tree.inlines(id)
        .iter()
        .map(|piece| (name(&piece.kind), slice(piece)))
        .collect()
}

fn check(document: &str, expected: &[(&str, &str)]) {
    let pieces = pieces(document);
    let pieces: Vec<_> = pieces
        .iter()
        .map(|(kind, text)| (kind.as_str(), text.as_str()))
        .collect();
    assert_eq!(pieces, expected, "of {document:?}");
}

#[test]
fn escapes_and_entities_are_pieces_of_their_own() {
    check(
        "a\\*b&amp;c",
        &[
            ("Text", "a"),
            ("Text", "\\*"),
            ("Text", "b"),
            ("Text", "&amp;"),
            ("Text", "c"),
        ],
    );
    check(
        "\\`a\\\\",
        &[("Text", "\\`"), ("Text", "a"), ("Text", "\\\\")],
    );
}

#[test]
fn containers_come_before_what_they_hold() {
    check(
        "**a [b](c)**",
        &[
            ("Strong", "**a [b](c)**"),
            ("Text", "a "),
            ("Link", "[b](c)"),
            ("Text", "b"),
        ],
    );
}

#[test]
fn what_stands_in_an_image_is_not_text() {
    check(
        "![`rm` a](b) c",
        &[("Image", "![`rm` a](b)"), ("Text", " c")],
    );
}

#[test]
fn a_line_ending_takes_the_prefix_of_the_next_line_along() {
    check(
        "a  \n   b",
        &[("Text", "a"), ("Break", "  \n   "), ("Text", "b")],
    );
    check("a\\\nb", &[("Text", "a"), ("Break", "\\\n"), ("Text", "b")]);
}

#[test]
fn prose_knows_where_it_stands() {
    let tree: Tree = read("> **Key**: a\\_b `` c` ``\n> d &lt; e\n".as_bytes());
    let id = tree.block(tree.roots()[0]).children[0];
    let prose = tree.prose(id);
    assert_eq!(prose.text(), "Key: a_b `c``\nd < e");
    let of = |text: &str| {
        let at = prose.text().find(text).unwrap_or_default();
        tree.source()
            .slice(prose.origin(at..at + text.len()))
            .to_owned()
    };
    assert_eq!(of("Key"), "Key");
    assert_eq!(of("a_b"), "a\\_b");
    assert_eq!(of("`c``"), "` c` `");
    assert_eq!(of("d < e"), "d &lt; e");
}
