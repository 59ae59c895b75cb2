//! Code blocks and images: what a plan shows besides its text.

use stopgate_markdown::{Block, BlockId, BlockKind, Inline, InlineKind};
use stopgate_model::Figure;

use super::Reader;
use super::outline::Outline;

/// Reads them in document order. The run record is left out: Stopgate writes it.
pub(crate) fn read(reader: Reader<'_>, outline: &Outline) -> Vec<Figure> {
    let figure = |id: BlockId| {
        let block = reader.tree.block(id);
        let (language, lines) = shown(reader, id, block)?;
        let figure = Figure {
            language,
            lines,
            origin: block.span,
        };
        (!outline.is_recorded(block.span)).then_some(figure)
    };
    reader.tree.ids().filter_map(figure).collect()
}

fn shown(reader: Reader<'_>, id: BlockId, block: &Block) -> Option<(Option<String>, usize)> {
    if let BlockKind::Code(code) = &block.kind {
        let says = |line: &&stopgate_source::Span| {
            let line = reader.tree.source().slice(**line);
            !line.trim().is_empty()
        };
        return Some((code.language(), code.lines.iter().filter(says).count()));
    }
    let is_image = |inline: &Inline| matches!(inline.kind, InlineKind::Image(_));
    let has_image = reader.tree.inlines(id).iter().any(is_image);
    has_image.then_some((None, 0))
}
