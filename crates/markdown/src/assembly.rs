//! The document, put together again from the pieces of its tree.

use crate::BlockId;
use crate::nesting::Body;

/// Walks the tree and copies what lies between blocks, and what stands in blocks without children.
/// A block that sticks out of its parent or into its sibling makes bytes appear twice.
pub(crate) fn assemble(bytes: &[u8], body: &Body) -> Vec<u8> {
    let mut text = Vec::with_capacity(bytes.len());
    let mut copy =
        |from: usize, to: usize| text.extend_from_slice(bytes.get(from..to).unwrap_or_default());
    let mut steps: Vec<Step<'_>> = vec![Step {
        at: 0,
        rest: body.roots.iter(),
        end: bytes.len(),
    }];
    while let Some(step) = steps.last_mut() {
        if let Some(child) = step.rest.next() {
            let block = &body.blocks[child.index()];
            copy(step.at, block.span.start());
            step.at = block.span.end();
            let (at, end) = (block.span.start(), block.span.end());
            steps.push(Step {
                at,
                rest: block.children.iter(),
                end,
            });
        } else {
            copy(step.at, step.end);
            steps.pop();
        }
    }
    text
}

/// A block on the way down: how far it is copied, what comes next in it, and where it ends.
struct Step<'b> {
    at: usize,
    rest: std::slice::Iter<'b, BlockId>,
    end: usize,
}
