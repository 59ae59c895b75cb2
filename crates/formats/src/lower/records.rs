//! Rows and items as records: the same fields, whether a plan uses a table or a list with keys.

use stopgate_markdown::{BlockId, BlockKind};
use stopgate_model::{Cell, Mark, Sourced};
use stopgate_source::Span;

use super::Reader;
use super::joined::Joined;
use crate::file::ColumnSpec;
use crate::title;

/// A table row, or a list item or paragraph, by the columns of its section.
#[derive(Debug)]
pub(crate) struct Record {
    cells: Vec<(String, Cell)>,
    /// Text in front of the first key; the whole text where there is none. Empty for table rows.
    pub(crate) lead: Cell,
    /// The whole text.
    pub(crate) text: String,
    /// The check-box of an item.
    pub(crate) mark: Option<Mark>,
    /// True where at least one key or column of the section is used.
    pub(crate) keyed: bool,
    /// The row or item.
    pub(crate) origin: Span,
    /// The row, item or paragraph in the tree.
    pub(crate) block: BlockId,
}

impl Record {
    /// What stands in a column or behind a key.
    pub(crate) fn cell(&self, id: &str) -> Cell {
        let found = self.cells.iter().find(|(known, _)| known == id);
        found.map_or(Cell::Absent, |(_, cell)| cell.clone())
    }

    /// What stands in a column, or the text in front of the first key.
    pub(crate) fn main(&self, id: &str) -> Cell {
        match self.cell(id) {
            Cell::Absent => self.lead.clone(),
            cell => cell,
        }
    }

    /// The record with this text in every cell that has a key and no value.
    pub(crate) fn filled_by(mut self, text: &Joined) -> Self {
        for (_, cell) in self.cells.iter_mut().filter(|(_, cell)| cell.is_empty()) {
            *cell = value_between(text, 0, text.text().len());
        }
        self
    }

    fn says_nothing(&self) -> bool {
        self.lead.is_unfilled() && self.cells.iter().all(|(_, cell)| cell.is_unfilled())
    }
}

impl From<stopgate_markdown::Checkbox> for MarkOf {
    fn from(checkbox: stopgate_markdown::Checkbox) -> Self {
        Self(match checkbox.mark {
            'x' | 'X' => Mark::Done,
            '~' => Mark::Partial,
            '-' => Mark::Dropped,
            _ => Mark::Open,
        })
    }
}

/// The state of a check-box as the plan knows it.
struct MarkOf(Mark);

impl Reader<'_> {
    /// The check-box of an item.
    pub(crate) fn mark(self, item: BlockId) -> Option<Mark> {
        match self.tree.block(item).kind {
            BlockKind::Item(checkbox) => checkbox.map(|checkbox| MarkOf::from(checkbox).0),
            _ => None,
        }
    }

    /// The records among these blocks: rows of tables that have at least one of the columns, items
    /// of lists, and paragraphs that begin with a key.
    pub(crate) fn records(self, blocks: &[BlockId], columns: &[ColumnSpec]) -> Vec<Record> {
        let mut records = Vec::new();
        for &id in blocks {
            match &self.tree.block(id).kind {
                BlockKind::Table => records.extend(self.rows(id, columns)),
                BlockKind::List(_) => {
                    let items = self.tree.block(id).children.iter();
                    records.extend(items.map(|item| self.item(*item, columns)));
                }
                BlockKind::Paragraph => {
                    let record = self.item(id, columns);
                    records.extend(
                        Some(record).filter(|record| record.keyed && record.lead.is_unfilled()),
                    );
                }
                _ => {}
            }
        }
        records
    }

    /// The filled rows of a table; none where its header has none of the columns.
    pub(crate) fn rows(self, table: BlockId, columns: &[ColumnSpec]) -> Vec<Record> {
        let rows = &self.tree.block(table).children;
        let Some(header) = rows.first() else {
            return Vec::new();
        };
        let ids = self.column_ids(*header, columns);
        if ids.iter().all(Option::is_none) {
            return Vec::new();
        }
        let record = |row: &BlockId| self.row(*row, &ids);
        rows[1..]
            .iter()
            .map(record)
            .filter(|record| !record.says_nothing())
            .collect()
    }

    /// For each cell of a header row the id of its column.
    pub(crate) fn column_ids(self, header: BlockId, columns: &[ColumnSpec]) -> Vec<Option<String>> {
        let mut free: Vec<&ColumnSpec> = columns.iter().collect();
        let cells = &self.tree.block(header).children;
        let column = |cell: &BlockId| {
            let prose = self.tree.prose(*cell);
            let forms = title::forms(prose.text());
            let is_it = |column: &&ColumnSpec| {
                let known = |title: &String| {
                    let whole = title::normalised(title);
                    if whole.is_empty() {
                        title.trim() == prose.text().trim()
                    } else {
                        forms.contains(&whole)
                    }
                };
                column.titles.iter().any(known)
            };
            let at = free.iter().position(is_it)?;
            Some(free.remove(at).id.clone())
        };
        cells.iter().map(column).collect()
    }

    fn row(self, row: BlockId, ids: &[Option<String>]) -> Record {
        let block = self.tree.block(row);
        let mut cells = Vec::new();
        let mut texts = Vec::new();
        for (cell, id) in block.children.iter().zip(ids) {
            let prose = self.tree.prose(*cell);
            texts.push(prose.text().to_owned());
            let value = Cell::read(
                &super::joined::collapsed(prose.text()),
                self.tree.block(*cell).span,
            );
            let at_row = if value.is_empty() {
                Cell::Empty(block.span)
            } else {
                value
            };
            cells.extend(id.clone().map(|id| (id, at_row)));
        }
        Record {
            cells,
            lead: Cell::Absent,
            text: texts.join(" | "),
            mark: None,
            keyed: true,
            origin: block.span,
            block: row,
        }
    }

    fn item(self, item: BlockId, columns: &[ColumnSpec]) -> Record {
        let joined = self.joined(item);
        let keys = keys(
            joined.text(),
            columns
                .iter()
                .map(|column| (column.id.as_str(), column.titles.as_slice())),
        );
        let lead_end = keys.first().map_or(joined.text().len(), |key| key.start);
        let lead = value_between(&joined, 0, lead_end);
        let ends = keys
            .iter()
            .skip(1)
            .map(|key| key.start)
            .chain([joined.text().len()]);
        let cells = keys.iter().zip(ends).map(|(key, end)| {
            let value = match value_between(&joined, key.value, end) {
                Cell::Absent => Cell::Empty(joined.origin(key.start..key.value)),
                value => value,
            };
            (key.id.clone(), value)
        });
        Record {
            cells: cells.collect(),
            lead,
            text: joined.text().to_owned(),
            mark: self.mark(item),
            keyed: !keys.is_empty(),
            origin: self.tree.block(item).span,
            block: item,
        }
    }
}

fn value_between(joined: &Joined, start: usize, end: usize) -> Cell {
    let Sourced { value, origin } = joined.value(start..end.max(start));
    let value = value
        .trim_end_matches([',', ';', '|', '·', '•', '(', '[', ' '])
        .trim();
    if value.is_empty() {
        Cell::Absent
    } else {
        Cell::read(value, origin)
    }
}

/// A key in running text.
#[derive(Debug)]
pub(crate) struct Key {
    /// The id of its column.
    pub(crate) id: String,
    /// Where it begins.
    pub(crate) start: usize,
    /// Where its value begins.
    pub(crate) value: usize,
}

/// The keys in a text, in order, each id once: at the start of a line or sentence in any case, in the
/// middle of a line where it is capitalised (a formatter may have reflowed the paragraph).
///
/// Handles `Decision: keep it. Rationale: two lines\nof it Date/Author: 2026-01-02, Ruth`.
pub(crate) fn keys<'c>(
    text: &str,
    columns: impl Iterator<Item = (&'c str, &'c [String])>,
) -> Vec<Key> {
    let lower = text.to_ascii_lowercase();
    let mut keys: Vec<Key> = Vec::new();
    for (id, titles) in columns {
        let mut titles: Vec<&String> = titles.iter().collect();
        titles.sort_by_key(|title| std::cmp::Reverse(title.len()));
        let found = titles
            .iter()
            .filter_map(|title| find_key(text, &lower, title))
            .min_by_key(|(start, end)| (*start, std::cmp::Reverse(*end)));
        if let Some((start, value)) = found {
            keys.push(Key {
                id: id.to_owned(),
                start,
                value,
            });
        }
    }
    keys.sort_by_key(|key| (key.start, std::cmp::Reverse(key.value)));
    keys.dedup_by(|later, earlier| later.start < earlier.value);
    keys
}

fn find_key(text: &str, lower: &str, title: &str) -> Option<(usize, usize)> {
    let wanted = title.to_ascii_lowercase();
    for (at, _) in lower.match_indices(&wanted) {
        let end = at + wanted.len();
        let Some(colon) = colon_behind(&text[end..]) else {
            continue;
        };
        let before = text[..at].trim_end_matches([' ', '(', '*', '_']);
        let begins = before.is_empty()
            || before.ends_with(['\n', '.', ';', '!', '?', ')', ',', '|', '•', '·', '—', '–']);
        let separated = text[..at].ends_with([' ', '\n', '(']);
        let capitalised = text[at..].starts_with(char::is_uppercase);
        if begins || (separated && capitalised) {
            return Some((at, end + colon));
        }
    }
    None
}

/// The number of bytes up to and including a colon that follows at once, bold marks or an addition
/// in parentheses left aside.
fn colon_behind(text: &str) -> Option<usize> {
    let rest = text.trim_start_matches(['*', '_', ' ']);
    let rest = match rest.strip_prefix('(') {
        Some(inner) if text.len() - rest.len() <= 1 => &inner[inner.find(')')? + 1..],
        _ => rest,
    };
    let colon = rest.chars().next().filter(|c| matches!(c, ':' | '：'))?;
    Some(text.len() - rest.len() + colon.len_utf8())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn split(text: &str) -> Vec<(String, &str)> {
        let names = ["Decision", "Rationale", "Date/Author"].map(|name| vec![name.to_owned()]);
        let columns = names
            .iter()
            .map(|titles| (titles[0].as_str(), titles.as_slice()));
        let keys = keys(text, columns);
        let ends: Vec<usize> = keys
            .iter()
            .skip(1)
            .map(|key| key.start)
            .chain([text.len()])
            .collect();
        keys.into_iter()
            .zip(ends)
            .map(|(key, end)| (key.id, text[key.value..end].trim()))
            .collect()
    }

    #[test]
    fn keys_survive_reflow() {
        for text in [
            "Decision: keep it.\nRationale: it is small.\nDate/Author: 2026-01-02, Ruth",
            "Decision: keep it. Rationale: it is small. Date/Author:\n2026-01-02, Ruth",
            "decision: keep it.\nRationale: it is small. Date/Author: 2026-01-02, Ruth",
        ] {
            let read = split(text);
            let values: Vec<&str> = read.iter().map(|(_, value)| *value).collect();
            assert_eq!(
                values,
                ["keep it.", "it is small.", "2026-01-02, Ruth"],
                "{text}"
            );
        }
    }

    #[test]
    fn a_word_that_is_no_key_stays_text() {
        assert_eq!(split("the rationale: x").len(), 0);
        assert_eq!(split("Decision log entry").len(), 0);
    }
}
