//! Documents that are too deep or too long for a careless reader.

use stopgate_markdown::{BlockKind, Tree};

use super::read;

fn depth(tree: &Tree) -> usize {
    let mut depths = vec![0_usize; tree.blocks().len()];
    for id in tree.roots().iter().flat_map(|&root| tree.descendants(root)) {
        depths[id.index()] = tree
            .block(id)
            .parent
            .map_or(1, |parent| depths[parent.index()] + 1);
    }
    depths.into_iter().max().unwrap_or(0)
}

fn check(document: &str) -> Tree {
    let tree = read(document.as_bytes());
    assert!(tree.text() == document.as_bytes());
    assert!(depth(&tree) < 450);
    tree
}

#[test]
fn deep_containers_become_text_that_nobody_is_certain_of() {
    for marker in [">", "> ", "- ", "1. ", "* > "] {
        let tree = check(&(marker.repeat(100_000) + "a\n\nb\n"));
        assert!(!tree.block(tree.roots()[0]).certain, "{marker}");
        assert!(
            tree.blocks().last().is_none_or(|block| block.certain),
            "{marker}"
        );
    }
    let stairs: String = (0..1000)
        .map(|level| "  ".repeat(level) + "- a\n")
        .collect();
    check(&stairs);
}

#[test]
fn long_rows_of_marks_are_read() {
    for token in [
        "[", "![", "`", "*", "*a_", "<", "<!--", "<div>", "&", "\\", "|", "~", "](", "\r",
    ] {
        check(&token.repeat(100_000));
    }
    for line in [
        "```\n",
        "```md\n",
        "~~~\t\n",
        "<div>\n\n",
        "</p>\n\n",
        "a | b\n",
        "a\nb|c\n-|-\n\n",
        "- a\n\n",
        "[a]: b\n",
        "[^a]: b\n",
    ] {
        check(&line.repeat(20_000));
    }
    check(&("| a | b |\n|---|---|\n".to_owned() + &"| c\n".repeat(20_000)));
}

#[test]
fn a_long_rule_of_marks_and_blanks_stays_a_rule() {
    let tree = check(&"- ".repeat(1000));
    assert_eq!(tree.blocks().len(), 1);
    assert_eq!(tree.blocks()[0].kind, BlockKind::Rule);
}
