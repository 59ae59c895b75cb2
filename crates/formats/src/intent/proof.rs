//! Whether a plan says what a person wanted said, and nothing else otherwise: it is read again with the edits
//! in it.

use stopgate_model::{Cell, Plan, Resolution, Sourced};

use super::note::{Note, NoteKind};
use super::question::Settlement;
use super::{EditIntent, Unwritable, wording};
use crate::lower::{self, Reader, lower};

/// Reads the plan before and after, and compares.
///
/// # Errors
/// When an entry is not read as what it was meant to be, or anything else is read otherwise.
pub(crate) fn of(
    before: Reader<'_>,
    after: Reader<'_>,
    intent: &EditIntent,
) -> Result<(), Unwritable> {
    let old = lower(before.tree, before.format, 1.0);
    let new = lower(after.tree, after.format, 1.0);
    let is_status = matches!(intent, EditIntent::Supersede(_));
    let same_work =
        works(&old, is_status) == works(&new, is_status) && sections(&old, &new, intent);
    let as_meant = match intent {
        EditIntent::Note(note) => is_added(note, &old, &new),
        EditIntent::Tick(_) | EditIntent::Assign(_) => counts(&old) == counts(&new),
        EditIntent::Settle(settled) => return settled_as(settled, (&old, &new), same_work),
        EditIntent::Supersede(other) => counts(&old) == counts(&new) && other.is_said_by(&new),
        _ => true,
    };
    match (same_work && as_meant, is_status) {
        (true, _) => Ok(()),
        (false, true) => Err(Unwritable::StatusByHand),
        (false, false) => Err(Unwritable::ReadOtherwise),
    }
}

/// How many entries of each kind a plan has.
fn counts(plan: &Plan) -> [usize; 7] {
    [
        plan.progress.len(),
        plan.discoveries.len(),
        plan.decisions.len(),
        plan.questions.len(),
        plan.risks.len(),
        plan.actions.len(),
        plan.gaps.len(),
    ]
}

/// What no note may change: commands, tasks, checks, what is required, the gate line, and the header, but for the
/// status where the edit `is_status`.
fn works(plan: &Plan, is_status: bool) -> Vec<String> {
    let commands = plan.commands.iter();
    let commands = commands.map(|one| format!("{:?} {} {:?}", one.role, one.text, one.obstacles));
    let header = plan.header.iter();
    let header = header.filter(|field| !is_status || !lower::is_status(field));
    let header = header.map(|field| format!("{} {:?}", field.id, field.value.text()));
    let gate = plan.gate.iter();
    let gate = gate.map(|gate| format!("{:?} {:?} {}", gate.word, gate.reason, gate.well_formed));
    let totals = [
        plan.phases.len(),
        plan.tasks().count(),
        plan.checks.len(),
        plan.requirements.len(),
        plan.criteria.len(),
        plan.components.len(),
        plan.checklist.len(),
        plan.trace.len(),
        plan.fields.len(),
        plan.listings.len(),
    ];
    let title = plan.title.as_ref().map(|title| title.value.clone());
    commands
        .chain(header)
        .chain(gate)
        .chain([format!("{title:?} {totals:?}")])
        .collect()
}

/// The same sections; where a note opens one that was missing, that one too.
fn sections(old: &Plan, new: &Plan, intent: &EditIntent) -> bool {
    let named = |plan: &Plan| -> Vec<(Option<String>, String, u8)> {
        let sections = plan.sections.iter();
        let sections = sections.map(|one| (one.id.clone(), one.title.clone(), one.level));
        sections.collect()
    };
    let (old, mut new) = (named(old), named(new));
    if matches!(intent, EditIntent::Note(_)) && new.len() == old.len() + 1 {
        let at = (0..old.len()).find(|&at| old[at] != new[at]);
        new.remove(at.unwrap_or(old.len()));
    }
    old == new
}

/// One more entry of its kind, which says what was typed.
fn is_added(note: &Note, old: &Plan, new: &Plan) -> bool {
    let mut expected = counts(old);
    let in_gaps = new.gaps.len() > old.gaps.len();
    let at = match note.kind {
        NoteKind::Progress => Some(0),
        NoteKind::Surprise => Some(1),
        NoteKind::Decision => Some(2),
        NoteKind::Outcome => None,
        NoteKind::Question if in_gaps => Some(6),
        NoteKind::Question => Some(3),
        NoteKind::Risk => Some(4),
        NoteKind::Action => Some(5),
    };
    if let Some(at) = at {
        expected[at] += 1;
    }
    let typed = wording::letters(&wording::spelled_out(&note.text));
    expected == counts(new)
        && match note.kind {
            NoteKind::Outcome => true,
            _ => entries(note.kind, in_gaps, new)
                .into_iter()
                .any(|text| wording::letters(&text).contains(&typed)),
        }
        && open_ones(old) + usize::from(note.kind == NoteKind::Question && !in_gaps)
            == open_ones(new)
}

fn entries(kind: NoteKind, in_gaps: bool, plan: &Plan) -> Vec<String> {
    let text = |cell: &Cell| cell.text().unwrap_or_default().to_owned();
    match kind {
        NoteKind::Progress => plan
            .progress
            .iter()
            .map(|one| one.text.value.clone())
            .collect(),
        NoteKind::Surprise => plan
            .discoveries
            .iter()
            .map(|one| text(&one.observation))
            .collect(),
        NoteKind::Decision => plan
            .decisions
            .iter()
            .map(|one| text(&one.decision))
            .collect(),
        NoteKind::Question if in_gaps => plan.gaps.iter().map(|one| text(&one.gap)).collect(),
        NoteKind::Question => plan.questions.iter().map(|one| one.text.clone()).collect(),
        NoteKind::Risk => plan.risks.iter().map(|one| text(&one.risk)).collect(),
        NoteKind::Action => plan.actions.iter().map(|one| text(&one.action)).collect(),
        NoteKind::Outcome => Vec::new(),
    }
}

fn open_ones(plan: &Plan) -> usize {
    let questions = plan.questions.iter();
    questions.filter(|one| !one.resolution.is_settled()).count()
}

/// The question is read as settled in just this way, and every other one as before.
fn settled_as(
    settled: &Sourced<Settlement>,
    (old, new): (&Plan, &Plan),
    same_work: bool,
) -> Result<(), Unwritable> {
    if !same_work || counts(old) != counts(new) {
        return Err(Unwritable::ReadOtherwise);
    }
    let at = settled.origin.start();
    let Some(index) = old.questions.iter().position(|one| one.origin.holds(at)) else {
        // A gap of a spec is no question of the plan; its row was written.
        return Ok(());
    };
    let is_other = |(other, _): &(usize, _)| *other != index;
    let others = old.questions.iter().zip(&new.questions).enumerate();
    let mut others = others.filter(is_other);
    if !others.all(|(_, (old, new))| old.resolution == new.resolution && old.text == new.text) {
        return Err(Unwritable::ReadOtherwise);
    }
    match (&settled.value, &new.questions[index].resolution) {
        (Settlement::Answered { .. }, Resolution::Resolved) => Ok(()),
        (Settlement::Deferred { until, .. }, Resolution::Deferred { named, until: read })
            if *read == Some(*until) =>
        {
            if *named {
                Ok(())
            } else {
                Err(Unwritable::NobodyNamed)
            }
        }
        _ => Err(Unwritable::ReadOtherwise),
    }
}
