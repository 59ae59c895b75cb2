//! `table-column-count`: a table row with more or fewer cells than the header.
//!
//! Counts bars in the source, because Markdown drops the cells that are too many.

use stopgate_markdown::{Block, BlockKind, Tree};
use stopgate_source::{Severity, Span};

use crate::{Check, Report, Rule};

pub(crate) const RULE: Rule = Rule {
    code: "FMT003",
    name: "table-column-count",
    summary: "A table row has more or fewer cells than the header",
    severity: Severity::Warning,
    requirements: &[],
    check: Check::Document(look),
};

fn look(tree: &Tree, report: &mut Report<'_>) {
    for table in tree
        .blocks()
        .iter()
        .filter(|block| block.kind == BlockKind::Table)
    {
        let rows: Vec<&Block> = table.children.iter().map(|&id| tree.block(id)).collect();
        let Some((header, rows)) = rows.split_first() else {
            continue;
        };
        let expected = cells(tree, header.span);
        for row in rows {
            judge(report, row.span, (cells(tree, row.span), expected));
        }
    }
}

fn judge(report: &mut Report<'_>, row: Span, (found, expected): (usize, usize)) {
    if found > expected {
        report.find(
            row,
            format!(
                "This row has {found} cells, the header {expected}: what is too much is not shown"
            ),
            "Write a bar inside a cell as \\|, or give the table the column that it lacks",
        );
    } else if found < expected {
        report.find(
            row,
            format!(
                "This row has {found} of {expected} cells, so values may stand in the wrong column"
            ),
            "Add the missing bars; a line that is no row needs a blank line before it",
        );
    }
}

/// How many cells a row has: `| a \| b | c |` has two.
fn cells(tree: &Tree, row: Span) -> usize {
    let text = tree.source().slice(row).trim();
    let text = text.strip_prefix('|').unwrap_or(text);
    let bars: Vec<usize> = text
        .char_indices()
        .filter(|&(at, character)| character == '|' && !text[..at].ends_with('\\'))
        .map(|(at, _)| at)
        .collect();
    let closes = bars.last().is_some_and(|&last| last + 1 == text.len());
    bars.len() + usize::from(!closes)
}
