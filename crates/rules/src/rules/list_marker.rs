//! `list-marker`: bullets of several kinds in one document.

use std::ops::Range;

use stopgate_markdown::{BlockId, BlockKind, Tree};
use stopgate_source::{Severity, Span};

use crate::layout::{edit, set};
use crate::{Check, Laid, Report, Rule};

pub(crate) const RULE: Rule = Rule {
    code: "FMT008",
    name: "list-marker",
    summary: "The bullets of the document are of several kinds",
    severity: Severity::Info,
    requirements: &[],
    check: Check::Layout(look),
};

const MARKERS: [&str; 3] = ["-", "*", "+"];

fn look(laid: &Laid<'_>, report: &mut Report<'_>) {
    let bullets: Vec<(Span, &str)> = bullets(laid).collect();
    let count = |marker: &str| bullets.iter().filter(|(_, found)| *found == marker).count();
    // Of several that occur as often, the last is the greatest, and the dash is to win.
    let usual = MARKERS.into_iter().rev().max_by_key(|marker| count(marker));
    let Some(usual) = usual else { return };
    let odd: Vec<Span> = bullets
        .iter()
        .filter(|(_, found)| *found != usual)
        .map(|(span, _)| *span)
        .collect();
    let Some(&first) = odd.first() else { return };
    let finding = report.find(
        first,
        format!(
            "Most bullets of this document are `{usual}`, and some are not, the first one here"
        ),
        format!("Write `{usual}` for all of them"),
    );
    if let Some(edits) = set(odd.into_iter().map(|span| edit(span, usual)).collect()) {
        finding.fix_safely(edits);
    }
}

/// The bullets that can be written otherwise without another list, item or line coming of it.
fn bullets<'l>(laid: &'l Laid<'_>) -> impl Iterator<Item = (Span, &'l str)> {
    let tree = laid.tree;
    let lists = tree
        .ids()
        .filter(|id| tree.block(*id).kind == BlockKind::List(None));
    let alone = lists.filter(|id| !has_neighbour(tree, *id));
    let items = alone.flat_map(|id| &tree.block(id).children);
    items.filter_map(move |item| {
        let block = tree.block(*item);
        let marker = Span::new(block.span.start(), block.span.start() + 1);
        let text = tree.source().slice(marker);
        let is_free = !block.children.is_empty() && laid.may_change(marker);
        (is_free && MARKERS.contains(&text) && !is_rule_like(tree, block.span))
            .then_some((marker, text))
    })
}

/// Two lists side by side are two because their markers differ.
fn has_neighbour(tree: &Tree, list: BlockId) -> bool {
    let siblings = match tree.block(list).parent {
        Some(parent) => &tree.block(parent).children[..],
        None => tree.roots(),
    };
    let at = siblings.partition_point(|id| *id < list);
    let around: Range<usize> = at.saturating_sub(1)..(at + 2).min(siblings.len());
    let is_list = |id: &BlockId| matches!(tree.block(*id).kind, BlockKind::List(None));
    siblings[around].iter().filter(|id| is_list(id)).count() > 1
}

/// `* - -` would be a line across the page with another marker.
fn is_rule_like(tree: &Tree, item: Span) -> bool {
    let line = tree.source().slice(item).lines().next().unwrap_or_default();
    let marks = line.chars().filter(|c| !c.is_whitespace());
    marks.clone().count() >= 2
        && marks
            .into_iter()
            .all(|c| matches!(c, '-' | '*' | '+' | '_'))
}
