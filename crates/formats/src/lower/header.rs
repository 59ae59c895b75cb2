//! The lines above the first section: date, author, status, ticket, and front matter.

use std::collections::BTreeMap;

use serde::Deserialize;
use stopgate_expressions::words;
use stopgate_markdown::{BlockId, BlockKind, FrontMatterKind, Visibility};
use stopgate_model::{Cell, Field, Sourced};
use stopgate_source::{Span, Words};

use super::Reader;
use super::fields::{id_of, requirement_of, spec_of};
use super::joined::Joined;
use super::outline::Outline;
use crate::title;

/// A status that says that another plan has taken the place of this one. What only speaks of it
/// (`Superseded: no`, `Superseded sections are marked`) does not.
static SUPERSEDED: Words = words!(
    r"^\W*super[sc]eded(?:\W*$|\s*[.,;!(—–-]|\s+(?:\d|(?:by|on|in|see|with|since|via)\b))",
    r"|(?:^\W*|[,;(—–-]\s*)(?:(?:now|is|was|has been) )?(?:super[sc]eded|replaced) by\b",
);

/// What stands above the first section, each field with whether a reader of the page sees it at once.
pub(crate) struct Header {
    fields: Vec<(Field, bool)>,
    /// Those of the first rows of tables, where somebody put labels into the head.
    in_table_heads: Vec<(Field, bool)>,
}

impl Header {
    /// Reads header lines, the fields of sections that count as header, and front matter.
    ///
    /// Handles `**Date:** 2026-03-04`, `_Status: draft • Version: v0.1 • Date: 2026-04-21_` and YAML or
    /// TOML front matter.
    pub(crate) fn of(reader: Reader<'_>, outline: &Outline) -> Self {
        Self {
            fields: all(reader, outline),
            in_table_heads: in_table_heads(reader, outline),
        }
    }

    /// The fields, each id once: what stands in the text wins over front matter.
    pub(crate) fn into_fields(self) -> Vec<Field> {
        let mut seen = std::collections::HashSet::new();
        let fields = self.fields.into_iter().map(|(field, _)| field);
        fields
            .filter(|field| seen.insert(field.id.clone()))
            .collect()
    }

    /// The status that says that another plan has taken the place of this one: any that a reader of the page sees at
    /// once, front matter included; without one, that of a quotation or of something collapsed.
    pub(crate) fn superseded(&self) -> Option<Sourced<String>> {
        let plain = self.statuses(true).next().is_some();
        let mut values = self
            .statuses(plain)
            .filter_map(|field| field.value.filled());
        values
            .find(|status| SUPERSEDED.is_match(&status.value))
            .cloned()
    }

    /// The status of a plan, where it has one.
    pub(crate) fn status(&self) -> Option<&Field> {
        self.statuses(true).chain(self.statuses(false)).next()
    }

    /// All that stands as a status and is seen at once, or is not.
    fn statuses(&self, plain: bool) -> impl Iterator<Item = &Field> {
        let fields = self.fields.iter().chain(&self.in_table_heads);
        fields
            .filter(move |(field, is_plain)| *is_plain == plain && is_status(field))
            .map(|(field, _)| field)
    }
}

/// True for the field that is the status, whatever the format calls it.
pub(crate) fn is_status(field: &Field) -> bool {
    const STATUS: &str = "status";
    field.id == STATUS || title::normalised(&field.label) == STATUS
}

/// Every field, and whether a reader of the page sees it at once.
fn all(reader: Reader<'_>, outline: &Outline) -> Vec<(Field, bool)> {
    let mut fields = Vec::new();
    for block in above(reader, outline) {
        let is_plain = reader.tree.block(block).visibility == Visibility::Visible;
        let found = header_fields(reader, block).into_iter();
        fields.extend(found.map(|field| (field, is_plain)));
    }
    for at in 0..outline.sections.len() {
        let Some(spec) = reader.spec(outline, at).filter(|spec| spec.header) else {
            continue;
        };
        for block in reader.blocks_below(outline.places[at]) {
            let found = reader.fields(block, &spec.fields).into_iter();
            fields.extend(found.map(|field| (field, true)));
        }
    }
    let front = front_matter(reader).into_iter();
    fields.extend(front.map(|field| (field, true)));
    fields
}

fn in_table_heads(reader: Reader<'_>, outline: &Outline) -> Vec<(Field, bool)> {
    let tables =
        above(reader, outline).filter(|id| reader.tree.block(*id).kind == BlockKind::Table);
    let heads = tables.filter_map(|table| {
        let head = reader.tree.block(table).children.first()?;
        let field = reader.labelled_row(*head, &reader.format.header)?;
        Some((field, true))
    });
    heads.collect()
}

/// The blocks in front of the first section heading, at document level.
fn above<'a>(reader: Reader<'a>, outline: &Outline) -> impl Iterator<Item = BlockId> + use<'a> {
    let first = outline
        .sections
        .first()
        .map_or(usize::MAX, |section| section.heading.start());
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
        if is_key(line, label) {
            return Span::new(at, at + line.trim_end().len());
        }
        at += line.len();
    }
    content
}

/// True for a line that gives a key its value: `status: draft`, `"status" = "draft"`.
fn is_key(line: &str, key: &str) -> bool {
    let line = line.trim_start().trim_start_matches(['"', '\'']);
    line.strip_prefix(key).is_some_and(|rest| {
        let rest = rest.trim_start_matches(['"', '\'']).trim_start();
        rest.starts_with([':', '='])
    })
}
