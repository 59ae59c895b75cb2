//! The bytes at which an answer goes, for each kind of thing that is asked for.

use stopgate_markdown::{BlockId, BlockKind};
use stopgate_model::Cell;
use stopgate_source::Span;

use super::form::Column;
use super::ground::Ground;
use super::target::Target;
use crate::file::ColumnSpec;
use crate::lower::Reader;

/// What a cell belongs to.
pub(super) struct Named {
    /// The row of its table or the item of its list, from 1; none for a line below a heading.
    pub(super) row: Option<usize>,
    /// What the row is about: its first words.
    pub(super) title: String,
    /// True where nothing stands in it.
    pub(super) empty: bool,
}

/// The columns of a table as its header names them.
pub(super) fn columns(reader: Reader<'_>, table: BlockId, specs: &[ColumnSpec]) -> Vec<Column> {
    let Some(&header) = reader.tree.block(table).children.first() else {
        return Vec::new();
    };
    let ids = reader.column_ids(header, specs);
    let cells = reader.tree.block(header).children.iter();
    let titles = cells.map(|cell| reader.tree.prose(*cell).text().trim().to_owned());
    let column = |(title, id): (String, Option<String>)| Column {
        numbers: id.as_deref() == Some("id"),
        id: id.unwrap_or_else(|| crate::slug(&title)),
        title,
    };
    titles.zip(ids).map(column).collect()
}

/// The place of a labelled line's value: the value, a cell, or behind the label.
pub(super) fn of_field(ground: &Ground<'_>, value: &Cell, origin: Span) -> Option<Target> {
    let tree = ground.tree;
    if let Some(value) = value.filled() {
        return Some(Target::Value(value.origin));
    }
    let place = match value {
        Cell::Empty(place) => *place,
        _ => origin,
    };
    let row = tree.ids().find(|id| {
        let block = tree.block(*id);
        matches!(block.kind, BlockKind::Row(_)) && block.span == place
    });
    if let Some(row) = row {
        return tree.block(row).children.get(1).copied().map(Target::Cell);
    }
    let text = tree.source().text();
    let rest = text.get(place.end()..)?;
    let line = rest.split(['\n', '\r']).next().unwrap_or_default();
    let marks = line.len() - line.trim_start_matches(['*', '_', ':', '：']).len();
    let at = place.end() + marks;
    // What stands behind the last label of a line may be counted as part of it.
    let trimmed = text.get(..at)?.trim_end_matches([' ', '\t']).len();
    Some(Target::Behind {
        at: trimmed,
        label: None,
    })
}

/// A cell of a row, or the end of an item with the title of the column as its label.
pub(super) fn of_cell(
    ground: &Ground<'_>,
    record: Span,
    (column, columns): (&str, &[ColumnSpec]),
) -> Option<(Target, Named)> {
    let tree = ground.tree;
    if let Some(line) = below_heading(ground, record, (column, columns)) {
        return Some(line);
    }
    let id = tree.ids().find(|id| {
        let block = tree.block(*id);
        let known = matches!(
            block.kind,
            BlockKind::Row(false) | BlockKind::Item(_) | BlockKind::Paragraph
        );
        known && block.span == record
    })?;
    let block = tree.block(id);
    let siblings = &tree.block(block.parent?).children;
    let row = siblings.iter().position(|sibling| *sibling == id)?;
    if !matches!(block.kind, BlockKind::Row(_)) {
        let title = columns
            .iter()
            .find(|spec| spec.id == column)
            .and_then(|spec| spec.titles.first())?;
        let paragraph = tree
            .descendants(id)
            .find(|id| tree.block(*id).kind == BlockKind::Paragraph)?;
        let named = Named {
            row: Some(row + 1),
            title: brief(tree.prose(paragraph).text()),
            empty: true,
        };
        let at = tree.block(paragraph).span.end();
        let label = Some(title.clone());
        return Some((Target::Behind { at, label }, named));
    }
    let ids = ground.reader().column_ids(*siblings.first()?, columns);
    let at = ids.iter().position(|id| id.as_deref() == Some(column))?;
    let cell = *block.children.get(at)?;
    let says = |cell: &BlockId| tree.prose(*cell).text().trim().to_owned();
    let is_name = |text: &String| text.chars().filter(|c| c.is_alphabetic()).count() > 2;
    let title = block.children.iter().map(says).find(is_name);
    let named = Named {
        row: Some(row),
        title: brief(&title.unwrap_or_default()),
        empty: says(&cell).is_empty(),
    };
    Some((Target::Cell(cell), named))
}

/// A labelled line in what stands below a heading: `**Cons**:`.
fn below_heading(
    ground: &Ground<'_>,
    heading: Span,
    (column, columns): (&str, &[ColumnSpec]),
) -> Option<(Target, Named)> {
    let outline = &ground.outline;
    let at = outline
        .sections
        .iter()
        .position(|section| section.heading == heading)?;
    let body = ground.tree.section(outline.places[at]).body;
    let source = ground.tree.source();
    let titles = &columns.iter().find(|spec| spec.id == column)?.titles;
    let mut start = body.start();
    for line in source.slice(body).split_inclusive('\n') {
        if let Some(label) = label_end(line, titles) {
            let value = line[label..].trim();
            let from = start + label;
            let lead = line[label..].len() - line[label..].trim_start().len();
            let target = match value.is_empty() {
                true => Target::Behind {
                    at: from,
                    label: None,
                },
                false => Target::Value(Span::new(from + lead, from + lead + value.len())),
            };
            let named = Named {
                row: None,
                title: brief(&outline.sections[at].title),
                empty: value.is_empty(),
            };
            return Some((target, named));
        }
        start += line.len();
    }
    None
}

/// Where the value begins in a line that begins with one of these labels and a colon.
fn label_end(line: &str, titles: &[String]) -> Option<usize> {
    let rest = line.trim_start_matches(['*', '_', '-', '+', '>', ' ']);
    let lead = line.len() - rest.len();
    let title = titles.iter().find(|title| {
        rest.get(..title.len())
            .is_some_and(|start| start.eq_ignore_ascii_case(title))
    })?;
    let behind = &rest[title.len()..];
    let marks = behind.len() - behind.trim_start_matches(['*', '_', ':', '：']).len();
    behind[..marks]
        .contains([':', '：'])
        .then_some(lead + title.len() + marks)
}

/// Where a section of the format goes that the document lacks: in front of the next one that it has, else
/// in front of the gate line, else at the end.
pub(super) fn of_new_section(ground: &Ground<'_>, known: usize) -> usize {
    let outline = &ground.outline;
    let source = ground.tree.source();
    let is_next = |at: &usize| outline.specs[*at].is_some_and(|spec| spec > known);
    let next = (0..outline.sections.len()).find(is_next);
    let next = next.map(|at| outline.sections[at].heading.start());
    let gate = || ground.plan.gate.as_ref().map(|gate| gate.origin.start());
    match next.or_else(gate) {
        Some(at) => source.lines().span(source.line(at)).start(),
        None => source.text().len(),
    }
}

/// Where a header line goes that is not there: the end of the last block above the first section.
pub(super) fn of_header_line(ground: &Ground<'_>) -> usize {
    let tree = ground.tree;
    let first = ground.outline.sections.first();
    let first = first.map_or(usize::MAX, |section| section.heading.start());
    let above = tree.roots().iter().map(|id| tree.block(*id));
    let mut above = above.filter(|block| {
        block.span.start() < first
            && matches!(block.kind, BlockKind::Paragraph | BlockKind::Heading(_))
    });
    above.next_back().map_or(0, |block| block.span.end())
}

/// The question of an entry: up to its last question mark.
pub(super) fn question_of(text: &str) -> &str {
    text.find('?').map_or(text, |end| &text[..=end])
}

/// The first words of a text.
fn brief(text: &str) -> String {
    const WORDS: usize = 6;
    let words: Vec<&str> = text.split_whitespace().collect();
    match words.len() > WORDS {
        true => format!("{} …", words[..WORDS].join(" ")),
        false => words.join(" "),
    }
}
