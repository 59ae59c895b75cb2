//! Where evidence goes, and that it goes there once.

use stopgate_markdown::{BlockId, BlockKind, InlineKind};
use stopgate_source::EditSet;

use super::phase_record::{PhaseRecord, holds_identity};
use super::unharmed::Added;
use super::{Draft, place};
use crate::lower::{Outline, RUN_RECORD, Reader, collapsed};

/// The deepest heading that Markdown has.
const DEEPEST: u8 = 6;

/// Appends the entry to the run record, which is opened where there is none: as the last part of the
/// section that the format keeps evidence in, else at the end of the document.
pub(crate) fn draft(reader: Reader<'_>, outline: &Outline, record: &PhaseRecord) -> Draft {
    if is_written(reader, outline, &record.identity()) {
        return Draft::default();
    }
    let home = home(reader, outline);
    let (entry, blocks) = record.lines();
    let mut lines = Vec::new();
    let mut added = Vec::new();
    let at = match existing(outline, home) {
        Some(at) => place::end_of(reader.tree, outline.sections[at].span),
        None => {
            let marks = "#".repeat(level(outline, home).into());
            lines.extend([format!("{marks} {RUN_RECORD}"), String::new()]);
            added.push(Added::Heading);
            home.map_or(reader.tree.source().text().len(), |at| {
                place::end_of(reader.tree, outline.sections[at].span)
            })
        }
    };
    lines.extend(entry);
    added.extend(blocks);
    Draft {
        edits: EditSet::one(place::paragraphs(reader.tree, at, &lines)),
        added,
    }
}

/// True when a run record holds an entry with this identity, wherever it stands by now.
fn is_written(reader: Reader<'_>, outline: &Outline, identity: &str) -> bool {
    let mut paragraphs = reader.tree.ids().filter(|id| {
        let block = reader.tree.block(*id);
        let is_text = block.kind == BlockKind::Paragraph;
        is_text && outline.is_recorded(block.span)
    });
    paragraphs.any(|id| holds_identity(&collapsed(&own_words(reader, id)), identity))
}

/// The text of a paragraph without its inline code, which is what others said.
fn own_words(reader: Reader<'_>, paragraph: BlockId) -> String {
    let mut words = String::new();
    for inline in reader.tree.inlines(paragraph) {
        match inline.kind {
            InlineKind::Text(None) => words.push_str(reader.tree.source().slice(inline.span)),
            InlineKind::Text(Some(character)) => words.push(character),
            InlineKind::Code(_) => words.push('`'),
            InlineKind::Break => words.push(' '),
            _ => {}
        }
    }
    words
}

/// The section that the format keeps evidence in, where the plan has it.
fn home(reader: Reader<'_>, outline: &Outline) -> Option<usize> {
    let id = reader.format.evidence.as_ref()?;
    let mut sections = outline.sections.iter();
    sections.position(|section| section.id.as_ref() == Some(id))
}

/// The run record of the plan: the one in the home of evidence, else the last one.
fn existing(outline: &Outline, home: Option<usize>) -> Option<usize> {
    let is_outermost = |&at: &usize| {
        let parent = outline.sections[at].parent;
        outline.recorded[at] && !parent.is_some_and(|parent| outline.recorded[parent])
    };
    let all: Vec<usize> = (0..outline.sections.len()).filter(is_outermost).collect();
    let at_home = |at: &&usize| outline.sections[**at].parent == home && home.is_some();
    all.iter().rfind(at_home).or(all.last()).copied()
}

/// Below the home of evidence; at the end of the document at the level of the other sections, so that
/// the record belongs to none of them.
fn level(outline: &Outline, home: Option<usize>) -> u8 {
    if let Some(at) = home {
        return (outline.sections[at].level + 1).min(DEEPEST);
    }
    let known = outline
        .sections
        .iter()
        .filter(|section| section.id.is_some());
    known
        .map(|section| section.level)
        .min()
        .map_or(2, |level| level.clamp(1, 2))
}
