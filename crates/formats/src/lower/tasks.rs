//! Tasks: rows of task tables, numbered parts of a phase, items of a list.

use stopgate_expressions::pattern;
use stopgate_markdown::{BlockId, BlockKind};
use stopgate_model::{Cell, Mark, SectionKind, Sourced, Task};
use stopgate_source::{Pattern, Span};

use super::Reader;
use super::outline::Outline;
use super::phases::below;
use super::records::Record;
use crate::file::PhaseSpec;

static ITEM_ID: Pattern = pattern!(
    r"^\**([A-Z]{1,3}-?[0-9]{1,4}[a-z]?|[0-9]+(?:\.[0-9]+)+)\.?:?\**(?:\s+\[[^\]]{1,16}\])*\s+"
);

/// Reads the tasks of one phase: its table, else its numbered parts, else the items of its lists.
pub(crate) fn of_phase(
    reader: Reader<'_>,
    outline: &Outline,
    spec: &PhaseSpec,
    (index, at): (usize, usize),
) -> Vec<Task> {
    if spec.numbered_parts {
        return numbered_parts(outline, (index, at));
    }
    let blocks = reader.blocks_below(outline.places[at]);
    let rows = task_rows(reader, &blocks, spec);
    let records = if rows.is_empty() {
        task_items(reader, &blocks, spec)
    } else {
        rows
    };
    records
        .into_iter()
        .map(|record| task(reader, record, spec, Some(index)))
        .collect()
}

/// Reads the tasks that stand in a task section but in no phase.
pub(crate) fn outside_phases(reader: Reader<'_>, outline: &Outline) -> Vec<Task> {
    let Some(spec) = &reader.format.phases else {
        return Vec::new();
    };
    let mut tasks = Vec::new();
    for at in outline.with_kind(SectionKind::Tasks) {
        let blocks = reader.blocks_below(outline.places[at]);
        let outside = |block: &BlockId| outline.phase_at(reader.tree.block(*block).span).is_none();
        let blocks: Vec<BlockId> = blocks.into_iter().filter(outside).collect();
        let mut records = task_rows(reader, &blocks, spec);
        if spec.marked_items && records.is_empty() {
            records = task_items(reader, &blocks, spec);
        }
        let read = records
            .into_iter()
            .map(|record| task(reader, record, spec, None));
        tasks.extend(read);
    }
    tasks
}

fn task_rows(reader: Reader<'_>, blocks: &[BlockId], spec: &PhaseSpec) -> Vec<Record> {
    let tables = blocks
        .iter()
        .filter(|block| reader.tree.block(**block).kind == BlockKind::Table);
    tables
        .flat_map(|table| reader.rows(*table, &spec.columns))
        .collect()
}

/// Items that are not labelled lines of the phase itself.
fn task_items(reader: Reader<'_>, blocks: &[BlockId], spec: &PhaseSpec) -> Vec<Record> {
    let lists: Vec<BlockId> = blocks
        .iter()
        .copied()
        .filter(|block| matches!(reader.tree.block(*block).kind, BlockKind::List(_)))
        .collect();
    let is_field = |record: &Record| {
        let titles = spec.fields.iter().flat_map(|field| &field.titles);
        let text = record.text.to_lowercase();
        titles
            .into_iter()
            .any(|title| text.starts_with(&title.to_lowercase()))
    };
    let records = reader.records(&lists, &spec.columns);
    let marked = |record: &Record| {
        !spec.marked_items || record.mark.is_some() || item_id(&record.text).is_some()
    };
    records
        .into_iter()
        .filter(|record| !is_field(record) && marked(record))
        .collect()
}

/// The id in front of an item and where its text goes on, behind marks in brackets.
///
/// Handles `T012 [P] [US1] Write the parser`, `2.3 Swap the tables`, `**1.1.** Swap`.
fn item_id(text: &str) -> Option<(&str, usize)> {
    let found = ITEM_ID.captures(text)?;
    let id = found.get(1)?.as_str();
    Some((id, found.get(0)?.end()))
}

/// Headings such as `### 2.1 Endpoints`.
fn numbered_parts(outline: &Outline, (index, at): (usize, usize)) -> Vec<Task> {
    let numbered = |below: &usize| {
        let (number, _) = split_number(&outline.sections[*below].title);
        number.contains('.')
    };
    let part = |below: usize| {
        let section = &outline.sections[below];
        let (number, title) = split_number(&section.title);
        Task {
            id: Cell::read(number, section.heading),
            title: Cell::read(title, section.heading),
            detail: Cell::Absent,
            estimate: Cell::Absent,
            priority: Cell::Absent,
            dependencies: Vec::new(),
            owner: Cell::Absent,
            mark: None,
            open_part: None,
            origin: section.heading,
            phase: Some(index),
        }
    };
    below(outline, at).filter(numbered).map(part).collect()
}

fn split_number(title: &str) -> (&str, &str) {
    let end = title
        .find(|c: char| !c.is_ascii_digit() && c != '.')
        .unwrap_or(title.len());
    (title[..end].trim_end_matches('.'), title[end..].trim())
}

/// The first open check-box in the lists below an item.
fn open_part(reader: Reader<'_>, item: BlockId) -> Option<Span> {
    let mut below = reader.tree.block(item).children.clone();
    while let Some(block) = below.pop() {
        let found = reader.tree.block(block);
        match found.kind {
            BlockKind::Item(_) if reader.mark(block) == Some(Mark::Open) => {
                return Some(found.span);
            }
            BlockKind::Item(_) | BlockKind::List(_) => below.extend(&found.children),
            _ => {}
        }
    }
    None
}

fn task(reader: Reader<'_>, record: Record, spec: &PhaseSpec, phase: Option<usize>) -> Task {
    let (id, title) = named(&record, spec);
    let mut waits_for = dependencies(&record.cell("dependencies"), record.origin);
    if waits_for.is_empty() && spec.marked_items {
        waits_for = remarked(title.text().unwrap_or_default(), record.origin);
    }
    Task {
        id,
        title,
        detail: record.cell("detail"),
        estimate: record.cell("estimate"),
        priority: record.cell("priority"),
        dependencies: waits_for,
        owner: record.cell("owner"),
        mark: record.mark,
        open_part: open_part(reader, record.block),
        origin: record.origin,
        phase,
    }
}

/// The id and the title: of its columns, or what an item begins with and the rest of it.
fn named(record: &Record, spec: &PhaseSpec) -> (Cell, Cell) {
    let title = record.main("task");
    let text = title.text().unwrap_or_default();
    match item_id(text).filter(|_| spec.marked_items) {
        Some((id, end)) => {
            let rest = text[end..].trim_matches(['*', ' ']);
            (
                Cell::read(id, record.origin),
                Cell::read(rest, record.origin),
            )
        }
        None => (record.cell("id"), title),
    }
}

/// The ids in a remark such as `(depends on T012, T013)`; other words there name no task.
fn remarked(title: &str, row: Span) -> Vec<Sourced<String>> {
    static REMARK: Pattern = pattern!(r"(?i)\((?:depends? on|needs|after|requires)\s+([^()]+)\)");
    static ID: Pattern = pattern!(r"^[A-Z]{1,3}-?[0-9]{1,4}[a-z]?$");
    let found = REMARK.captures(title).and_then(|found| found.get(1));
    let pieces = found
        .map_or("", |ids| ids.as_str())
        .split([',', ';', '+', ' ']);
    pieces
        .map(str::trim)
        .filter(|piece| ID.is_match(piece))
        .map(|piece| Sourced::new(piece.to_owned(), row))
        .collect()
}

/// Splits `T2, T3` and `T2; T3 + T4`; names that hold commas are put together again by the graph.
fn dependencies(cell: &Cell, row: Span) -> Vec<Sourced<String>> {
    let text = cell.text().unwrap_or_default();
    let pieces = text
        .split([',', ';', '+'])
        .map(|piece| piece.trim().trim_matches('`'))
        .filter(|piece| !piece.is_empty());
    pieces
        .map(|piece| Sourced::new(piece.to_owned(), row))
        .collect()
}
