//! Edits of the layout of tables.

use stopgate_markdown::{Block, BlockKind};
use stopgate_tests::matrix;

use crate::Edit;
use crate::places::Places;
use crate::plans::PlanFile;
use crate::spelling::{Change, applied, spread};

/// All kinds of them.
pub const KINDS: &[&str] = &[
    "cell padding",
    "delimiter row",
    "outer pipe",
    "aligned table",
];

/// Edits of one kind in one plan.
const EDITS: usize = 80;

/// The edits of one plan.
pub fn edits(plan: &PlanFile) -> Vec<Edit> {
    let tree = plan.tree();
    let places = Places::of(&tree);
    let tables: Vec<&Block> = places
        .blocks(|kind| *kind == BlockKind::Table)
        .map(|(_, table)| table)
        .collect();
    let each = |changes: &dyn Fn(&Places<'_>, &Block) -> Vec<Change>| -> Vec<Change> {
        tables
            .iter()
            .flat_map(|table| changes(&places, table))
            .collect()
    };
    let of_kinds = [
        ("cell padding", each(&padded)),
        ("delimiter row", each(&delimiters)),
        ("outer pipe", each(&outer_pipes)),
        ("aligned table", each(&aligned)),
    ];
    let mut edits = Vec::new();
    for (kind, changes) in of_kinds {
        edits.extend(spread(&changes, matrix::count(EDITS)).map(|change| Edit {
            kind,
            bytes: applied(plan.text(), change),
        }));
    }
    edits
}

fn rows<'t>(places: &Places<'t>, table: &Block) -> impl Iterator<Item = &'t Block> {
    let tree = places.tree;
    let rows: Vec<&Block> = table.children.iter().map(|row| tree.block(*row)).collect();
    rows.into_iter()
}

fn padded(places: &Places<'_>, table: &Block) -> Vec<Change> {
    let cells = rows(places, table).flat_map(|row| &row.children);
    let mut changes = Vec::new();
    for cell in cells {
        let span = places.tree.block(*cell).span;
        changes.push((span.start()..span.start(), "  ".to_owned()));
        changes.push((span.end()..span.end(), " ".to_owned()));
    }
    changes
}

/// More dashes, and the sides to which columns are aligned.
fn delimiters(places: &Places<'_>, table: &Block) -> Vec<Change> {
    let mut spans = rows(places, table).map(|row| row.span);
    let Some(header) = spans.next() else {
        return Vec::new();
    };
    let end = spans.next().map_or(table.span.end(), |first| first.start());
    let between = &places.text()[header.end()..end];
    let mut changes = Vec::new();
    for (at, _) in between.match_indices("--") {
        let at = header.end() + at;
        let opens = !places.text()[..at].ends_with(['-', ':']);
        changes.push((at..at, if opens { ":-" } else { "-" }.to_owned()));
    }
    changes
}

/// `| a | b |` and `| a | b`.
fn outer_pipes(places: &Places<'_>, table: &Block) -> Vec<Change> {
    let text = places.text();
    let ends = rows(places, table).map(|row| row.span.end());
    let ends = ends.filter(|&end| text[..end].ends_with(" |"));
    ends.map(|end| (end - 1..end, String::new())).collect()
}

/// Every cell of a column as wide as the widest.
fn aligned(places: &Places<'_>, table: &Block) -> Vec<Change> {
    let text = places.text();
    let cell =
        |cell: &stopgate_markdown::BlockId| text[places.tree.block(*cell).span.range()].trim();
    let widest = rows(places, table)
        .flat_map(|row| row.children.iter().map(cell))
        .map(|text| text.chars().count())
        .max();
    let width = widest.unwrap_or_default();
    let mut lines = Vec::new();
    for (nth, row) in rows(places, table).enumerate() {
        let cells = row.children.iter().map(cell);
        let cells: Vec<String> = cells.map(|text| format!(" {text:width$} ")).collect();
        lines.push(format!("|{}|", cells.join("|")));
        if nth == 0 {
            lines.push(format!(
                "|{}",
                format!("{}|", "-".repeat(width + 2)).repeat(cells.len())
            ));
        }
    }
    let prefix = places.prefix(table.span.start());
    let changed = (table.span.range(), lines.join("\n"));
    prefix
        .filter(|prefix| prefix.is_empty())
        .map(|_| changed)
        .into_iter()
        .collect()
}
