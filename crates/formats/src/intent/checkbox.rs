//! Ticking a check-box, by a byte of its item or by what the item says.

use stopgate_markdown::{BlockId, BlockKind, Checkbox, Tree};
use stopgate_model::Sourced;
use stopgate_source::{Edit, EditSet, Span};

use super::Unwritable;
use crate::lower::{Outline, Reader, collapsed};

/// The check-box of a step that a person has confirmed, by what the step says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StepBox {
    /// The text of the step, as the projection has it; white space counts for nothing.
    pub text: String,
    /// The title of its phase; none for the whole plan.
    pub phase: Option<String>,
    /// Whether it is to be ticked or open.
    pub ticked: bool,
}

/// The edits for the innermost item around a byte.
pub(crate) fn edits_at(tree: &Tree, wanted: &Sourced<bool>) -> Result<EditSet, Unwritable> {
    let at = wanted.origin.start();
    let around = tree.blocks().iter().filter(|block| block.span.holds(at));
    let checkbox = around.filter_map(|block| of_kind(&block.kind)).next_back();
    checkbox
        .map(|checkbox| set(checkbox, wanted.value))
        .ok_or(Unwritable::NoCheckbox)
}

/// The edits for the one item in plain sight that says what the step says.
pub(crate) fn edits_for(
    reader: Reader<'_>,
    outline: &Outline,
    wanted: &StepBox,
) -> Result<EditSet, Unwritable> {
    let around = match &wanted.phase {
        None => Span::new(0, reader.tree.source().text().len()),
        Some(title) => phase_span(outline, title).ok_or(Unwritable::NoCheckbox)?,
    };
    let text = collapsed(&wanted.text);
    let is_it = |id: &BlockId| {
        let block = reader.tree.block(*id);
        around.contains(block.span)
            && block.concealment().is_none()
            && !outline.is_recorded(block.span)
            && collapsed(reader.joined(*id).text()) == text
    };
    let items = reader.tree.ids().filter_map(|id| {
        let checkbox = of_kind(&reader.tree.block(id).kind)?;
        is_it(&id).then_some(checkbox)
    });
    let found: Vec<Checkbox> = items.collect();
    match found[..] {
        [] => Err(Unwritable::NoCheckbox),
        [checkbox] => Ok(set(checkbox, wanted.ticked)),
        _ => Err(Unwritable::SeveralCheckboxes),
    }
}

/// The edits that give a box its state; none where it has it.
pub(crate) fn set(checkbox: Checkbox, ticked: bool) -> EditSet {
    if checkbox.is_ticked() == ticked {
        return EditSet::default();
    }
    let mark = if ticked { "[x]" } else { "[ ]" };
    EditSet::one(Edit {
        span: checkbox.span,
        text: mark.to_owned(),
    })
}

pub(crate) fn of_kind(kind: &BlockKind) -> Option<Checkbox> {
    match kind {
        BlockKind::Item(checkbox) => *checkbox,
        _ => None,
    }
}

/// The first phase with this title.
fn phase_span(outline: &Outline, title: &str) -> Option<Span> {
    let mut phases = (0..outline.sections.len()).filter(|&at| outline.phases[at].is_some());
    let found = phases.find(|&at| collapsed(&outline.sections[at].title) == collapsed(title))?;
    Some(outline.sections[found].span)
}
