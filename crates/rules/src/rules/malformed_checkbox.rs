//! `malformed-checkbox`: a check-box that Markdown does not take for one.

use stopgate_expressions::pattern;
use stopgate_markdown::{Block, BlockKind, Tree};
use stopgate_source::{EditSet, Finding, Pattern, Severity, Span};

use crate::layout::edit;
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
static IN_ITEM: Pattern = pattern!(
    r"^\[(?:|[ \t]*[xX~✓✔√][ \t]+|[ \t]+[xX~✓✔√]|[ \t]{2,}|[✓✔√])\](?:[ \t\r\n]|\p{L}|\d|$)|^\[[ xX]\][\p{L}\d]"
);

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
            let start = block.span.start();
            let wrong = text.find(']').map_or(0, |end| end + 1);
            let right = written(&text[..wrong], &text[wrong..]);
            let finding = find(report, Span::new(start, start + line));
            let span = Span::new(start, start + wrong);
            finding.fix_unsafely(EditSet::one(edit(span, right)));
        }
        for found in IN_TEXT.find_iter(text) {
            let span = Span::from(found.range()).shifted(block.span.start());
            let span = tree.source().trim(span);
            let finding = find(report, span);
            let behind = Span::at(span.start() + 1);
            finding.fix_unsafely(EditSet::one(edit(behind, " ")));
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

/// The check-box that was meant, in front of `rest`.
fn written(wrong: &str, rest: &str) -> String {
    let inside = wrong.trim_matches(['[', ']', ' ', '\t']);
    let mark = match inside {
        "" => " ",
        "~" => "~",
        _ => "x",
    };
    let blank = if rest.starts_with(char::is_alphanumeric) {
        " "
    } else {
        ""
    };
    format!("[{mark}]{blank}")
}

fn find<'r>(report: &'r mut Report<'_>, span: Span) -> &'r mut Finding {
    report.find(
        span,
        "This is not read as a check-box, so its state counts for nothing",
        "Write \"- [ ] \" for open and \"- [x] \" for done, with one blank on each side",
    )
}
