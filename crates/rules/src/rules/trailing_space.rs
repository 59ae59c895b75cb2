//! `trailing-space`: blanks at the end of lines.

use stopgate_markdown::BlockKind;
use stopgate_source::{Severity, Span};

use crate::layout::{edit, set};
use crate::{Check, Laid, Report, Rule};

pub(crate) const RULE: Rule = Rule {
    code: "FMT009",
    name: "trailing-space",
    summary: "Lines end in blanks",
    severity: Severity::Info,
    requirements: &[],
    check: Check::Layout(look),
};

fn look(laid: &Laid<'_>, report: &mut Report<'_>) {
    let tails: Vec<Span> = laid.lines().filter_map(|line| tail(laid, line)).collect();
    let Some(&first) = tails.first() else {
        return;
    };
    let finding = report.find(
        first,
        "Blanks stand at the end of lines, the first ones here, so changes show that nobody made",
        "Remove them; where a line break is meant, write two blanks or a backslash",
    );
    let edits = tails.into_iter().map(|tail| edit(tail, "")).collect();
    if let Some(edits) = set(edits) {
        finding.fix_safely(edits);
    }
}

/// The blanks at the end of a line that mean nothing.
fn tail(laid: &Laid<'_>, line: Span) -> Option<Span> {
    let text = laid.tree.source().slice(line);
    let bare = text.trim_end_matches([' ', '\t']);
    let tail = Span::new(line.start() + bare.len(), line.end());
    if tail.is_empty() || !laid.may_change(tail) {
        return None;
    }
    let means_nothing = match bare.len().checked_sub(1) {
        None => true,
        Some(last) => {
            let leaf = laid.leaf_at(line.start() + last)?;
            let goes_on = !matches!(leaf.kind, BlockKind::Row(_)) && leaf.span.end() > line.end();
            !goes_on || !text.ends_with("  ")
        }
    };
    means_nothing.then_some(tail)
}
