//! What is renamed inside of the parts: columns, labels, phase words and the kind in the title, where the
//! target calls the same thing by another name.

use stopgate_markdown::{BlockId, BlockKind};
use stopgate_source::{Edit, Span};

use super::arrangement::Part;
use super::counterpart::{field_meaning, kind_in_title, title_prefix};
use super::piece::Home;
use super::writing::Scene;
use crate::file::ColumnSpec;
use crate::lower::spec_of;

/// One thing that gets another name.
#[derive(Clone, Debug)]
pub(super) struct Renaming {
    /// What it is: `title`, `field`, `phase`, `column`.
    pub(super) what: &'static str,
    /// What it was called.
    pub(super) was: String,
    /// What it is called now.
    pub(super) now: String,
    pub(super) edit: Edit,
}

/// The renamings in a part, in document order.
pub(super) fn edits(scene: Scene<'_>, part: Part) -> Vec<Renaming> {
    let mut found = match part {
        Part::Preamble => [title(scene), fields(scene)].concat(),
        Part::Piece(at) => [phases(scene, at), columns(scene, at)].concat(),
        Part::Added(_) => Vec::new(),
    };
    found.sort_by_key(|renaming| renaming.edit.span);
    found.dedup_by(|next, before| next.edit.span.start() < before.edit.span.end());
    let source = scene.reader.tree.source();
    found.retain(|renaming| {
        let line = source.lines().span(source.line(renaming.edit.span.start()));
        source.invalid().iter().all(|bytes| !bytes.overlaps(line))
    });
    found
}

fn renaming(what: &'static str, (was, now): (&str, &str), edit: Edit) -> Renaming {
    Renaming {
        what,
        was: was.to_owned(),
        now: now.to_owned(),
        edit,
    }
}

/// `# Plan: Move the orders` becomes `# Technical Implementation Plan: Move the orders`.
fn title(scene: Scene<'_>) -> Vec<Renaming> {
    let preamble = scene.span(Part::Preamble).unwrap_or_default();
    let title = scene.outline.title.as_ref();
    let Some(title) = title.filter(|title| preamble.contains(title.origin)) else {
        return Vec::new();
    };
    let source = scene.reader.tree.source();
    let line = source
        .slice(title.origin)
        .lines()
        .next()
        .unwrap_or_default();
    let text = line.trim_start_matches(['#', ' ', '\t']);
    let start = title.origin.start() + line.len() - text.len();
    let (from, to) = (scene.reader.format, scene.to);
    if text.is_empty() || kind_in_title(to, text).is_some() {
        return Vec::new();
    }
    let was = kind_in_title(from, text).unwrap_or_default();
    let now = title_prefix(to);
    if was == now {
        return Vec::new();
    }
    let edit = Edit {
        span: Span::new(start, start + was.len()),
        text: now.to_owned(),
    };
    let renamed = format!("{now}{}", &text[was.len()..]);
    vec![renaming("title", (text, &renamed), edit)]
}

/// `**Created:**` becomes `**Date:**`.
fn fields(scene: Scene<'_>) -> Vec<Renaming> {
    let preamble = scene.span(Part::Preamble).unwrap_or_default();
    let (from, to) = (&scene.reader.format.header, &scene.to.header);
    let source = scene.reader.tree.source();
    let fields = scene.plan.header.iter();
    let renamed = fields.filter_map(|field| {
        let own = spec_of(&field.label, from)?;
        let same = |other: &&crate::file::FieldSpec| field_meaning(other) == field_meaning(own);
        let other = to.iter().find(same)?;
        let is_text = preamble.contains(field.origin) && spec_of(&field.label, to).is_none();
        let at = source.slice(field.origin).find(&field.label)?;
        let start = field.origin.start() + at;
        let edit = Edit {
            span: Span::new(start, start + field.label.len()),
            text: other.titles.first()?.clone(),
        };
        let front = scene.reader.tree.front_matter();
        let in_front = front.is_some_and(|front| front.span.overlaps(field.origin));
        let now = edit.text.clone();
        (is_text && !in_front).then(|| renaming("field", (&field.label, &now), edit))
    });
    renamed.collect()
}

/// `### Milestone 2: Swap` becomes `### Phase 2: Swap`.
fn phases(scene: Scene<'_>, piece: usize) -> Vec<Renaming> {
    let (Some(from), Some(to)) = (&scene.reader.format.phases, &scene.to.phases) else {
        return Vec::new();
    };
    let span = scene.pieces[piece].span;
    let source = scene.reader.tree.source();
    let mut found = Vec::new();
    for at in scene.sections_in(span) {
        let section = &scene.outline.sections[at];
        if scene.outline.phases[at].is_none() {
            continue;
        }
        let text = source.slice(section.heading);
        let begins = |word: &&String| {
            let at = text.find(|c: char| c.is_alphanumeric()).unwrap_or_default();
            let start = text[at..].get(..word.len());
            start.is_some_and(|start| start.eq_ignore_ascii_case(word))
        };
        let word = from.words.iter().find(begins);
        let Some(word) = word.filter(|word| !to.words.contains(word)) else {
            continue;
        };
        let (Some(at), Some(now)) = (text.find(char::is_alphanumeric), to.words.first()) else {
            continue;
        };
        let start = section.heading.start() + at;
        let edit = Edit {
            span: Span::new(start, start + word.len()),
            text: now.clone(),
        };
        let renamed = format!(
            "{now}{}",
            section
                .title
                .trim_start_matches(|c: char| !c.is_alphanumeric())
                .get(word.len()..)
                .unwrap_or_default()
        );
        found.push(renaming("phase", (&section.title, &renamed), edit));
    }
    found
}

/// The titles of table columns that the target knows by other titles only.
fn columns(scene: Scene<'_>, piece: usize) -> Vec<Renaming> {
    let span = scene.pieces[piece].span;
    let tree = scene.reader.tree;
    let first = tree
        .blocks()
        .partition_point(|block| block.span.start() < span.start());
    let inside = |id: &BlockId| tree.block(*id).span.start() < span.end();
    let is_table = |id: &BlockId| tree.block(*id).kind == BlockKind::Table;
    let tables = tree.ids().skip(first).take_while(inside).filter(is_table);
    tables
        .flat_map(|table| of_table(scene, piece, table))
        .collect()
}

fn of_table(scene: Scene<'_>, piece: usize, table: BlockId) -> Vec<Renaming> {
    let reader = scene.reader;
    let block = reader.tree.block(table);
    let (Some(&header), Some((from, to))) =
        (block.children.first(), columns_of(scene, piece, block.span))
    else {
        return Vec::new();
    };
    let own = reader.column_ids(header, from);
    let other = reader.column_ids(header, to);
    let mut renamed = Vec::new();
    for (at, cell) in reader.tree.block(header).children.iter().enumerate() {
        let Some(id) = own[at].as_ref().filter(|_| own[at] != other[at]) else {
            continue;
        };
        let column = to.iter().find(|column| column.id == *id);
        let taken = other.iter().flatten().any(|other| other == id);
        let prose = reader.tree.prose(*cell);
        let text = prose.text().trim();
        let written = reader.tree.block(*cell).span;
        let is_plain = reader.tree.source().slice(written).trim() == text;
        let Some(column) = column.filter(|_| !taken && is_plain && !text.is_empty()) else {
            continue;
        };
        let edit = Edit {
            span: reader.tree.source().trim(written),
            text: column.titles[0].clone(),
        };
        renamed.push(renaming("column", (text, &column.titles[0]), edit));
    }
    renamed
}

/// The columns that both formats look for at a place.
fn columns_of(
    scene: Scene<'_>,
    piece: usize,
    span: Span,
) -> Option<(&[ColumnSpec], &[ColumnSpec])> {
    if scene.outline.phase_at(span).is_some() {
        let from = scene.reader.format.phases.as_ref()?;
        let to = scene.to.phases.as_ref()?;
        return Some((&from.columns, &to.columns));
    }
    let Home::Section(to) = scene.pieces[piece].home else {
        return None;
    };
    let from = scene.outline.specs[scene.pieces[piece].head]?;
    let from = &scene.reader.format.sections[from];
    Some((&from.columns, &scene.to.sections[to].columns))
}
