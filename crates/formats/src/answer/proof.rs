//! The proof that an answer changes nothing but what it is about.

use stopgate_markdown::Tree;
use stopgate_model::{Cell, Field, Plan};
use stopgate_source::EditSet;

use super::given::Unfit;
use super::writing::new_commands;
use crate::intent::{Added, Unwritable, only_adds};

/// True where the edited document holds the blocks that were meant, and all others as they were. A list
/// behind a list goes on with it.
pub(super) fn is_unharmed(
    (before, after): (&Tree, &Tree),
    (edits, added): (&EditSet, &[Added]),
) -> bool {
    if only_adds(before, after, edits, added) {
        return true;
    }
    match added.split_first() {
        Some((Added::List, rest)) => only_adds(before, after, edits, rest),
        _ => false,
    }
}

/// Nothing that the plan said before may be gone or otherwise, but for the one thing that was asked.
///
/// # Errors
/// When the title, the gate line, a command, a header line or a field of a phase is read otherwise.
pub(super) fn says_the_rest(before: &Plan, after: &Plan) -> Result<(), Unfit> {
    let title = |plan: &Plan| plan.title.as_ref().map(|title| title.value.clone());
    let gate = |plan: &Plan| {
        plan.gate
            .as_ref()
            .map(|gate| (gate.word, gate.reason.clone()))
    };
    let same = title(before) == title(after)
        && gate(before) == gate(after)
        && new_commands(after, before).is_empty()
        && changed(&before.header, &after.header) <= 1
        && has_all(&before.fields, &after.fields)
        && changed_phases(before, after).is_some_and(|changed| changed <= 1);
    if same {
        Ok(())
    } else {
        Err(Unfit::NoPlace(Unwritable::SaysMore))
    }
}

/// How many labelled lines say something else, or are there in only one of the two.
fn changed(before: &[Field], after: &[Field]) -> usize {
    let differs = |field: &&Field, others: &[Field]| {
        let mut others = others.iter();
        !others.any(|other| other.id == field.id && other.value.text() == field.value.text())
    };
    let gone = before.iter().filter(|field| differs(field, after)).count();
    let new = after.iter().filter(|field| differs(field, before)).count();
    gone.max(new)
}

/// True where every line that says something still says it, but for one.
fn has_all(before: &[Field], after: &[Field]) -> bool {
    let lost = before.iter().filter(|field| {
        let mut others = after.iter();
        field.value.filled().is_some()
            && !others.any(|other| other.id == field.id && other.value.text() == field.value.text())
    });
    lost.count() <= 1
}

/// How many fields of phases say something else; none where the phases are not the same.
fn changed_phases(before: &Plan, after: &Plan) -> Option<usize> {
    if before.phases.len() != after.phases.len() {
        return None;
    }
    let differs = |old: &Cell, new: &Cell| usize::from(old.text() != new.text());
    let pairs = before.phases.iter().zip(&after.phases);
    Some(
        pairs
            .map(|(old, new)| {
                differs(&old.goal, &new.goal) + differs(&old.stop_gate, &new.stop_gate)
            })
            .sum(),
    )
}
