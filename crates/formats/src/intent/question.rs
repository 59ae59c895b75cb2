//! What becomes of an open question: its answer, or who gives it until when (P5, P10).

use jiff::civil::Date;
use stopgate_markdown::{BlockId, BlockKind};
use stopgate_model::Sourced;

use super::remark::Remark;
use super::{Draft, Unwritable, wording};
use crate::lower::{Outline, Reader};

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
    fn as_remark(&self) -> Remark {
        let columns = match self {
            Self::Answered { .. } => Vec::new(),
            Self::Deferred { owner, until, .. } => {
                vec![("owner", wording::cell(owner)), ("due", until.to_string())]
            }
        };
        Remark {
            in_line: self.said(wording::inner),
            in_cell: self.said(wording::cell),
            is_over: matches!(self, Self::Answered { .. }),
            columns,
        }
    }

    /// `Resolved 2026-06-01 (Ruth): five`, `Deferred: Ruth decides until 2026-06-30; it blocks nothing`.
    fn said(&self, written: impl Fn(&str) -> String) -> String {
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
    let edits = settled.value.as_remark().edits(reader, outline, block)?;
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
