//! `final-newline`: the file does not end in exactly one line ending.

use stopgate_markdown::{BlockKind, Tree};
use stopgate_source::{EditSet, Severity, Span};

use crate::layout::edit;
use crate::{Check, Laid, Report, Rule};

pub(crate) const RULE: Rule = Rule {
    code: "FMT010",
    name: "final-newline",
    summary: "The file does not end in exactly one line ending",
    severity: Severity::Info,
    requirements: &[],
    check: Check::Layout(look),
};

fn look(laid: &Laid<'_>, report: &mut Report<'_>) {
    let text = laid.tree.source().text();
    let lines = text.trim_end_matches([' ', '\t', '\r', '\n']);
    let rest = &text[lines.len()..];
    // Blanks behind the last word belong to its line.
    let blanks = rest.len() - rest.trim_start_matches([' ', '\t']).len();
    let end = Span::new(lines.len() + blanks, text.len());
    let is_one = matches!(&text[end.range()], "\n" | "\r\n");
    if lines.is_empty() || is_one || is_open(laid.tree) || !laid.may_change(end) {
        return;
    }
    let message = if end.is_empty() {
        "The last line has no line ending, so the next line that is added shows as two changes"
    } else {
        "The file ends in blank lines"
    };
    let last = Span::new(lines.len().saturating_sub(1), lines.len());
    let finding = report.find(
        laid.tree.source().trim(last),
        message,
        "End the file with one line ending",
    );
    finding.fix_safely(EditSet::one(edit(end, laid.ending())));
}

/// True where what stands last may go on behind the end of the file.
fn is_open(tree: &Tree) -> bool {
    let last = tree.roots().last().map(|id| &tree.block(*id).kind);
    match last {
        Some(BlockKind::Code(code)) => !code.closed || code.info.is_none(),
        Some(BlockKind::Html(_)) => true,
        _ => false,
    }
}
