//! What of two documents has to be the same.

use std::collections::BTreeMap;

use stopgate_markdown::{BlockKind, InlineKind, Tree};
use stopgate_source::{Finding, Source, Span};
use stopgate_workspace::{Document, Environment, Step};

/// Rules whose findings hide others: text that was read as code, a box that was no box, a long line of
/// which others speak only once. What their fixes lay open was there before.
pub const REVEALING: &[&str] = &["FMT001", "FMT002", "FMT006", "FMT014"];

/// How often each code occurs.
pub fn counts(findings: &[Finding]) -> BTreeMap<&'static str, usize> {
    let mut counts = BTreeMap::new();
    for finding in findings {
        *counts.entry(finding.code).or_default() += 1;
    }
    counts
}

/// Codes that occur more often than before.
pub fn new_codes(before: &[Finding], after: &[Finding]) -> Vec<&'static str> {
    let known = counts(before);
    let is_new =
        |(code, count): &(&'static str, usize)| known.get(code).copied().unwrap_or(0) < *count;
    counts(after)
        .into_iter()
        .filter(is_new)
        .map(|(code, _)| code)
        .collect()
}

/// What safe fixes and `fmt` may never change, and did.
pub fn changes(before: &Document<'_>, after: &Document<'_>) -> Vec<&'static str> {
    let steps = |document: &Document<'_>| -> Vec<Step> {
        let steps = document.steps().into_iter();
        steps
            .map(|step| Step {
                span: Span::default(),
                ..step
            })
            .collect()
    };
    let digest = |document: &Document<'_>| {
        let bound = document.binding(Environment::default());
        bound.map(|bound| bound.digest())
    };
    let [one, other] = [before, after].map(|document| Tree::read(document.source().clone()));
    let [strict, other_strict] =
        [before, after].map(|document| Tree::read_strict(document.source().clone()));
    let laws = [
        ("the projection", steps(before) == steps(after)),
        ("the digest", digest(before) == digest(after)),
        ("ticks", ticks(&one) == ticks(&other)),
        ("bytes in code", code(&one) == code(&other)),
        (
            "bytes in code to the letter",
            code(&strict) == code(&other_strict),
        ),
        ("prose", prose(&one) == prose(&other)),
        ("structure", structure(&one) == structure(&other)),
    ];
    let broken = laws.into_iter().filter(|(_, holds)| !holds);
    broken.map(|(name, _)| name).collect()
}

fn ticks(tree: &Tree) -> Vec<bool> {
    let ticked = |kind: &BlockKind| match kind {
        BlockKind::Item(Some(checkbox)) => Some(checkbox.is_ticked()),
        _ => None,
    };
    let blocks = tree.blocks().iter();
    blocks.filter_map(|block| ticked(&block.kind)).collect()
}

/// The bytes of code blocks, fences and line endings included, of inline code and HTML.
pub fn code(tree: &Tree) -> Vec<Vec<u8>> {
    let bytes = |span: Span| tree.source().bytes()[span.range()].to_vec();
    let mut code = Vec::new();
    for id in tree.ids() {
        let block = tree.block(id);
        if matches!(block.kind, BlockKind::Code(_) | BlockKind::Html(_)) {
            code.push(bytes(block.span));
        } else {
            let pieces = tree.inlines(id).iter();
            let fixed =
                pieces.filter(|piece| matches!(piece.kind, InlineKind::Code(_) | InlineKind::Html));
            code.extend(fixed.map(|piece| bytes(piece.span)));
        }
    }
    code
}

/// Characters that nobody sees.
fn is_unseen(c: char) -> bool {
    let formats = matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}');
    formats || (c.is_control() && !c.is_whitespace())
}

/// The text as a reader sees it, white space collapsed; dashes may be longer.
fn prose(tree: &Tree) -> Vec<String> {
    let words = |text: &str| {
        let text = text.replace(['—', '–'], "-").replace(is_unseen, "");
        text.split_whitespace().collect::<Vec<_>>().join(" ")
    };
    let all = tree.ids().map(|id| words(tree.prose(id).text()));
    all.filter(|text| !text.is_empty()).collect()
}

/// Kinds of blocks with their depth; what code holds is compared elsewhere.
fn structure(tree: &Tree) -> Vec<(String, bool, bool, usize)> {
    let depth = |mut parent: Option<stopgate_markdown::BlockId>| {
        let mut depth = 0;
        while let Some(id) = parent {
            depth += 1;
            parent = tree.block(id).parent;
        }
        depth
    };
    let blocks = tree.blocks().iter();
    blocks
        .map(|block| {
            let kind = match &block.kind {
                BlockKind::Code(_) => "code".to_owned(),
                BlockKind::Item(checkbox) => format!("item {}", checkbox.is_some()),
                kind => format!("{kind:?}"),
            };
            let seen = block.concealment().is_none();
            (kind, seen, block.certain, depth(block.parent))
        })
        .collect()
}

/// A tree of these bytes.
pub fn tree(bytes: &[u8]) -> Tree {
    Tree::read(Source::new(bytes.to_vec()))
}
