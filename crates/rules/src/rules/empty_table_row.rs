//! `empty-table-row`: a row of a table is empty.

use stopgate_markdown::{Block, BlockKind, Tree};
use stopgate_source::{Edit, EditSet, Severity};

use crate::{Check, Report, Rule};

pub(crate) const RULE: Rule = Rule {
    code: "TSK022",
    name: "empty-table-row",
    summary: "A row of a table is empty",
    severity: Severity::Warning,
    requirements: &[],
    check: Check::Document(look),
};

fn look(tree: &Tree, report: &mut Report<'_>) {
    let tables = tree
        .blocks()
        .iter()
        .filter(|block| block.kind == BlockKind::Table);
    for table in tables {
        let rows: Vec<&Block> = table
            .children
            .iter()
            .skip(1)
            .map(|&id| tree.block(id))
            .collect();
        let empty = |row: &&&Block| {
            row.children
                .iter()
                .all(|&cell| tree.prose(cell).text().chars().all(is_filler))
        };
        // A table of nothing but empty rows is an empty section, which has a rule of its own.
        if rows.iter().all(|row| empty(&row)) {
            continue;
        }
        for row in rows.iter().filter(empty) {
            let lines = tree.source().lines();
            let line = lines.span(tree.source().line(row.span.start()));
            let finding = report.find(
                row.span,
                "This row says nothing; it looks like one that was meant to be filled in",
                "Fill it in, or delete it",
            );
            finding.fix_unsafely(EditSet::one(Edit {
                span: line,
                text: String::new(),
            }));
        }
    }
}

/// What stands in a cell that waits to be filled in.
fn is_filler(c: char) -> bool {
    c.is_whitespace() || matches!(c, '-' | '–' | '—' | '.' | '…' | '_')
}
