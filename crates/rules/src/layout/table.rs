//! A table as it is written: its lines, its bars, and what stands between them.

use stopgate_markdown::Tree;
use stopgate_source::Span;

use super::Laid;

/// A line of a table. All lines of a table have the same number of cells.
#[derive(Debug)]
pub(crate) struct TableLine {
    /// What stands between two bars, blanks included.
    pub(crate) cells: Vec<Span>,
    /// Display columns in front of the first bar.
    pub(crate) indent: usize,
}

/// The lines of a table: header, delimiter row, rows. None where a line does not begin and end with a bar,
/// has more or fewer cells than the others, or may not be changed.
pub(crate) fn lines(laid: &Laid<'_>, table: Span) -> Option<Vec<TableLine>> {
    let lines: Option<Vec<TableLine>> = laid.lines_in(table).map(|line| read(laid, line)).collect();
    let lines = lines?;
    let columns = lines.first()?.cells.len();
    let is_whole = lines.len() >= 2 && lines.iter().all(|line| line.cells.len() == columns);
    is_whole.then_some(lines)
}

fn read(laid: &Laid<'_>, line: Span) -> Option<TableLine> {
    let source = laid.tree.source();
    let text = source.slice(line).trim_end_matches([' ', '\t']);
    let indent = text.len() - text.trim_start_matches([' ', '\t', '>']).len();
    let bars = bars(&text[indent..]);
    let closes = bars
        .last()
        .is_some_and(|last| indent + last + 1 == text.len());
    let is_free =
        |bar: &usize| laid.may_change(Span::new(line.start() + bar, line.start() + bar + 1));
    let bars: Vec<usize> = bars.into_iter().map(|bar| indent + bar).collect();
    if bars.len() < 2 || bars.first() != Some(&indent) || !closes || !bars.iter().all(is_free) {
        return None;
    }
    let cell = |pair: &[usize]| Span::new(line.start() + pair[0] + 1, line.start() + pair[1]);
    Some(TableLine {
        cells: bars.windows(2).map(cell).collect(),
        indent: text[..indent].chars().count(),
    })
}

/// The offsets of the bars that part cells: a bar behind a backslash does not.
pub(crate) fn bars(text: &str) -> Vec<usize> {
    let bars = text.match_indices('|');
    bars.map(|(at, _)| at)
        .filter(|&at| !text[..at].ends_with('\\'))
        .collect()
}

/// A cell without the blanks around it.
pub(crate) fn trimmed(tree: &Tree, cell: Span) -> Span {
    let text = tree.source().slice(cell);
    let blanks = [' ', '\t'];
    let start = cell.start() + text.len() - text.trim_start_matches(blanks).len();
    Span::new(start, start + text.trim_matches(blanks).len())
}
