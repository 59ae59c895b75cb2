//! Tables that GitHub reads in another way than the parser.
//!
//! GitHub lets the last line of a paragraph be the header row of a table, and ends a table at a line
//! that is indented like code; the parser does not.

use std::ops::Range;

use crate::lines::lines;
use crate::nesting::Body;
use crate::{BlockId, BlockKind};

/// What GitHub makes of a paragraph with a delimiter row further down.
pub(crate) enum LateTable {
    /// At document level: the text before the header row, and the rest from the header row on.
    At([Range<usize>; 2]),
    /// In a list or quote, where the rows cannot be read apart from their prefixes.
    InContainer,
}

/// Looks for a late table in a paragraph or setext heading that was just closed.
pub(crate) fn find(text: &str, body: &Body, id: BlockId) -> Option<LateTable> {
    let block = &body.blocks[id.index()];
    if !matches!(block.kind, BlockKind::Paragraph | BlockKind::Heading(_)) {
        return None;
    }
    let span = block.span;
    let header = header_row(text.get(..span.end())?, span.start())?;
    Some(match block.parent {
        Some(_) => LateTable::InContainer,
        None => LateTable::At([span.start()..header, header..span.end()]),
    })
}

/// Where the row begins that has text above and a delimiter row with as many cells below.
fn header_row(text: &str, from: usize) -> Option<usize> {
    let mut previous = None;
    for (index, line) in lines(text, from).enumerate() {
        let row = line.text.trim_start_matches([' ', '\t', '>']);
        if index > 1
            && is_delimiter(row)
            && let Some((start, above)) = previous
            && cells(above) == cells(row)
        {
            return Some(start);
        }
        previous = Some((line.end() - row.len(), row));
    }
    None
}

/// True when a row at `row` may stand too far right for a row of the table that begins at `table`:
/// four columns behind the edge of the document, or anywhere behind the header row in a container,
/// whose edge is not known.
pub(crate) fn is_indented(
    text: &str,
    row: usize,
    table: usize,
    container: Option<BlockId>,
) -> bool {
    let column = column(text, row);
    match container {
        None => column >= 4,
        Some(_) => column > self::column(text, table),
    }
}

fn column(text: &str, at: usize) -> usize {
    let before = text.get(..at).unwrap_or_default();
    let line = &before[before.rfind('\n').map_or(0, |end| end + 1)..];
    line.chars().fold(0, |column, c| {
        if c == '\t' {
            column / 4 * 4 + 4
        } else {
            column + 1
        }
    })
}

/// `|---|:-:|` or `--- | ---`.
fn is_delimiter(row: &str) -> bool {
    let row = row.trim();
    let plain = row
        .bytes()
        .all(|byte| matches!(byte, b'|' | b'-' | b':' | b' ' | b'\t'));
    plain && row.contains('-') && row.contains(['|', ':']) && inner(row).split('|').all(is_dashes)
}

fn is_dashes(cell: &str) -> bool {
    let cell = cell.trim();
    let cell = cell.strip_prefix(':').unwrap_or(cell);
    let cell = cell.strip_suffix(':').unwrap_or(cell);
    !cell.is_empty() && cell.bytes().all(|byte| byte == b'-')
}

fn inner(row: &str) -> &str {
    let row = row.trim();
    let row = row.strip_prefix('|').unwrap_or(row);
    row.strip_suffix('|').unwrap_or(row)
}

fn cells(row: &str) -> usize {
    let inner = inner(row);
    let escaped = inner.matches("\\|").count();
    inner.matches('|').count() - escaped + 1
}
