//! `table-column-count`: a table row with more or fewer cells than the header.
//!
//! Counts bars in the source, because Markdown drops the cells that are too many.

use stopgate_markdown::{Block, BlockKind, Tree};
use stopgate_source::{EditSet, Severity, Span};

use crate::layout::{edit, table};
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
            judge(tree, report, row, (cells(tree, row.span), expected));
        }
    }
}

fn judge(tree: &Tree, report: &mut Report<'_>, block: &Block, (found, expected): (usize, usize)) {
    let row = block.span;
    if found > expected {
        let finding = report.find(
            row,
            format!(
                "This row has {found} cells, the header {expected}: what is too much is not shown"
            ),
            "Write a bar inside a cell as \\|, or give the table the column that it lacks",
        );
        finding.ask(format!(
            "Which bar of this row belongs to a cell and not between two, since the table has {expected} columns? \
             For example: the one in the command"
        ));
    } else if found < expected {
        let finding = report.find(
            row,
            format!(
                "This row has {found} of {expected} cells, so values may stand in the wrong column"
            ),
            "Add the missing bars; a line that is no row needs a blank line before it",
        );
        let text = tree.source().slice(row).trim_end();
        if block.certain && text.contains('|') {
            let closes = usize::from(!text.ends_with('|') || text.ends_with("\\|"));
            let missing = " |".repeat(expected - found + closes);
            let end = Span::at(row.start() + text.len());
            finding.fix_safely(EditSet::one(edit(end, missing)));
        } else {
            finding.ask(
                "Is this line a row of the table, or text that needs a blank line before it? \
                 For example: text",
            );
        }
    }
}

/// How many cells a row has: `| a \| b | c |` has two.
fn cells(tree: &Tree, row: Span) -> usize {
    let text = tree.source().slice(row).trim();
    let text = text.strip_prefix('|').unwrap_or(text);
    let bars = table::bars(text);
    let closes = bars.last().is_some_and(|&last| last + 1 == text.len());
    bars.len() + usize::from(!closes)
}
