//! Who does something, and until when: action items, tasks, questions and risks (T5).

use jiff::civil::Date;
use stopgate_markdown::{BlockId, BlockKind};
use stopgate_model::{SectionKind, Sourced};
use stopgate_source::{Edit, Span};

use super::{Draft, Unwritable, table_row, wording};
use crate::file::ColumnSpec;
use crate::lower::{Outline, Reader};

/// Who does it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Assignment {
    /// The person or team.
    pub owner: String,
    /// The last day.
    pub due: Option<Date>,
}

/// The edits that give the row or item at a byte its owner.
pub(crate) fn draft(
    reader: Reader<'_>,
    outline: &Outline,
    wanted: &Sourced<Assignment>,
) -> Result<Draft, Unwritable> {
    let assignment = &wanted.value;
    if wording::letters(&assignment.owner).is_empty() {
        return Err(Unwritable::SaysNothing);
    }
    if assignment.owner.chars().count() > wording::LONGEST {
        return Err(Unwritable::TooLong);
    }
    let at = wanted.origin.start();
    let holds = |id: &BlockId| {
        let block = reader.tree.block(*id);
        let is_entry = matches!(block.kind, BlockKind::Item(_) | BlockKind::Row(false));
        is_entry && block.span.holds(at)
    };
    let block = reader.tree.ids().filter(holds).last();
    let block = block.ok_or(Unwritable::NoOwner)?;
    let columns = columns(reader, outline, block);
    let edits = match reader.tree.block(block).kind {
        BlockKind::Row(_) => in_row(reader, block, columns, assignment),
        _ => in_item(reader, block, columns, assignment),
    };
    Draft::of(edits?, Vec::new()).ok_or(Unwritable::NotSafe)
}

/// The columns of the place: of its section, else of the tasks of phases.
fn columns<'f>(reader: Reader<'f>, outline: &Outline, block: BlockId) -> &'f [ColumnSpec] {
    let at = outline.at(reader.tree.block(block).span);
    let mut around = at.into_iter().flat_map(|at| outline.chain(at));
    let own = around.find_map(|at| reader.spec(outline, at));
    let of_tasks = reader.format.phases.as_ref();
    match own {
        Some(spec) if spec.kind != SectionKind::Tasks && !spec.columns.is_empty() => &spec.columns,
        _ => of_tasks.map_or(&[][..], |phases| &phases.columns),
    }
}

fn in_row(
    reader: Reader<'_>,
    row: BlockId,
    columns: &[ColumnSpec],
    assignment: &Assignment,
) -> Result<Vec<Edit>, Unwritable> {
    let tree = reader.tree;
    let table = tree.block(row).parent.ok_or(Unwritable::NoOwner)?;
    let header = tree.block(table).children.first().copied();
    let ids = header.map_or_else(Vec::new, |header| reader.column_ids(header, columns));
    let column = |wanted: &str| ids.iter().position(|id| id.as_deref() == Some(wanted));
    let owner = column("owner").ok_or(Unwritable::NoOwner)?;
    let mut values = vec![(owner, wording::cell(&assignment.owner))];
    if let Some(due) = assignment.due {
        values.push((column("due").ok_or(Unwritable::NoColumn)?, due.to_string()));
    }
    let edits = values
        .into_iter()
        .map(|(at, value)| table_row::set(reader, row, at, &value));
    edits
        .collect::<Option<Vec<Edit>>>()
        .ok_or(Unwritable::NoColumn)
}

/// Behind the text of an item that names nobody yet, with the keys of the format.
fn in_item(
    reader: Reader<'_>,
    item: BlockId,
    columns: &[ColumnSpec],
    assignment: &Assignment,
) -> Result<Vec<Edit>, Unwritable> {
    let tree = reader.tree;
    let title = |wanted: &str| {
        let column = columns.iter().find(|column| column.id == wanted)?;
        column.titles.first().map(String::as_str)
    };
    let mut children = tree.block(item).children.iter();
    let paragraph = children
        .find(|child| tree.block(**child).kind == BlockKind::Paragraph)
        .ok_or(Unwritable::NoOwner)?;
    let owner = title("owner").ok_or(Unwritable::NoOwner)?;
    let text = tree.prose(*paragraph).text().to_owned();
    if text.contains(&format!("{owner}:")) {
        return Err(Unwritable::HasOwner);
    }
    let mut added = format!(" — {owner}: {}", wording::inner(&assignment.owner));
    if let Some(due) = assignment.due {
        let due_title = title("due").ok_or(Unwritable::NoColumn)?;
        added.push_str(&format!(" — {due_title}: {due}"));
    }
    Ok(vec![Edit {
        span: Span::at(tree.block(*paragraph).span.end()),
        text: added,
    }])
}
