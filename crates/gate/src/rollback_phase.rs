//! Which phase a step of the rollback undoes.

use stopgate_expressions::pattern;
use stopgate_markdown::{Block, BlockId, BlockKind, SectionId, Tree};
use stopgate_model::{Plan, Role};
use stopgate_source::{Pattern, Span};

use crate::step::Step;

/// A phase by its label; of several the first.
static NAMED: Pattern =
    pattern!(r"(?i)\b(?:phase|stage|milestone)s?\s+([0-9]+(?:\.[0-9]+)*[a-z]?|[a-z][0-9]*)\b");
/// The same at the start of a text, behind markup.
static LEADS: Pattern = pattern!(r"(?i)^[\s*_>#-]*(?:phase|stage|milestone)s?\s+[0-9a-z]");
static COLUMN: Pattern = pattern!(r"(?i)^\W*(?:phase|stage|milestone)s?\W*$");

/// The index of the phase that a step names in its own line, item, row, lead or heading.
///
/// Handles ``- Phase 3: `rm -f a` ``, ``| Phase 2 | `rm -f b` |`` and `### Phase 1` above the step.
pub(crate) fn of(tree: &Tree, plan: &Plan, step: &Step) -> Option<usize> {
    let by_title = |title: &String| {
        let is_it = |phase: &stopgate_model::Phase| phase.title.value == *title;
        plan.phases.iter().position(is_it)
    };
    let innermost = innermost(tree, step.span)?;
    step.phase.as_ref().and_then(by_title).or_else(|| {
        by_blocks(tree, plan, innermost, step.span)
            .or_else(|| by_headings(tree, plan, tree.block(innermost).section))
    })
}

/// The innermost block around a place.
fn innermost(tree: &Tree, span: Span) -> Option<BlockId> {
    let around = |among: &[BlockId]| {
        let started = |id: &BlockId| tree.block(*id).span.start() <= span.start();
        let last = *among.get(among.partition_point(started).checked_sub(1)?)?;
        tree.block(last).span.holds(span.start()).then_some(last)
    };
    let mut found = around(tree.roots())?;
    while let Some(inside) = around(&tree.block(found).children) {
        found = inside;
    }
    Some(found)
}

fn by_blocks(tree: &Tree, plan: &Plan, innermost: BlockId, span: Span) -> Option<usize> {
    let mut at = Some(innermost);
    while let Some(id) = at {
        let block = tree.block(id);
        let found = match &block.kind {
            BlockKind::Code(_) => named_in(plan, line(tree, span)).or_else(|| lead(tree, plan, id)),
            BlockKind::Paragraph => named_in(plan, tree.source().slice(block.span)),
            BlockKind::Row(false) => in_row(tree, plan, block, span),
            BlockKind::Item(_) => block.children.first().and_then(|first| {
                let first = tree.block(*first);
                let is_text = first.kind == BlockKind::Paragraph;
                named_in(plan, tree.source().slice(first.span)).filter(|_| is_text)
            }),
            _ => None,
        };
        if found.is_some() {
            return found;
        }
        at = block.parent;
    }
    None
}

/// The line of a place, its remark included.
fn line(tree: &Tree, span: Span) -> &str {
    let line = tree.source().line(span.start());
    tree.source().slice(tree.source().lines().span(line))
}

/// The paragraph in front of a block, where it begins with a phase: `**Phase 2:**`.
fn lead(tree: &Tree, plan: &Plan, id: BlockId) -> Option<usize> {
    let block = tree.block(id);
    let siblings = match block.parent {
        Some(parent) => &tree.block(parent).children,
        None => &tree.section(block.section).blocks,
    };
    let before = siblings
        .partition_point(|other| *other < id)
        .checked_sub(1)?;
    let before = tree.block(siblings[before]);
    let text = tree.source().slice(before.span);
    let leads = before.kind == BlockKind::Paragraph && LEADS.is_match(text);
    named_in(plan, text).filter(|_| leads)
}

/// A cell that names a phase, or one that holds a label below the heading `Phase`.
fn in_row(tree: &Tree, plan: &Plan, row: &Block, span: Span) -> Option<usize> {
    let text = |cell: &BlockId| tree.source().slice(tree.block(*cell).span).trim();
    let table = tree.block(row.parent?);
    let header = tree.block(*table.children.first()?);
    let mut columns = header.children.iter().zip(&row.children);
    let labelled = columns.find_map(|(title, cell)| {
        let label = text(cell).trim_matches(['*', '_', '`']);
        labelled(plan, label).filter(|_| COLUMN.is_match(text(title)))
    });
    let others = row
        .children
        .iter()
        .filter(|cell| !tree.block(**cell).span.contains(span));
    labelled.or_else(|| {
        others
            .into_iter()
            .find_map(|cell| named_in(plan, text(cell)))
    })
}

/// The headings above, up to the one of the rollback itself.
fn by_headings(tree: &Tree, plan: &Plan, section: SectionId) -> Option<usize> {
    let mut at = Some(section);
    while let Some(id) = at {
        let section = tree.section(id);
        let known = plan.section_at(Span::at(section.span.start()));
        if known
            .is_some_and(|known| known.role == Some(Role::Rollback) && known.level == section.level)
        {
            return None;
        }
        if let Some(found) = named_in(plan, &section.title) {
            return Some(found);
        }
        at = section.parent;
    }
    None
}

fn named_in(plan: &Plan, text: &str) -> Option<usize> {
    NAMED
        .captures_iter(text)
        .find_map(|found| labelled(plan, found.get(1)?.as_str()))
}

fn labelled(plan: &Plan, label: &str) -> Option<usize> {
    let label = label.to_lowercase();
    let is_it = |phase: &stopgate_model::Phase| phase.label.as_ref() == Some(&label);
    plan.phases.iter().position(is_it)
}
