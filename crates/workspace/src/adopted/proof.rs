//! The proof that a document with attributes in it is the plan that it was, but for these.

use stopgate_gate::Step;
use stopgate_markdown::{Block, BlockId, BlockKind, Reading, Tree};

use super::draft::Draft;

/// Whether the code of blocks that change stays what it is, or only what they say behind their language.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Code {
    /// No line of code changes.
    Untouched,
    /// Lines of the blocks that change may.
    Commented,
}

/// True where all blocks are still there, seen and certain as before, with the same code in them.
pub(crate) fn reads_as_before(
    (before, after): (&Tree, &Tree),
    changed: &[BlockId],
    code: Code,
) -> bool {
    let same_reading = same(&before.reading(), &after.reading());
    let (old, new) = (before.blocks(), after.blocks());
    let code_of = |at: usize| {
        let is_changed = changed.iter().any(|id| id.index() == at);
        is_changed.then_some(code)
    };
    let mut pairs = old.iter().zip(new).enumerate();
    same_reading
        && old.len() == new.len()
        && pairs.all(|(at, pair)| is_same((before, pair.0), (after, pair.1), code_of(at)))
}

fn same(before: &Reading, after: &Reading) -> bool {
    std::mem::discriminant(before) == std::mem::discriminant(after)
}

fn is_same(
    (before, old): (&Tree, &Block),
    (after, new): (&Tree, &Block),
    changed: Option<Code>,
) -> bool {
    let alike = std::mem::discriminant(&old.kind) == std::mem::discriminant(&new.kind)
        && old.visibility == new.visibility
        && old.certain == new.certain
        && old.parent == new.parent;
    let code = match (&old.kind, &new.kind) {
        (BlockKind::Code(old), BlockKind::Code(new)) => {
            let lines = |tree: &'_ Tree, lines: &[stopgate_source::Span]| {
                let line = |line: &stopgate_source::Span| {
                    let text = tree.source().slice(*line);
                    // How many blanks a blank line has is lost with the indentation of a block.
                    if text.trim().is_empty() {
                        String::new()
                    } else {
                        text.to_owned()
                    }
                };
                lines.iter().map(line).collect::<Vec<_>>()
            };
            (changed == Some(Code::Untouched) || old.info == new.info)
                && new.closed == old.closed
                && (changed == Some(Code::Commented)
                    || lines(before, &old.lines) == lines(after, &new.lines))
        }
        _ => {
            let text = before.source().slice(old.span) == after.source().slice(new.span);
            text || !old.children.is_empty()
        }
    };
    alike && code
}

/// True where every step is what it was, with what its block was given and nothing more.
pub(super) fn are_steps_as_proposed(before: &[Step], after: &[Step], drafts: &[&Draft]) -> bool {
    let is_as_proposed = |(before, after): (&Step, &Step)| {
        let mut wanted = before.clone();
        wanted.span = after.span;
        if let Some(draft) = drafts.iter().find(|draft| draft.holds(before)) {
            let attributes = &draft.attributes;
            let contract = &mut wanted.contract;
            contract.name = attributes.name.clone().or(contract.name.take());
            contract.effect = attributes.effect.unwrap_or(contract.effect);
            wanted.timeout = attributes.timeout.or(wanted.timeout);
            let directory = attributes.directory.as_ref();
            if directory.is_some_and(|path| before.directory.as_ref() != Some(path)) {
                return false;
            }
        }
        wanted == *after
    };
    before.len() == after.len() && before.iter().zip(after).all(is_as_proposed)
}
