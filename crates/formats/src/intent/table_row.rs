//! Rows and cells of tables: a new row behind the last one, another value in a cell, in the manner of the
//! table. No other row is aligned anew.

use std::ops::Range;

use stopgate_markdown::BlockId;
use stopgate_source::{Edit, Span};

use super::place;
use super::unharmed::Added;
use crate::lower::Reader;

/// The texts of the header of a table, without markup.
pub(crate) fn header(reader: Reader<'_>, table: BlockId) -> Vec<String> {
    let rows = &reader.tree.block(table).children;
    let cells = rows
        .first()
        .map_or(&[][..], |row| &reader.tree.block(*row).children);
    let text = |cell: &BlockId| reader.tree.prose(*cell).text().trim().to_owned();
    cells.iter().map(text).collect()
}

/// The edit that adds rows behind the last one, and the blocks that it adds.
pub(crate) fn added(
    reader: Reader<'_>,
    table: BlockId,
    rows: &[Vec<String>],
) -> (Edit, Vec<Added>) {
    let tree = reader.tree;
    let source = tree.source();
    let at = place::next_line(tree, tree.block(table).span.end().saturating_sub(1));
    let ending = place::line_ending(tree, at);
    let gap = if place::ends_line(&source.text()[..at]) {
        ""
    } else {
        ending
    };
    let line = source
        .lines()
        .span(source.line(tree.block(table).span.start()));
    let header = source.slice(line);
    let lines = rows.iter().map(|cells| row(header, cells) + ending);
    let edit = Edit {
        span: Span::at(at),
        text: std::iter::once(gap.to_owned()).chain(lines).collect(),
    };
    let blocks = rows.iter().flat_map(|cells| blocks(cells.len()));
    (edit, blocks.collect())
}

/// The blocks of one row.
pub(crate) fn blocks(cells: usize) -> Vec<Added> {
    let cells = std::iter::repeat_n(Added::Cell, cells);
    std::iter::once(Added::Row).chain(cells).collect()
}

/// The edit that gives a cell of a row another value; none where its line has no such cell.
pub(crate) fn set(reader: Reader<'_>, row: BlockId, cell: usize, value: &str) -> Option<Edit> {
    let source = reader.tree.source();
    let line = source
        .lines()
        .span(source.line(reader.tree.block(row).span.start()));
    let text = source.slice(line);
    let segment = segments(text).into_iter().nth(cell)?;
    let inside = &text[segment.clone()];
    let filled = inside.trim();
    let start = segment.start + (inside.len() - inside.trim_start().len());
    let (range, written) = if filled.is_empty() {
        let value = match inside.len() {
            0 => format!(" {value} "),
            1 => format!("{value} "),
            _ => value.to_owned(),
        };
        let at = segment.start + inside.len().min(1);
        (at..at, value)
    } else {
        (start..start + filled.len(), value.to_owned())
    };
    Some(Edit {
        span: Span::from(range).shifted(line.start()),
        text: written,
    })
}

/// A row in the manner of the header line: its indentation and outer bars, and as wide where there is room.
fn row(header: &str, cells: &[String]) -> String {
    let line = header.trim_end_matches(['\n', '\r']);
    let indent = &line[..line.len() - line.trim_start().len()];
    let widths: Vec<usize> = segments(line)
        .into_iter()
        .map(|segment| line[segment].chars().count())
        .collect();
    let padded = |(at, cell): (usize, &String)| {
        let width = widths.get(at).map_or(0, |width| width.saturating_sub(2));
        format!(" {cell:width$} ")
    };
    let cells: Vec<String> = cells.iter().enumerate().map(padded).collect();
    let row = cells.join("|");
    let (first, last) = (line.trim().starts_with('|'), ends_in_bar(line.trim()));
    let row = if first {
        format!("|{row}")
    } else {
        row.trim_start().to_owned()
    };
    let row = if last {
        format!("{row}|")
    } else {
        row.trim_end().to_owned()
    };
    format!("{indent}{row}")
}

/// Where the cells of a line stand between its bars, blanks included.
fn segments(line: &str) -> Vec<Range<usize>> {
    let end = line.trim_end().len();
    let begin = line.len() - line.trim_start().len();
    let mut bars = Vec::new();
    let mut escaped = false;
    for (at, c) in line[..end].char_indices() {
        if c == '|' && !escaped {
            bars.push(at);
        }
        escaped = c == '\\' && !escaped;
    }
    let mut starts = vec![begin];
    starts.extend(bars.iter().map(|bar| bar + 1));
    let mut ends = bars.clone();
    ends.push(end);
    let mut segments: Vec<Range<usize>> = starts
        .into_iter()
        .zip(ends)
        .map(|(start, end)| start..end)
        .collect();
    if bars.first() == Some(&begin) {
        segments.remove(0);
    }
    if bars.last().is_some_and(|bar| bar + 1 == end) {
        segments.pop();
    }
    segments
}

fn ends_in_bar(line: &str) -> bool {
    line.ends_with('|') && !line.ends_with("\\|")
}

#[cfg(test)]
mod tests {
    use super::{row, segments};

    #[test]
    fn a_row_is_written_as_the_header_is() {
        let cells = ["a".to_owned(), "long text".to_owned(), String::new()];
        for (header, written) in [
            ("| Risk | What | x |\n", "| a    | long text |   |"),
            ("|R|W|x|", "| a | long text |  |"),
            ("Risk | What | x\r\n", "a   | long text |"),
        ] {
            assert_eq!(row(header, &cells), written, "{header:?}");
        }
    }

    #[test]
    fn cells_stand_between_bars_that_are_not_escaped() {
        let texts = |line: &'static str| -> Vec<&str> {
            segments(line)
                .into_iter()
                .map(|range| &line[range])
                .collect()
        };
        assert_eq!(texts("| a | `b\\|c` ||\n"), [" a ", " `b\\|c` ", ""]);
        assert_eq!(texts("a | b\n"), ["a ", " b"]);
        assert_eq!(texts("  | a |"), [" a "]);
    }
}
