//! User stories that stand in a code block, as some templates have them.

use stopgate_markdown::BlockKind;
use stopgate_model::Sourced;

use super::Reader;
use super::outline::Outline;

/// Reads the stories of the code blocks in the section of stories; an empty line ends a story.
pub(crate) fn read(reader: Reader<'_>, outline: &Outline) -> Vec<Sourced<String>> {
    let sections = outline.sections.iter().enumerate();
    let places = sections.filter(|(_, section)| section.id.as_deref() == Some("stories"));
    let blocks = places.flat_map(|(at, _)| reader.blocks_below(outline.places[at]));
    let code = blocks.filter(|block| matches!(reader.tree.block(*block).kind, BlockKind::Code(_)));
    code.flat_map(|block| {
        let joined = reader.joined(block);
        let text = joined.text();
        let mut start = 0;
        let pieces = text.split("\n\n").map(|piece| {
            let range = start..start + piece.len();
            start = range.end + 2;
            Sourced::new(piece.to_owned(), joined.origin(range))
        });
        let told = pieces.filter(|piece| !piece.value.trim().is_empty());
        told.collect::<Vec<_>>()
    })
    .collect()
}
