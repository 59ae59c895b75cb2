//! Entries of the open questions: one more, and what became of one.

use stopgate_markdown::{BlockId, BlockKind};
use stopgate_model::SectionKind;
use stopgate_source::{EditSet, Span};

use super::given::{self, Content, Unfit};
use super::ground::Ground;
use super::target::Target;
use super::writing::Draft;
use crate::intent::remark::Remark;
use crate::intent::{Added, Unwritable, list_style};

/// One more question: in the list or table of the open questions, else as their first item. A format that
/// keeps its gaps in a table, and no questions, gets a row there.
pub(super) fn added(ground: &Ground<'_>, entry: &str) -> Result<Draft, Unfit> {
    let line = given::line(entry)?;
    let outline = &ground.outline;
    let mut sections = outline
        .with_kind(SectionKind::Questions)
        .chain(outline.with_kind(SectionKind::Gaps));
    let Some(at) = sections.next() else {
        let slot = ground.new_questions();
        return with_text(ground, &slot.target, &format!("- [ ] {line}"));
    };
    let blocks = ground.own_blocks(at);
    let is_list = |id: &&BlockId| matches!(ground.tree.block(**id).kind, BlockKind::List(_));
    if let Some(list) = blocks.iter().rfind(is_list) {
        let edit = list_style::at_end(ground.reader(), *list, &[format!("[ ] {line}")]);
        return Ok(Draft::one(edit, vec![Added::Item, Added::Paragraph]));
    }
    if let Some(table) = blocks.iter().find(|id| ground.is_table(**id)) {
        return row(ground, (at, *table), &line);
    }
    let slot = ground.slot(
        outline.sections[at].heading,
        &stopgate_source::About::Around,
        "questions",
    );
    with_text(ground, &slot.target, &format!("- [ ] {line}"))
}

fn with_text(ground: &Ground<'_>, target: &Target, text: &str) -> Result<Draft, Unfit> {
    let slot = super::form::Slot {
        target: target.clone(),
        ..ground.new_questions()
    };
    ground.drafted(&slot, &Content::Text(text.to_owned()))
}

/// A row with the question in its first column of words, and its state where the table has one.
fn row(ground: &Ground<'_>, (at, table): (usize, BlockId), line: &str) -> Result<Draft, Unfit> {
    let slot = ground.table_of(at, table);
    let super::form::Form::Rows(columns) = &slot.form else {
        return Err(Unwritable::NoCell.into());
    };
    // A row gets its number like all others.
    let mut said = columns.iter().filter(|column| !column.numbers);
    said.next().ok_or(Unwritable::NoCell)?;
    let others = said.map(|column| match column.id.as_str() {
        "status" => "Open".to_owned(),
        _ => String::new(),
    });
    let cells = std::iter::once(line.to_owned()).chain(others);
    ground.drafted(&slot, &Content::Rows(vec![cells.collect()]))
}

/// What became of an entry: in front of what was said of it before, with its box ticked where the question `is_over`.
pub(super) fn settled(
    ground: &Ground<'_>,
    origin: Span,
    (became, is_over): (&str, bool),
) -> Result<Draft, Unfit> {
    let tree = ground.tree;
    let id = tree.ids().find(|id| {
        let block = tree.block(*id);
        let known = matches!(
            block.kind,
            BlockKind::Item(_) | BlockKind::Row(false) | BlockKind::Paragraph
        );
        known && block.span == origin
    });
    let remark = Remark {
        in_line: given::line(became)?,
        in_cell: given::cell(became)?,
        is_over,
        columns: Vec::new(),
    };
    let id = id.ok_or(Unwritable::NoEntry)?;
    let edits = remark.edits(ground.reader(), &ground.outline, id)?;
    Ok(Draft {
        edits: EditSet::new(edits).map_err(|_| Unwritable::NotSafe)?,
        added: Vec::new(),
    })
}
