//! Labelled lines inside sections: `**Environment(s):** staging`, `| Environment(s) | staging |`.

use stopgate_markdown::{BlockId, BlockKind};
use stopgate_model::{Cell, Field, SectionKind, StackEntry};

use super::Reader;
use super::joined::{Joined, collapsed};
use super::outline::Outline;
use super::records::keys;
use crate::file::FieldSpec;
use crate::title;

/// Reads the fields of all sections that have some.
pub(crate) fn read(reader: Reader<'_>, outline: &Outline) -> Vec<Field> {
    let mut fields = Vec::new();
    for at in 0..outline.sections.len() {
        let Some(spec) = reader
            .spec(outline, at)
            .filter(|spec| !spec.fields.is_empty())
        else {
            continue;
        };
        for block in reader.blocks_below(outline.places[at]) {
            fields.extend(reader.fields(block, &spec.fields));
        }
    }
    fields
}

/// Reads the technical stack: one item a technology.
pub(crate) fn stack(reader: Reader<'_>, outline: &Outline) -> Vec<StackEntry> {
    let sections = outline.with_kind(SectionKind::Stack);
    let blocks = sections.flat_map(|at| reader.blocks_below(outline.places[at]));
    let fields = blocks.flat_map(|block| reader.fields(block, &[]));
    fields
        .map(|field| StackEntry {
            label: field.label,
            value: field.value,
            origin: field.origin,
        })
        .collect()
}

impl Reader<'_> {
    /// The labelled lines in a block: items `Label: value`, rows of two columns, lines of a paragraph
    /// or quote. A label that the format does not know keeps its own name as id.
    pub(crate) fn fields(self, block: BlockId, specs: &[FieldSpec]) -> Vec<Field> {
        match self.tree.block(block).kind {
            BlockKind::List(_) => {
                let items = self.tree.block(block).children.iter();
                items
                    .filter_map(|item| labelled(&self.joined(*item), specs))
                    .collect()
            }
            BlockKind::Table => {
                let rows = self.tree.block(block).children.iter().skip(1);
                rows.filter_map(|row| self.labelled_row(*row, specs))
                    .collect()
            }
            BlockKind::Paragraph | BlockKind::Quote => {
                self.labelled_lines(&self.joined(block), specs)
            }
            _ => Vec::new(),
        }
    }

    pub(crate) fn labelled_row(self, row: BlockId, specs: &[FieldSpec]) -> Option<Field> {
        let cells = &self.tree.block(row).children;
        let [label, value, ..] = cells.as_slice() else {
            return None;
        };
        let label = self.tree.prose(*label).text().trim().to_owned();
        let origin = self.tree.block(row).span;
        let value = Cell::read(
            &collapsed(self.tree.prose(*value).text()),
            self.tree.block(*value).span,
        );
        let value = if value.is_empty() {
            Cell::Empty(origin)
        } else {
            value
        };
        let spec = spec_of(&label, specs);
        Some(Field {
            id: id_of(spec, &label),
            requirement: requirement_of(spec),
            label,
            value,
            origin,
        })
    }

    /// Known labels wherever a key may stand; without known ones, one label a line.
    fn labelled_lines(self, joined: &Joined, specs: &[FieldSpec]) -> Vec<Field> {
        let text = joined.text();
        let known = keys(
            text,
            specs
                .iter()
                .map(|spec| (spec.id.as_str(), spec.titles.as_slice())),
        );
        let ends: Vec<usize> = known
            .iter()
            .skip(1)
            .map(|key| key.start)
            .chain([text.len()])
            .collect();
        let field = |(key, end): (super::records::Key, usize)| Field {
            label: text[key.start..key.value]
                .trim_end_matches([':', '*', ' '])
                .to_owned(),
            value: field_value(joined, (key.start, key.value, end)),
            origin: joined.origin(key.start..end),
            requirement: requirement_of(specs.iter().find(|spec| spec.id == key.id)),
            id: key.id,
        };
        known.into_iter().zip(ends).map(field).collect()
    }
}

/// Reads one item: the label is what stands before the first colon, if that is short.
fn labelled(joined: &Joined, specs: &[FieldSpec]) -> Option<Field> {
    let text = joined.text();
    let colon = text.find([':', '：'])?;
    let label = text[..colon].trim_matches(['*', '_', ' ']);
    let is_label =
        !label.is_empty() && label.split_whitespace().count() <= 6 && !label.contains('\n');
    let value = colon + text[colon..].chars().next().map_or(1, char::len_utf8);
    let spec = spec_of(label, specs);
    is_label.then(|| Field {
        id: id_of(spec, label),
        label: label.to_owned(),
        value: field_value(joined, (0, value, text.len())),
        origin: joined.origin(0..text.len()),
        requirement: requirement_of(spec),
    })
}

/// The value between two places of a text; where nothing stands there, the key is the place of it.
fn field_value(joined: &Joined, (key, start, end): (usize, usize, usize)) -> Cell {
    let value = joined.value(start..end.max(start));
    let text = value.value.trim_matches(['*', '_', ' ', '•', '·', '|']);
    Cell::read(
        text,
        if text.is_empty() {
            joined.origin(key..start)
        } else {
            value.origin
        },
    )
}

/// What the format says about a label.
pub(crate) fn spec_of<'s>(label: &str, specs: &'s [FieldSpec]) -> Option<&'s FieldSpec> {
    let wanted = title::normalised(label);
    specs.iter().find(|spec| {
        spec.titles
            .iter()
            .any(|known| title::normalised(known) == wanted)
    })
}

/// The id that the format gives a label, else the label itself.
pub(crate) fn id_of(spec: Option<&FieldSpec>, label: &str) -> String {
    spec.map_or_else(|| title::normalised(label), |spec| spec.id.clone())
}

/// The requirement that asks for a labelled line.
pub(crate) fn requirement_of(spec: Option<&FieldSpec>) -> Option<String> {
    spec.and_then(|spec| spec.requirement.clone())
}
