//! What a person can name in a plan: boxes, questions, and whatever can have an owner, each with a number, an
//! id where it has one, and its text.

use stopgate_markdown::{BlockId, BlockKind, Tree};
use stopgate_model::Plan;
use stopgate_source::Span;

use super::checkbox;
use crate::Format;
use crate::lower::{Reader, collapsed, lower, read_outline};

/// What is looked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ItemKind {
    /// Items with a check-box, in plain sight, outside of the run record.
    Box,
    /// Open questions, and gaps of a spec.
    Question,
    /// Action items, tasks, risks, questions and gaps.
    Owned,
}

/// Something that can be named.
#[derive(Clone, Debug, PartialEq)]
pub struct NamedItem {
    /// Its number among those of its kind, from 1.
    pub number: usize,
    /// Its id, where it begins with one (`FR1`, `T012`, `2.3`).
    pub id: Option<String>,
    /// Its text, white space collapsed.
    pub text: String,
    /// Whether its box is ticked; none where it has none.
    pub ticked: Option<bool>,
    /// Its item, row or paragraph.
    pub origin: Span,
}

/// Why a name does not lead to one item.
#[derive(Clone, Debug, PartialEq)]
pub struct NotOne {
    /// Those that the name fits; all where it fits none.
    pub candidates: Vec<NamedItem>,
    /// True where it fits several.
    pub several: bool,
}

/// Everything of a kind that can be named, in document order.
pub fn named_items(tree: &Tree, format: &Format, kind: ItemKind) -> Vec<NamedItem> {
    let reader = Reader { tree, format };
    let mut origins = match kind {
        ItemKind::Box => boxes(reader),
        ItemKind::Question => questions(&lower(tree, format, 1.0)),
        ItemKind::Owned => owned(&lower(tree, format, 1.0)),
    };
    origins.sort();
    origins.dedup();
    let item = |(at, origin): (usize, Span)| {
        let block = block_of(reader, origin)?;
        let text = collapsed(reader.joined_without_lists(block).text());
        let ticked = checkbox::of_kind(&tree.block(block).kind);
        Some(NamedItem {
            number: at + 1,
            id: id(&text),
            ticked: ticked.map(|checkbox| checkbox.is_ticked()),
            text,
            origin,
        })
    };
    origins.into_iter().enumerate().filter_map(item).collect()
}

/// The one item that is named by its number, its id, its text, or a part of its text that no other has.
///
/// # Errors
/// When the name fits none of them, or several.
pub fn named<'i>(items: &'i [NamedItem], name: &str) -> Result<&'i NamedItem, NotOne> {
    let wanted = collapsed(name).to_lowercase();
    let number = wanted.parse::<usize>().ok();
    let by_id = |item: &&NamedItem| {
        item.id
            .as_ref()
            .is_some_and(|id| id.to_lowercase() == wanted)
    };
    let whole = |item: &&NamedItem| item.text.to_lowercase() == wanted;
    let part = |item: &&NamedItem| !wanted.is_empty() && item.text.to_lowercase().contains(&wanted);
    let by_number = |item: &&NamedItem| number == Some(item.number);
    let ways: [&dyn Fn(&&NamedItem) -> bool; 4] = [&by_number, &by_id, &whole, &part];
    for way in ways {
        let found: Vec<&NamedItem> = items.iter().filter(|item| way(item)).collect();
        match found[..] {
            [] => {}
            [one] => return Ok(one),
            _ => {
                return Err(NotOne {
                    candidates: found.into_iter().cloned().collect(),
                    several: true,
                });
            }
        }
    }
    Err(NotOne {
        candidates: items.to_vec(),
        several: false,
    })
}

fn boxes(reader: Reader<'_>) -> Vec<Span> {
    let outline = read_outline(reader);
    let blocks = reader.tree.blocks().iter();
    let seen = blocks.filter(|block| {
        let is_box = matches!(block.kind, BlockKind::Item(Some(_)));
        is_box && block.concealment().is_none() && !outline.is_recorded(block.span)
    });
    seen.map(|block| block.span).collect()
}

fn questions(plan: &Plan) -> Vec<Span> {
    let asked = plan.questions.iter().map(|question| question.origin);
    asked
        .chain(plan.gaps.iter().map(|gap| gap.origin))
        .collect()
}

fn owned(plan: &Plan) -> Vec<Span> {
    let actions = plan.actions.iter().map(|action| action.origin);
    let tasks = plan.tasks().map(|task| task.origin);
    let risks = plan.risks.iter().map(|risk| risk.origin);
    let components = plan.components.iter().map(|component| component.origin);
    let owned = actions.chain(tasks).chain(risks).chain(components);
    owned.chain(questions(plan)).collect()
}

fn block_of(reader: Reader<'_>, origin: Span) -> Option<BlockId> {
    let is_entry = |id: &BlockId| {
        let block = reader.tree.block(*id);
        let kind = matches!(
            block.kind,
            BlockKind::Item(_) | BlockKind::Row(_) | BlockKind::Paragraph | BlockKind::Heading(_)
        );
        kind && block.span == origin
    };
    reader.tree.ids().find(is_entry)
}

/// The first word where it is an id: letters and digits, or numbers with dots.
fn id(text: &str) -> Option<String> {
    let word = text.split([' ', ':', '|']).next().unwrap_or_default();
    let word = word.trim_matches(['*', '.', '(', ')', '[', ']']);
    let has_digit = word.contains(|c: char| c.is_ascii_digit());
    let plain = word
        .chars()
        .all(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '-'));
    let is_short = word.len() <= 12 && !word.is_empty();
    let dated = word.len() == 10 && word.matches('-').count() == 2;
    (has_digit && plain && is_short && !dated).then(|| word.to_owned())
}
