//! The lines above the first section: date, author, status, ticket, and front matter.

use std::collections::BTreeMap;

use serde::Deserialize;
use stopgate_markdown::{BlockId, BlockKind, FrontMatterKind};
use stopgate_model::{Cell, Field, Sourced};
use stopgate_source::Span;

use super::Reader;
use super::fields::{id_of, requirement_of, spec_of};
use super::joined::Joined;
use super::outline::Outline;

/// Reads header lines, the fields of sections that count as header, and front matter.
///
/// Handles `**Date:** 2026-03-04`, `_Status: draft • Version: v0.1 • Date: 2026-04-21_` and YAML or
/// TOML front matter. What stands in the text wins over front matter.
pub(crate) fn read(reader: Reader<'_>, outline: &Outline) -> Vec<Field> {
    let mut fields = Vec::new();
    let first = outline
        .sections
        .first()
        .map_or(usize::MAX, |section| section.heading.start());
    for block in above(reader, first) {
        fields.extend(header_fields(reader, block));
    }
    for at in 0..outline.sections.len() {
        let Some(spec) = reader.spec(outline, at).filter(|spec| spec.header) else {
            continue;
        };
        for block in reader.blocks_below(outline.places[at]) {
            fields.extend(reader.fields(block, &spec.fields));
        }
    }
    fields.extend(front_matter(reader));
    let mut seen = std::collections::HashSet::new();
    fields.retain(|field: &Field| seen.insert(field.id.clone()));
    fields
}

/// The blocks in front of the first section heading, at document level.
fn above(reader: Reader<'_>, first: usize) -> impl Iterator<Item = BlockId> {
    let before = move |id: &BlockId| reader.tree.block(*id).span.start() < first;
    reader.tree.roots().iter().copied().filter(before)
}

fn header_fields(reader: Reader<'_>, block: BlockId) -> Vec<Field> {
    if matches!(
        reader.tree.block(block).kind,
        BlockKind::List(_) | BlockKind::Table
    ) {
        return reader.fields(block, &reader.format.header);
    }
    if !matches!(
        reader.tree.block(block).kind,
        BlockKind::Paragraph | BlockKind::Quote
    ) {
        return Vec::new();
    }
    let joined = reader.joined(block);
    let mut fields = Vec::new();
    let mut at = 0;
    for part in joined.text().split(['\n', '•', '·', '|']) {
        fields.extend(header_field(reader, &joined, (at, part)));
        at += part.len()
            + joined.text()[at + part.len()..]
                .chars()
                .next()
                .map_or(0, char::len_utf8);
    }
    fields
}

/// Reads `Status: draft`; the label has at most three words.
fn header_field(reader: Reader<'_>, joined: &Joined, (at, part): (usize, &str)) -> Option<Field> {
    let colon = part.find([':', '：'])?;
    let label = part[..colon].trim_matches(['*', '_', ' ']);
    if label.is_empty() || label.split_whitespace().count() > 3 {
        return None;
    }
    let start = at + colon + part[colon..].chars().next().map_or(1, char::len_utf8);
    let value = joined.value(start..at + part.len());
    let origin = to_line_end(reader, joined.origin(at..at + part.len()));
    let text = value.value.trim_matches(['*', '_', ' ']);
    let spec = spec_of(label, &reader.format.header);
    Some(Field {
        id: id_of(spec, label),
        label: label.to_owned(),
        value: Cell::read(
            text,
            if text.is_empty() {
                origin
            } else {
                value.origin
            },
        ),
        origin,
        requirement: requirement_of(spec),
    })
}

/// Raw HTML such as `<ticket>` is no text, but it stands where a value should.
fn to_line_end(reader: Reader<'_>, span: Span) -> Span {
    let source = reader.tree.source();
    let line = source.trim(source.lines().span(source.line(span.start())));
    let shared = source.slice(line).contains(['•', '·', '|']);
    if shared {
        span
    } else {
        span.join(Span::new(span.start(), line.end()))
    }
}

/// A value of front matter; what is no plain value is of no interest here.
#[derive(Deserialize)]
#[serde(untagged)]
enum Scalar {
    Text(String),
    Other(serde::de::IgnoredAny),
}

fn front_matter(reader: Reader<'_>) -> Vec<Field> {
    let Some(front) = reader.tree.front_matter() else {
        return Vec::new();
    };
    let text = reader.tree.source().slice(front.content);
    let entries: BTreeMap<String, Scalar> = match front.kind {
        FrontMatterKind::Yaml => serde_saphyr::from_str(text).unwrap_or_default(),
        FrontMatterKind::Toml => toml::from_str(text).unwrap_or_default(),
    };
    let field = |(label, value): (String, Scalar)| {
        let Scalar::Text(value) = value else {
            return None;
        };
        let origin = line_of(text, &label, front.content);
        let value = Cell::Filled(Sourced::new(value, origin));
        let spec = spec_of(&label, &reader.format.header);
        Some(Field {
            id: id_of(spec, &label),
            requirement: requirement_of(spec),
            label,
            value,
            origin,
        })
    };
    entries.into_iter().filter_map(field).collect()
}

fn line_of(text: &str, label: &str, content: Span) -> Span {
    let mut at = content.start();
    for line in text.split_inclusive('\n') {
        if line.trim_start().starts_with(label) {
            return Span::new(at, at + line.trim_end().len());
        }
        at += line.len();
    }
    content
}
