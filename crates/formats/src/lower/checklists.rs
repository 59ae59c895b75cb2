//! Checklists that say whether a plan is ready, and lists of goals and criteria.

use stopgate_markdown::{BlockId, BlockKind};
use stopgate_model::{ChecklistItem, SectionKind, Sourced};

use super::Reader;
use super::outline::Outline;
use crate::file::PointSpec;

/// Reads the items of checklists that have named points, the points matched by their words.
pub(crate) fn read(reader: Reader<'_>, outline: &Outline) -> Vec<ChecklistItem> {
    let mut items = Vec::new();
    for at in outline.with_kind(SectionKind::Checklist) {
        let points = reader
            .spec(outline, at)
            .map_or(&[][..], |spec| &spec.points);
        if points.is_empty() {
            continue;
        }
        for item in reader.items_below(outline, at) {
            let text = super::joined::collapsed(reader.joined(item).text());
            items.push(ChecklistItem {
                point: point(&text, points),
                text,
                mark: reader.mark(item),
                origin: reader.tree.block(item).span,
            });
        }
    }
    items
}

/// The point whose words come first in the text.
fn point(text: &str, points: &[PointSpec]) -> Option<String> {
    let lower = text.to_lowercase();
    let found = points.iter().filter_map(|point| {
        let ends = point.words.iter().map(|word| lower.find(word.as_str()));
        let at = ends.collect::<Option<Vec<usize>>>()?.into_iter().max()?;
        Some((at, point))
    });
    found
        .min_by_key(|(at, _)| *at)
        .map(|(_, point)| point.id.clone())
}

/// Reads goals and success criteria.
pub(crate) fn criteria(reader: Reader<'_>, outline: &Outline) -> Vec<Sourced<String>> {
    let sections = outline.with_kind(SectionKind::Criteria);
    let items = sections.flat_map(|at| reader.items_below(outline, at));
    items
        .map(|item| {
            let joined = reader.joined(item);
            joined.value(0..joined.text().len())
        })
        .collect()
}

impl Reader<'_> {
    /// The items of the lists inside a section, nested ones left inside their item.
    pub(crate) fn items_below(self, outline: &Outline, at: usize) -> Vec<BlockId> {
        let blocks = self.blocks_below(outline.places[at]);
        let lists = blocks
            .iter()
            .filter(|block| matches!(self.tree.block(**block).kind, BlockKind::List(_)));
        lists
            .flat_map(|list| self.tree.block(*list).children.clone())
            .collect()
    }
}
