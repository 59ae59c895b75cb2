//! Output that is kept in a plan, block by block.

use stopgate_model::{Plan, Sourced};
use stopgate_source::{Source, Span};

/// The lines of one block of output.
pub(crate) type Block<'a> = &'a [Sourced<String>];

/// The blocks of output in living sections: lines that follow each other.
pub(crate) fn blocks<'a>(plan: &'a Plan, source: &'a Source) -> impl Iterator<Item = Block<'a>> {
    plan.outputs.chunk_by(move |line, next| {
        source.line(next.origin.start()) == source.line(line.origin.start()) + 1
    })
}

/// All of a block.
pub(crate) fn span(block: Block<'_>) -> Option<Span> {
    block.iter().map(|line| line.origin).reduce(Span::join)
}
