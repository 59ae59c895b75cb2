//! Adding an entry to what a plan keeps current: progress, surprises, decisions, outcomes, questions, risks
//! and action items (E1-E3, P5, T5).
//!
//! The entry has the form that the plan has: a row where there is a table, with its own columns, else an item
//! in the manner of the list. A section that the plan lacks is opened where the format has it.

use stopgate_markdown::{BlockId, BlockKind};
use stopgate_model::SectionKind;

use super::home::{self, Home};
use super::{Draft, Unwritable, note_item, note_row, wording};
use crate::file::SectionSpec;
use crate::lower::{Outline, Reader};

/// What kind of entry it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoteKind {
    /// Something is done, or what of it remains.
    Progress,
    /// Something was found out on the way.
    Surprise,
    /// Something is decided.
    Decision,
    /// What came of the work.
    Outcome,
    /// Something has to be answered.
    Question,
    /// Something may happen.
    Risk,
    /// Somebody has to do something.
    Action,
}

/// An entry that a person or a program adds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Note {
    /// What kind of entry it is.
    pub kind: NoteKind,
    /// What it says; any text. It becomes one line.
    pub text: String,
    /// When it is written, `YYYY-MM-DD HH:MMZ`.
    pub when: String,
    /// Who writes it; part of a decision.
    pub who: String,
    /// What else is known, by the id of its column: `rationale`, `alternatives`, `evidence`, `owner`,
    /// `due`, `likelihood`, `impact`, `mitigation`, `remaining`.
    pub details: Vec<(&'static str, String)>,
}

impl NoteKind {
    /// The column that holds the text.
    pub(crate) fn main(self) -> &'static str {
        match self {
            Self::Progress | Self::Outcome => "text",
            Self::Surprise => "observation",
            Self::Decision => "decision",
            Self::Question => "question",
            Self::Risk => "risk",
            Self::Action => "action",
        }
    }

    /// The kinds of sections that have such entries.
    pub(crate) fn sections(self) -> &'static [SectionKind] {
        match self {
            Self::Progress => &[SectionKind::Progress],
            Self::Surprise => &[SectionKind::Discoveries],
            Self::Decision => &[SectionKind::Decisions],
            Self::Outcome => &[],
            Self::Question => &[SectionKind::Questions, SectionKind::Gaps],
            Self::Risk => &[SectionKind::Risks],
            Self::Action => &[SectionKind::Actions],
        }
    }

    /// True where entries have a check-box though no other entry of the list shows one.
    pub(crate) fn is_ticked_off(self) -> bool {
        matches!(self, Self::Progress | Self::Question | Self::Action)
    }
}

impl Note {
    /// What is said beside the text, by its column.
    pub(crate) fn detail(&self, id: &str) -> Option<&str> {
        let found = self.details.iter().find(|(known, _)| *known == id);
        found.map(|(_, value)| value.as_str())
    }

    /// The day on which it is written.
    pub(crate) fn day(&self) -> &str {
        self.when.get(..10).unwrap_or(&self.when)
    }
}

/// The edits that add the entry.
pub(crate) fn draft(
    reader: Reader<'_>,
    outline: &Outline,
    note: &Note,
) -> Result<Draft, Unwritable> {
    fits(note)?;
    let home = match (note.kind, &reader.format.outcomes) {
        (NoteKind::Outcome, None) => return Err(Unwritable::NoHome),
        (NoteKind::Outcome, Some(id)) => home::of_id(reader, outline, id)?,
        _ => home::of_kind(reader, outline, note.kind.sections())?,
    };
    let spec = match &home {
        Home::There(_, spec) | Home::Lacking { spec, .. } => *spec,
    };
    let container = match home {
        Home::There(at, _) => home::container(reader, outline, at, spec),
        Home::Lacking { .. } => None,
    };
    let is_table = |id: &BlockId| reader.tree.block(*id).kind == BlockKind::Table;
    if let Some(table) = container.filter(is_table) {
        return note_row::in_table(reader, table, spec, note);
    }
    has_keys(note, spec)?;
    Ok(match (home, container) {
        (Home::There(at, _), Some(list)) => {
            note_item::in_list(reader, outline, (at, list), spec, note)
        }
        (Home::There(at, _), None) => note_item::first_in(reader, outline, at, spec, note),
        (Home::Lacking { at, level, .. }, _) => note_item::opened(reader, spec, (at, level), note),
    })
}

fn fits(note: &Note) -> Result<(), Unwritable> {
    let others = note.details.iter().map(|(_, value)| value);
    let mut texts = others.chain([&note.text, &note.who]);
    if wording::letters(&note.text).is_empty() {
        return Err(Unwritable::SaysNothing);
    }
    if texts.any(|text| text.chars().count() > wording::LONGEST) {
        return Err(Unwritable::TooLong);
    }
    Ok(())
}

/// Outside of a table, what is said beside the text has a key of the format.
fn has_keys(note: &Note, spec: &SectionSpec) -> Result<(), Unwritable> {
    let known = |id: &str| {
        let own = matches!(
            (note.kind, id),
            (NoteKind::Progress, "remaining") | (NoteKind::Question, "owner")
        );
        own || spec.columns.iter().any(|column| column.id == id)
    };
    if note.details.iter().all(|(id, _)| known(id)) {
        Ok(())
    } else {
        Err(Unwritable::NoColumn)
    }
}
