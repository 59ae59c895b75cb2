//! `table-alignment`: the bars of a table do not stand one below the other.
//!
//! A table that would be too wide to be read in columns is written as narrow as can be.

use stopgate_markdown::BlockKind;
use stopgate_source::{Edit, Severity, Span};
use unicode_width::UnicodeWidthStr as _;

use crate::layout::table::{self, TableLine};
use crate::layout::{edit, set};
use crate::{Check, Laid, Report, Rule};

pub(crate) const RULE: Rule = Rule {
    code: "FMT005",
    name: "table-alignment",
    summary: "The columns of a table are not aligned",
    severity: Severity::Info,
    requirements: &[],
    check: Check::Layout(look),
};

/// Display columns up to which a table is aligned.
const WIDEST: usize = 160;
/// Display columns of a delimiter, at least.
const NARROWEST: usize = 3;

/// To which side the cells of a column lean.
#[derive(Clone, Copy)]
enum Lean {
    Left,
    Centre,
    Right,
}

fn look(laid: &Laid<'_>, report: &mut Report<'_>) {
    let blocks = laid.tree.blocks().iter();
    for block in blocks.filter(|block| block.kind == BlockKind::Table) {
        let lines = table::lines(laid, block.span);
        let edits = lines.and_then(|lines| aligned(laid, &lines));
        if let Some(edits) = edits.and_then(set) {
            let header = laid.lines_in(Span::at(block.span.start())).next();
            let finding = report.find(
                laid.tree.source().trim(header.unwrap_or(block.span)),
                "The columns of this table are not aligned, so it is hard to read as text",
                "Align its bars; `stopgate fmt` does it",
            );
            finding.fix_safely(edits);
        }
    }
}

/// The edits that align a table; none where a tab or control character has no width.
fn aligned(laid: &Laid<'_>, lines: &[TableLine]) -> Option<Vec<Edit>> {
    let source = laid.tree.source();
    let text = |cell: Span| source.slice(table::trimmed(laid.tree, cell));
    let leans: Vec<Lean> = lines
        .get(1)?
        .cells
        .iter()
        .map(|cell| lean(text(*cell)))
        .collect();
    let is_plain = |cell: &Span| !text(*cell).contains(char::is_control);
    if !lines.iter().flat_map(|line| &line.cells).all(is_plain) {
        return None;
    }
    let rows = || {
        lines
            .iter()
            .enumerate()
            .filter(|(nth, _)| *nth != 1)
            .map(|(_, line)| line)
    };
    let width = |column: usize| rows().map(|row| text(row.cells[column]).width()).max();
    let widths = (0..leans.len()).map(|column| width(column).unwrap_or(0).max(NARROWEST));
    let mut widths: Vec<usize> = widths.collect();
    let indent = lines.iter().map(|line| line.indent).max().unwrap_or(0);
    let is_wide = indent + widths.iter().map(|width| width + 3).sum::<usize>() + 1 > WIDEST;
    if is_wide {
        widths.fill(0);
    }
    let mut edits = Vec::new();
    for (nth, line) in lines.iter().enumerate() {
        for (column, cell) in line.cells.iter().enumerate() {
            let (width, lean) = (widths[column], leans[column]);
            if nth == 1 {
                let delimiter = format!(" {} ", delimiter(text(*cell), width.max(NARROWEST)));
                edits.push(edit(*cell, delimiter));
            } else {
                edits.extend(padded(laid, *cell, (width, lean)));
            }
        }
    }
    edits.retain(|edit| source.slice(edit.span) != edit.text);
    Some(edits)
}

/// The blanks on both sides of what a cell says.
fn padded(laid: &Laid<'_>, cell: Span, (width, lean): (usize, Lean)) -> Vec<Edit> {
    let inner = table::trimmed(laid.tree, cell);
    let blanks = width.saturating_sub(laid.tree.source().slice(inner).width());
    if inner.is_empty() {
        return vec![edit(cell, " ".repeat(blanks + 2))];
    }
    let left = match lean {
        Lean::Left => 0,
        Lean::Centre => blanks / 2,
        Lean::Right => blanks,
    };
    vec![
        edit(Span::new(cell.start(), inner.start()), " ".repeat(left + 1)),
        edit(
            Span::new(inner.end(), cell.end()),
            " ".repeat(blanks - left + 1),
        ),
    ]
}

fn lean(delimiter: &str) -> Lean {
    match (delimiter.starts_with(':'), delimiter.ends_with(':')) {
        (true, true) => Lean::Centre,
        (false, true) => Lean::Right,
        _ => Lean::Left,
    }
}

/// `:---`, as wide as its column, with the colons that it has.
fn delimiter(old: &str, width: usize) -> String {
    let colon = |there: bool| if there { ":" } else { "" };
    let (left, right) = (
        colon(old.starts_with(':')),
        colon(old.len() > 1 && old.ends_with(':')),
    );
    let dashes = width.saturating_sub(left.len() + right.len()).max(1);
    format!("{left}{}{right}", "-".repeat(dashes))
}
