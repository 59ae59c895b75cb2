//! What becomes of an open question: its answer, or who gives it until when (P5, P10).
//!
//! The remark stands behind the question, in front of what was said of it before: whoever reads the first
//! remark knows how it stands.

use jiff::civil::Date;
use stopgate_markdown::{BlockId, BlockKind};
use stopgate_model::{SectionKind, Sourced};
use stopgate_source::{Edit, Span};

use super::{Draft, Unwritable, checkbox, table_row, wording};
use crate::lower::{Outline, Reader};

/// States of a row that say that nothing has happened yet.
const OPEN: [&str; 6] = ["open", "tbd", "pending", "unanswered", "new", "?"];

/// What becomes of a question.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Settlement {
    /// It is answered.
    Answered {
        /// The answer.
        text: String,
        /// Who gave it.
        who: String,
        /// When.
        day: Date,
    },
    /// It is put off.
    Deferred {
        /// Who decides.
        owner: String,
        /// Until when.
        until: Date,
        /// Why it can wait.
        reason: String,
    },
}

impl Settlement {
    /// `Resolved 2026-06-01 (Ruth): five`, `Deferred: Ruth decides until 2026-06-30; it blocks nothing`.
    fn remark(&self, written: impl Fn(&str) -> String) -> String {
        match self {
            Self::Answered { text, who, day } => {
                format!("Resolved {day} ({}): {}", written(who), written(text))
            }
            Self::Deferred {
                owner,
                until,
                reason,
            } => format!(
                "Deferred: {} decides until {until}; {}",
                written(owner),
                written(reason)
            ),
        }
    }

    fn texts(&self) -> [&str; 2] {
        match self {
            Self::Answered { text, who, .. } => [text, who],
            Self::Deferred { owner, reason, .. } => [owner, reason],
        }
    }
}

/// The edits that settle the question at a byte of its item, row or paragraph.
pub(crate) fn draft(
    reader: Reader<'_>,
    outline: &Outline,
    settled: &Sourced<Settlement>,
) -> Result<Draft, Unwritable> {
    let texts = settled.value.texts();
    if texts.iter().any(|text| wording::letters(text).is_empty()) {
        return Err(Unwritable::SaysNothing);
    }
    if texts
        .iter()
        .any(|text| text.chars().count() > wording::LONGEST)
    {
        return Err(Unwritable::TooLong);
    }
    let block = block_at(reader, settled.origin.start()).ok_or(Unwritable::NoQuestion)?;
    let edits = match reader.tree.block(block).kind {
        BlockKind::Row(_) => in_row(reader, outline, block, &settled.value)?,
        _ => in_item(reader, block, &settled.value)?,
    };
    Draft::of(edits, Vec::new()).ok_or(Unwritable::NotSafe)
}

/// The innermost item or row at a byte, or the paragraph that stands alone.
fn block_at(reader: Reader<'_>, at: usize) -> Option<BlockId> {
    let holds = |id: &BlockId| reader.tree.block(*id).span.holds(at);
    let is_entry = |id: &BlockId| {
        matches!(
            reader.tree.block(*id).kind,
            BlockKind::Item(_) | BlockKind::Row(false)
        )
    };
    let around: Vec<BlockId> = reader.tree.ids().filter(holds).collect();
    let alone = |id: &&BlockId| reader.tree.block(**id).kind == BlockKind::Paragraph;
    let entry = around.iter().rfind(|id| is_entry(id));
    entry.or_else(|| around.iter().rfind(alone)).copied()
}

/// Behind the question mark where something is said of it already, else behind its first paragraph; a box is
/// ticked once it is answered.
fn in_item(
    reader: Reader<'_>,
    block: BlockId,
    settlement: &Settlement,
) -> Result<Vec<Edit>, Unwritable> {
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
    let remark = settlement.remark(wording::inner);
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
        format!(" {remark}")
    } else {
        format!(" {}", ended(&remark))
    };
    let mut edits = vec![Edit {
        span: Span::at(at),
        text,
    }];
    if let (Settlement::Answered { .. }, Some(checkbox)) =
        (settlement, checkbox::of_kind(&tree.block(block).kind))
    {
        edits.extend(checkbox::set(checkbox, true).edits().iter().cloned());
    }
    Ok(edits)
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

/// In the column of the state where the table has one, else behind the question; who and until when also in
/// their columns, where nothing stands there.
fn in_row(
    reader: Reader<'_>,
    outline: &Outline,
    row: BlockId,
    settlement: &Settlement,
) -> Result<Vec<Edit>, Unwritable> {
    let tree = reader.tree;
    let table = tree.block(row).parent.ok_or(Unwritable::NoQuestion)?;
    let header = tree.block(table).children.first().copied();
    let at = outline.at(tree.block(row).span);
    let mut around = at.into_iter().flat_map(|at| outline.chain(at));
    let spec = around.find_map(|at| reader.spec(outline, at));
    let spec = spec.filter(|spec| [SectionKind::Questions, SectionKind::Gaps].contains(&spec.kind));
    let columns = spec.map_or(&[][..], |spec| &spec.columns);
    let ids = header.map_or_else(Vec::new, |header| reader.column_ids(header, columns));
    let column = |wanted: &str| ids.iter().position(|id| id.as_deref() == Some(wanted));
    let cells = &tree.block(row).children;
    let said = |at: usize| {
        let text = cells
            .get(at)
            .map(|cell| tree.prose(*cell).text().trim().to_owned());
        text.unwrap_or_default()
    };
    let raw = |at: usize| {
        let cell = cells
            .get(at)
            .map(|cell| tree.source().slice(tree.block(*cell).span));
        cell.unwrap_or_default().trim().to_owned()
    };
    let remark = settlement.remark(wording::cell);
    let state = column("status");
    let target = state
        .or_else(|| column("question"))
        .or_else(|| column("gap"))
        .unwrap_or(0);
    let bare = said(target).trim_matches(['*', '.', '_']).to_lowercase();
    let is_open = state.is_some() && (bare.is_empty() || OPEN.contains(&bare.as_str()));
    let value = match state {
        Some(_) if is_open => remark,
        Some(_) => format!("{} {}", ended(&remark), raw(target)),
        None => format!("{} {remark}", raw(target)),
    };
    let mut edits = vec![(target, value)];
    if let Settlement::Deferred { owner, until, .. } = settlement {
        for (id, value) in [("owner", wording::cell(owner)), ("due", until.to_string())] {
            if let Some(at) = column(id).filter(|at| *at != target && said(*at).is_empty()) {
                edits.push((at, value));
            }
        }
    }
    let edits = edits.into_iter();
    let edits = edits.map(|(at, value)| table_row::set(reader, row, at, &value));
    edits
        .collect::<Option<Vec<Edit>>>()
        .ok_or(Unwritable::NoColumn)
}
