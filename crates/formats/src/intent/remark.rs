//! A remark on an open question: how it stands, behind its text or in the column of its state.
//!
//! It stands in front of what was said of the question before: whoever reads the first remark knows how it stands.

use stopgate_markdown::{BlockId, BlockKind};
use stopgate_model::SectionKind;
use stopgate_source::{Edit, Span};

use super::{Unwritable, checkbox, table_row};
use crate::lower::{Outline, Reader};

/// States of a row that say that nothing has happened yet.
const OPEN: [&str; 6] = ["open", "tbd", "pending", "unanswered", "new", "?"];

/// What is said of a question.
#[derive(Debug)]
pub(crate) struct Remark {
    /// As it stands in running text.
    pub(crate) in_line: String,
    /// As it stands in a cell.
    pub(crate) in_cell: String,
    /// Whether nothing is left to be said: a box is ticked.
    pub(crate) is_over: bool,
    /// What goes into columns of its own, where a table has them and nothing stands there.
    pub(crate) columns: Vec<(&'static str, String)>,
}

impl Remark {
    /// The edits that write it to the question that is this item, row or paragraph.
    pub(crate) fn edits(
        &self,
        reader: Reader<'_>,
        outline: &Outline,
        block: BlockId,
    ) -> Result<Vec<Edit>, Unwritable> {
        match reader.tree.block(block).kind {
            BlockKind::Row(_) => self.in_row(reader, outline, block),
            _ => self.in_item(reader, block),
        }
    }

    /// Behind the question mark where something is said of the question already, else behind its first paragraph.
    fn in_item(&self, reader: Reader<'_>, block: BlockId) -> Result<Vec<Edit>, Unwritable> {
        let tree = reader.tree;
        let paragraph = match tree.block(block).kind {
            BlockKind::Paragraph => Some(block),
            _ => {
                let mut children = tree.block(block).children.iter();
                children
                    .find(|child| tree.block(**child).kind == BlockKind::Paragraph)
                    .copied()
            }
        };
        let paragraph = paragraph.ok_or(Unwritable::NoQuestion)?;
        let prose = tree.prose(paragraph);
        let mark = prose
            .text()
            .rfind('?')
            .map(|at| prose.origin(at..at + 1).end());
        let said = prose.text().rsplit('?').next().unwrap_or_default();
        let says_more = said.chars().any(char::is_alphanumeric);
        let end = tree.block(paragraph).span.end();
        let at = mark
            .filter(|_| says_more)
            .map_or(end, |mark| behind_marks(reader, mark, end));
        let text = if at == end {
            format!(" {}", self.in_line)
        } else {
            format!(" {}", ended(&self.in_line))
        };
        let mut edits = vec![Edit {
            span: Span::at(at),
            text,
        }];
        if let Some(checkbox) = checkbox::of_kind(&tree.block(block).kind).filter(|_| self.is_over)
        {
            edits.extend(checkbox::set(checkbox, true).edits().iter().cloned());
        }
        Ok(edits)
    }

    /// In the column of the state where the table has one, else behind the question.
    fn in_row(
        &self,
        reader: Reader<'_>,
        outline: &Outline,
        row: BlockId,
    ) -> Result<Vec<Edit>, Unwritable> {
        let tree = reader.tree;
        let ids = column_ids(reader, outline, row)?;
        let column = |wanted: &str| ids.iter().position(|id| id.as_deref() == Some(wanted));
        let cell = |at: usize| tree.block(row).children.get(at);
        let said = |at: usize| {
            let text = cell(at).map(|cell| tree.prose(*cell).text().trim().to_owned());
            text.unwrap_or_default()
        };
        let raw = |at: usize| {
            let raw = cell(at).map(|cell| tree.source().slice(tree.block(*cell).span));
            raw.unwrap_or_default().trim().to_owned()
        };
        let state = column("status");
        let target = state
            .or_else(|| column("question"))
            .or_else(|| column("gap"))
            .unwrap_or(0);
        let bare = said(target).trim_matches(['*', '.', '_']).to_lowercase();
        let is_open = state.is_some() && (bare.is_empty() || OPEN.contains(&bare.as_str()));
        let value = match state {
            Some(_) if is_open => self.in_cell.clone(),
            Some(_) => format!("{} {}", ended(&self.in_cell), raw(target)),
            None => format!("{} {}", raw(target), self.in_cell),
        };
        let mut edits = vec![(target, value)];
        for (id, value) in &self.columns {
            if let Some(at) = column(id).filter(|at| *at != target && said(*at).is_empty()) {
                edits.push((at, value.clone()));
            }
        }
        let edits = edits.into_iter();
        let edits = edits.map(|(at, value)| table_row::set(reader, row, at, &value));
        edits
            .collect::<Option<Vec<Edit>>>()
            .ok_or(Unwritable::NoColumn)
    }
}

/// The columns of the table of a row, by their ids in the format.
fn column_ids(
    reader: Reader<'_>,
    outline: &Outline,
    row: BlockId,
) -> Result<Vec<Option<String>>, Unwritable> {
    let tree = reader.tree;
    let table = tree.block(row).parent.ok_or(Unwritable::NoQuestion)?;
    let header = tree.block(table).children.first().copied();
    let at = outline.at(tree.block(row).span);
    let mut around = at.into_iter().flat_map(|at| outline.chain(at));
    let spec = around.find_map(|at| reader.spec(outline, at));
    let spec = spec.filter(|spec| [SectionKind::Questions, SectionKind::Gaps].contains(&spec.kind));
    let columns = spec.map_or(&[][..], |spec| &spec.columns);
    Ok(header.map_or_else(Vec::new, |header| reader.column_ids(header, columns)))
}

/// The place behind the marks of emphasis that close right behind a byte.
fn behind_marks(reader: Reader<'_>, at: usize, end: usize) -> usize {
    let rest = reader.tree.source().slice(Span::new(at, end));
    let next = rest.len() - rest.trim_start_matches(['*', '_', '"', '”', ')']).len();
    let closes = rest[next..].starts_with([' ', '\n', '\r']) || rest[next..].is_empty();
    if closes { at + next } else { at }
}

fn ended(remark: &str) -> String {
    if remark.ends_with(['.', '!', '?']) {
        remark.to_owned()
    } else {
        format!("{remark}.")
    }
}
