//! Blocks of code as a whole, whatever they are for.

use stopgate_markdown::BlockKind;
use stopgate_model::Listing;
use stopgate_source::Span;

use super::Reader;
use super::outline::Outline;

/// Reads the blocks of code of the document; those of the run record are left out.
pub(crate) fn read(reader: Reader<'_>, outline: &Outline) -> Vec<Listing> {
    let source = reader.tree.source();
    let mut listings = Vec::new();
    for id in reader.tree.ids() {
        let block = reader.tree.block(id);
        let BlockKind::Code(code) = &block.kind else {
            continue;
        };
        if outline.is_recorded(block.span) {
            continue;
        }
        let lines = code.lines.iter().map(|line| source.slice(*line).trim());
        let first = lines.clone().find(|line| !line.is_empty());
        let all = source.slice(block.span);
        let opening = all.lines().next().map_or(0, str::len);
        listings.push(Listing {
            language: code.language(),
            first: first.unwrap_or_default().to_owned(),
            lines: code.lines.len(),
            opening: Span::new(block.span.start(), block.span.start() + opening),
            origin: block.span,
        });
    }
    listings
}
