//! Phases: their goal, stop-gate, tasks, duration and criteria.

use stopgate_markdown::BlockKind;
use stopgate_model::{Cell, Criteria, Phase, Sourced};
use stopgate_source::Span;

use super::outline::Outline;
use super::{Reader, tasks, totals};
use crate::file::PhaseSpec;
use crate::title;

/// Reads the phases.
pub(crate) fn read(reader: Reader<'_>, outline: &Outline) -> Vec<Phase> {
    let Some(spec) = &reader.format.phases else {
        return Vec::new();
    };
    let headings = (0..outline.sections.len()).filter(|&at| outline.phases[at].is_some());
    headings
        .enumerate()
        .map(|(index, at)| phase(reader, outline, spec, (index, at)))
        .collect()
}

fn phase(
    reader: Reader<'_>,
    outline: &Outline,
    spec: &PhaseSpec,
    (index, at): (usize, usize),
) -> Phase {
    let section = &outline.sections[at];
    let duration = totals::duration(&section.title);
    let criteria = criteria(outline, spec, at);
    Phase {
        title: Sourced::new(section.title.clone(), section.heading),
        label: outline.phases[at].clone(),
        span: section.span,
        goal: field(reader, outline, spec, (at, "goal")),
        stop_gate: field(reader, outline, spec, (at, "stop_gate")),
        tasks: tasks::of_phase(reader, outline, spec, (index, at)),
        duration: duration.map(|duration| Sourced::new(duration, section.heading)),
        manual: manual(reader, outline, criteria.as_ref()),
        criteria,
    }
}

/// Reads `> **Goal:** …` from the quotes, paragraphs and items of a phase, or a heading of that name.
fn field(reader: Reader<'_>, outline: &Outline, spec: &PhaseSpec, (at, id): (usize, &str)) -> Cell {
    for block in reader.blocks_below(outline.places[at]) {
        let known = matches!(
            reader.tree.block(block).kind,
            BlockKind::Quote | BlockKind::Paragraph | BlockKind::List(_)
        );
        let fields = if known {
            reader.fields(block, &spec.fields)
        } else {
            Vec::new()
        };
        if let Some(field) = fields.into_iter().find(|field| field.id == id) {
            return field.value;
        }
    }
    let titles = spec
        .fields
        .iter()
        .filter(|field| field.id == id)
        .flat_map(|field| &field.titles);
    let wanted: Vec<String> = titles.map(|known| title::normalised(known)).collect();
    let named = |below: &usize| {
        title::forms(&outline.sections[*below].title)
            .iter()
            .any(|form| wanted.contains(form))
    };
    match below(outline, at)
        .find(named)
        .map(|below| &outline.sections[below])
    {
        Some(section) if !section.empty => {
            Cell::read(reader.tree.source().slice(section.body), section.body)
        }
        Some(section) => Cell::Empty(section.heading),
        None => Cell::Absent,
    }
}

fn criteria(outline: &Outline, spec: &PhaseSpec, at: usize) -> Option<Criteria> {
    let heading = |titles: &[String], inside: Span| {
        let wanted: Vec<String> = titles
            .iter()
            .map(|title| title::normalised(title))
            .collect();
        let is_it = |below: &usize| {
            let section = &outline.sections[*below];
            let forms = title::forms(&section.title);
            inside.contains(section.heading) && forms.iter().any(|form| wanted.contains(form))
        };
        below(outline, at).find(is_it)
    };
    let around = outline.sections[at].span;
    let criteria = heading(&spec.criteria, around);
    let inside = criteria.map_or(around, |found| outline.sections[found].span);
    let automated = heading(&spec.automated, inside).map(|found| outline.sections[found].heading);
    let manual = heading(&spec.manual, inside).map(|found| outline.sections[found].heading);
    let first = criteria
        .map(|found| outline.sections[found].heading)
        .or(automated)
        .or(manual)?;
    Some(Criteria {
        heading: first,
        automated,
        manual,
    })
}

/// The items below the heading of manual checks.
fn manual(
    reader: Reader<'_>,
    outline: &Outline,
    criteria: Option<&Criteria>,
) -> Vec<Sourced<String>> {
    let Some(heading) = criteria.and_then(|criteria| criteria.manual) else {
        return Vec::new();
    };
    let Some(at) = outline
        .sections
        .iter()
        .position(|section| section.heading == heading)
    else {
        return Vec::new();
    };
    let items = reader.items_below(outline, at).into_iter();
    items
        .map(|item| {
            let joined = reader.joined(item);
            joined.value(0..joined.text().len())
        })
        .collect()
}

/// The sections below another one, in order, without those of a run record.
pub(crate) fn below(outline: &Outline, at: usize) -> impl Iterator<Item = usize> {
    let around = outline.sections[at].body;
    (at + 1..outline.sections.len())
        .take_while(move |&below| around.contains(outline.sections[below].heading))
        .filter(|&below| !outline.recorded[below])
}
