//! Ticking what a person says is done, and taking it back: an entry of the progress section gets its time
//! (E2).

use stopgate_markdown::BlockKind;
use stopgate_model::{SectionKind, Sourced, Stamp};
use stopgate_source::Edit;

use super::{Draft, Unwritable, checkbox, progress};
use crate::lower::{Outline, Reader};

/// A box that a person ticks or opens.
#[derive(Clone, Debug, PartialEq)]
pub struct Tick {
    /// Whether it is to be ticked, at a byte of its item.
    pub ticked: Sourced<bool>,
    /// When, `YYYY-MM-DD HH:MMZ`.
    pub when: String,
}

/// The edits that tick or open the box; none where it is so already.
pub(crate) fn draft(
    reader: Reader<'_>,
    outline: &Outline,
    tick: &Tick,
) -> Result<Draft, Unwritable> {
    let at = tick.ticked.origin.start();
    let holds = |id: &stopgate_markdown::BlockId| {
        let block = reader.tree.block(*id);
        block.span.holds(at) && matches!(block.kind, BlockKind::Item(Some(_)))
    };
    let item = reader.tree.ids().filter(holds).last();
    let item = item.ok_or(Unwritable::NoCheckbox)?;
    let checkbox = checkbox::of_kind(&reader.tree.block(item).kind);
    let checkbox = checkbox.ok_or(Unwritable::NoCheckbox)?;
    if checkbox.is_ticked() == tick.ticked.value {
        return Ok(Draft::default());
    }
    let block = reader.tree.block(item);
    let mut around = outline
        .at(block.span)
        .into_iter()
        .flat_map(|at| outline.chain(at));
    let is_question = around.any(|at| outline.sections[at].kind == SectionKind::Questions);
    if tick.ticked.value && is_question {
        return Err(Unwritable::NeedsAnswer);
    }
    if tick.ticked.value && progress::has_open_part(reader, item) {
        return Err(Unwritable::OpenPart);
    }
    let mut edits: Vec<Edit> = checkbox::set(checkbox, tick.ticked.value).edits().to_vec();
    let lists = outline
        .with_kind(SectionKind::Progress)
        .flat_map(|section| progress::lists(reader, outline, section));
    let mut entries = lists.flat_map(|list| progress::entries(reader, list));
    if tick.ticked.value
        && let Some(entry) = entries.find(|entry| entry.item == item)
        && entry.stamp == Stamp::Absent
    {
        edits.push(progress::stamped(reader, checkbox.span, &tick.when));
    }
    Draft::of(edits, Vec::new()).ok_or(Unwritable::NotSafe)
}
