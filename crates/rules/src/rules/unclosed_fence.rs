//! `unclosed-fence`: a code fence that nothing closes.

use stopgate_markdown::{BlockKind, CodeBlock, Tree};
use stopgate_source::{EditSet, Severity, Span};

use crate::layout::edit;
use crate::{Check, Report, Rule};

pub(crate) const RULE: Rule = Rule {
    code: "FMT002",
    name: "unclosed-fence",
    summary: "A code fence is never closed",
    severity: Severity::Error,
    requirements: &[],
    check: Check::Document(look),
};

fn look(tree: &Tree, report: &mut Report<'_>) {
    let source = tree.source();
    for block in tree.blocks() {
        let BlockKind::Code(code) = &block.kind else {
            continue;
        };
        if code.info.is_some() && !code.closed {
            let line = source.line(block.span.start());
            let opening = source.lines().span(line);
            let finding = report.find(
                source.trim(opening),
                "Nothing closes this code fence, so what follows is read as code: headings, \
                 tables and checks in it are lost",
                "Add a closing fence where the code ends",
            );
            match closing(tree, block.span, code) {
                Some(closing) => finding.fix_unsafely(closing),
                None => finding.ask(format!(
                    "Where does the code that begins on line {line} end? For example: behind line {}",
                    line + 1
                )),
            }
        }
    }
}

/// The edit that closes a fence behind its last line; none where something in it looks like the text
/// that it swallowed, or where it stands in a list or quote.
fn closing(tree: &Tree, block: Span, code: &CodeBlock) -> Option<EditSet> {
    let source = tree.source();
    let is_text = |line: &Span| {
        let line = source.slice(*line);
        line.starts_with("## ") || line.starts_with("### ") || line.starts_with("- [")
    };
    let start = source.lines().span(source.line(block.start())).start();
    if start != block.start() || code.lines.is_empty() || code.lines.iter().any(is_text) {
        return None;
    }
    let text = source.slice(block);
    let mark = text.chars().next()?;
    let fence = &text[..text.len() - text.trim_start_matches(mark).len()];
    let closing = format!("\n{fence}");
    Some(EditSet::one(edit(Span::at(block.end()), closing)))
}
