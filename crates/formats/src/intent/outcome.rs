//! What came of a run, for the person who compares it with the purpose.

use stopgate_source::EditSet;

use super::phase_record::holds_identity;
use super::unharmed::Added;
use super::{Draft, Unwritable, place, shown};
use crate::lower::{Outline, Reader, collapsed};

/// What a run says at its end.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct OutcomeNote {
    /// The run (`20261128-034259-3fa9c1`).
    pub run: String,
    /// When it ended, `YYYY-MM-DD HH:MMZ`.
    pub when: String,
    /// What was reached and what was not.
    pub text: String,
}

/// The edits that add one entry a run to the outcomes; none where the format has no such section.
pub(crate) fn draft(
    reader: Reader<'_>,
    outline: &Outline,
    note: &OutcomeNote,
) -> Result<Draft, Unwritable> {
    let Some(id) = &reader.format.outcomes else {
        return Ok(Draft::default());
    };
    let mut sections = outline.sections.iter();
    let section = sections.position(|section| section.id.as_ref() == Some(id));
    let section = section.ok_or(Unwritable::NoSection)?;
    let run = format!("run {}", shown::plain(&note.run).replace(' ', "-"));
    let mut blocks = reader.blocks_below(outline.places[section]).into_iter();
    if blocks.any(|block| holds_identity(&collapsed(reader.joined(block).text()), &run)) {
        return Ok(Draft::default());
    }
    let text = shown::words(&note.text);
    let when = shown::plain(&note.when);
    let entry = format!("({when}) {text} ({run}; to be compared with the purpose by a person)");
    let at = place::end_of_own(reader.tree, outline, section);
    Ok(Draft {
        edits: EditSet::one(place::paragraphs(reader.tree, at, &[entry])),
        added: vec![Added::Paragraph],
    })
}
