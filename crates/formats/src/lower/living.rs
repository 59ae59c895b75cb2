//! Progress, surprises and decisions.

use stopgate_markdown::{BlockId, BlockKind};
use stopgate_model::{
    Cell, Decision, Discovery, ProgressEntry, SectionKind, Sourced, Stamp, find_date, read_stamp,
};

use super::Reader;
use super::outline::Outline;
use super::records::Record;

/// Entries that say that there is nothing yet.
const NOTHING: &[&str] = &[
    "none",
    "none yet",
    "nothing yet",
    "n/a",
    "none so far",
    "no surprises so far",
    "no surprises yet",
    "(none)",
    "nothing so far",
];

/// Reads the progress list, nested entries included, or the progress table.
pub(crate) fn progress(reader: Reader<'_>, outline: &Outline) -> Vec<ProgressEntry> {
    let mut entries = Vec::new();
    for at in outline.with_kind(SectionKind::Progress) {
        for block in reader.blocks_below(outline.places[at]) {
            match reader.tree.block(block).kind {
                BlockKind::List(_) => add_entries(reader, block, &mut entries),
                BlockKind::Table => add_rows(reader, block, &mut entries),
                _ => {}
            }
        }
    }
    entries
}

fn add_entries(reader: Reader<'_>, list: BlockId, entries: &mut Vec<ProgressEntry>) {
    let mut open = vec![(list, None)];
    while let Some((list, parent)) = open.pop() {
        for &item in &reader.tree.block(list).children {
            let index = entries.len();
            let joined = reader.joined_without_lists(item);
            let (stamp, rest) = read_stamp(joined.text(), |range| joined.origin(range));
            entries.push(ProgressEntry {
                mark: reader.mark(item),
                stamp,
                text: joined.value(rest..joined.text().len()),
                origin: joined.origin(0..joined.text().len()),
                parent,
            });
            let children = reader.tree.block(item).children.iter();
            let lists = children
                .filter(|child| matches!(reader.tree.block(**child).kind, BlockKind::List(_)));
            open.extend(lists.map(|list| (*list, Some(index))));
        }
    }
}

/// A progress table counts as done entries with the date of their row.
fn add_rows(reader: Reader<'_>, table: BlockId, entries: &mut Vec<ProgressEntry>) {
    for &row in reader.tree.block(table).children.iter().skip(1) {
        let joined = reader.joined(row);
        let stamp = match find_date(joined.text()) {
            Some((range, Some(day))) => Stamp::Day(day, joined.origin(range)),
            Some((range, None)) => Stamp::Impossible(joined.origin(range)),
            None => Stamp::Absent,
        };
        entries.push(ProgressEntry {
            mark: Some(stopgate_model::Mark::Done),
            stamp,
            text: joined.value(0..joined.text().len()),
            origin: reader.tree.block(row).span,
            parent: None,
        });
    }
}

/// Reads surprises: `- Observation: … Evidence: …`.
pub(crate) fn discoveries(reader: Reader<'_>, outline: &Outline) -> Vec<Discovery> {
    let read = |record: Record| Discovery {
        observation: record.main("observation"),
        evidence: record.cell("evidence"),
        keyed: record.keyed,
        origin: record.origin,
    };
    entries(reader, outline, SectionKind::Discoveries)
        .map(read)
        .collect()
}

/// Reads decisions: `- Decision: … Rationale: … Date/Author: …`, tables, dated bullets.
pub(crate) fn decisions(reader: Reader<'_>, outline: &Outline) -> Vec<Decision> {
    let read = |record: Record| Decision {
        decision: record.main("decision"),
        rationale: record.cell("rationale"),
        made: made(&record),
        keyed: record.keyed,
        origin: record.origin,
        text: record.text,
    };
    entries(reader, outline, SectionKind::Decisions)
        .map(read)
        .collect()
}

/// Reads the lines of code blocks in living sections. The run record is left out: it is kept by
/// Stopgate, and a failure in it is one that a run met and a person has decided about.
pub(crate) fn outputs(reader: Reader<'_>, outline: &Outline) -> Vec<Sourced<String>> {
    let living = |span| {
        let mut around = outline
            .at(span)
            .into_iter()
            .flat_map(|at| outline.chain(at));
        around.any(|at| outline.sections[at].living)
    };
    let blocks = reader
        .tree
        .blocks()
        .iter()
        .filter(|block| living(block.span) && !outline.is_recorded(block.span));
    let lines = blocks.filter_map(|block| match &block.kind {
        BlockKind::Code(code) => Some(&code.lines),
        _ => None,
    });
    lines
        .flatten()
        .map(|line| Sourced::new(reader.tree.source().slice(*line).to_owned(), *line))
        .collect()
}

/// When and by whom: the key, or the date that leads the entry.
fn made(record: &Record) -> Cell {
    let cell = record.cell("made");
    if !matches!(cell, Cell::Absent) {
        return cell;
    }
    match find_date(&record.text) {
        Some((range, _)) if range.start < 4 => {
            Cell::Filled(Sourced::new(record.text[range].to_owned(), record.origin))
        }
        _ => Cell::Absent,
    }
}

fn entries(
    reader: Reader<'_>,
    outline: &Outline,
    kind: SectionKind,
) -> impl Iterator<Item = Record> {
    outline.with_kind(kind).flat_map(move |at| {
        let columns = reader
            .spec(outline, at)
            .map_or(&[][..], |spec| &spec.columns);
        let blocks = reader.blocks_below(outline.places[at]);
        reader
            .records(&blocks, columns)
            .into_iter()
            .filter(|record| !says_nothing(&record.text))
    })
}

fn says_nothing(text: &str) -> bool {
    let words = text.trim().trim_end_matches('.').to_lowercase();
    words.is_empty() || NOTHING.contains(&words.as_str())
}
