//! `malformed-checkbox`: a check-box that Markdown does not take for one.

use stopgate_source::Pattern;
use stopgate_markdown::{Block, BlockKind, Tree};
use stopgate_expressions::pattern;
use stopgate_source::{Severity, Span};

use crate::{Check, Report, Rule};

pub(crate) const RULE: Rule = Rule {
    code: "FMT006",
    name: "malformed-checkbox",
    summary: "A check-box is not written as one",
    severity: Severity::Error,
    requirements: &[],
    check: Check::Document(look),
};

/// At the start of an item: `[]`, `[X ]`, `[ x]`, `[  ]`, `[✓]`, `[x]Done`.
static IN_ITEM: Pattern = pattern!(r"^\[(?:|[ \t]*[xX~✓✔√][ \t]+|[ \t]+[xX~✓✔√]|[ \t]{2,}|[✓✔√])\](?:[ \t\r\n]|\p{L}|\d|$)|^\[[ xX]\][\p{L}\d]");

/// A line that would be an item if a blank stood behind its bullet.
static IN_TEXT: Pattern = pattern!(r"(?m)^[ \t]*[-*+]\[[ xX~]?\](?:[ \t]|\r?$)");

fn look(tree: &Tree, report: &mut Report<'_>) {
    for block in tree
        .blocks()
        .iter()
        .filter(|block| block.kind == BlockKind::Paragraph)
    {
        let text = tree.source().slice(block.span);
        if opens_item(tree, block) && IN_ITEM.is_match(text) {
            let line = text.lines().next().map_or(0, str::len);
            find(
                report,
                Span::new(block.span.start(), block.span.start() + line),
            );
        }
        for found in IN_TEXT.find_iter(text) {
            find(
                report,
                tree.source()
                    .trim(Span::from(found.range()).shifted(block.span.start())),
            );
        }
    }
}

fn opens_item(tree: &Tree, block: &Block) -> bool {
    let item = block.parent.map(|parent| tree.block(parent));
    item.is_some_and(|item| {
        item.kind == BlockKind::Item(None)
            && item
                .children
                .first()
                .is_some_and(|&first| tree.block(first).span == block.span)
    })
}

fn find(report: &mut Report<'_>, span: Span) {
    report.find(
        span,
        "This is not read as a check-box, so its state counts for nothing",
        "Write \"- [ ] \" for open and \"- [x] \" for done, with one blank on each side",
    );
}
