//! Documents and the trees they make.

mod blocks;

mod hidden;

mod inlines;

mod readings;

mod sections;

mod size;

use std::fmt::Write;

use stopgate_markdown::{BlockId, BlockKind, CodeBlock, Tree};
use stopgate_source::Source;

/// Reads a document and compares its outline.
fn check(document: &str, expected: &str) {
    let tree = read(document.as_bytes());
    let outline: String = tree
        .roots()
        .iter()
        .map(|&root| outline(&tree, root, 0))
        .collect();
    assert_eq!(outline.trim_end(), expected.trim(), "of {document:?}");
    assert_eq!(tree.text(), document.as_bytes());
}

fn read(bytes: &[u8]) -> Tree {
    Tree::read(Source::new(bytes.to_vec()))
}

/// One line per block: its kind, what it says, and what is wrong with it.
fn outline(tree: &Tree, id: BlockId, depth: usize) -> String {
    let block = tree.block(id);
    let mut line = "  ".repeat(depth) + &name(&block.kind);
    match &block.kind {
        BlockKind::Code(code) => line += &lines(tree, code),
        BlockKind::Html(_) | BlockKind::Rule => {
            let _ = write!(line, " {:?}", tree.source().slice(block.span));
        }
        _ if block.children.is_empty() => {
            let _ = write!(line, " {:?}", tree.prose(id).text());
        }
        _ => {}
    }
    if let Some(why) = block.concealment() {
        line = line + ", in " + why.describe();
    }
    if !block.certain {
        line += ", uncertain";
    }
    line.push('\n');
    line + &block
        .children
        .iter()
        .map(|&child| outline(tree, child, depth + 1))
        .collect::<String>()
}

fn name(kind: &BlockKind) -> String {
    match kind {
        BlockKind::Heading(level) => format!("h{level}"),
        BlockKind::Paragraph => "text".into(),
        BlockKind::List(None) => "list".into(),
        BlockKind::List(Some(first)) => format!("list from {first}"),
        BlockKind::Item(None) => "item".into(),
        BlockKind::Item(Some(mark)) => format!("item [{}]", mark.mark),
        BlockKind::Quote => "quote".into(),
        BlockKind::Code(code) => format!("code {}", code.info.as_deref().unwrap_or("indented")),
        BlockKind::Table => "table".into(),
        BlockKind::Row(true) => "head".into(),
        BlockKind::Row(false) => "row".into(),
        BlockKind::Cell => "cell".into(),
        BlockKind::Html(true) => "comment".into(),
        BlockKind::Html(false) => "html".into(),
        BlockKind::Rule => "rule".into(),
        BlockKind::Footnote(label) => format!("footnote {label}"),
    }
}

fn lines(tree: &Tree, code: &CodeBlock) -> String {
    let lines: Vec<_> = code
        .lines
        .iter()
        .map(|&line| tree.source().slice(line))
        .collect();
    format!(" {lines:?}{}", if code.closed { "" } else { ", open" })
}
