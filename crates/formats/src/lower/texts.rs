//! Every piece of text that a reader sees, for the rules about words.

use stopgate_markdown::{BlockId, BlockKind, Concealment, Inline, InlineKind};
use stopgate_model::{Text, TextPlace};
use stopgate_source::Span;

use super::Reader;
use super::outline::Outline;

/// Reads headings, paragraphs, items and cells; code blocks, raw HTML and the run record are left out.
pub(crate) fn read(reader: Reader<'_>, outline: &Outline) -> Vec<Text> {
    let leaf = |kind: &BlockKind| {
        matches!(
            kind,
            BlockKind::Heading(_) | BlockKind::Paragraph | BlockKind::Cell
        )
    };
    let leaves = reader
        .tree
        .ids()
        .filter(|id| leaf(&reader.tree.block(*id).kind));
    leaves
        .filter_map(|id| {
            let block = reader.tree.block(id);
            let prose = reader.tree.prose(id);
            if prose.text().trim().is_empty() || outline.is_recorded(block.span) {
                return None;
            }
            Some(Text {
                plain: without_code(prose.text()),
                lines: lines(&prose),
                breaks: prose.text().match_indices('\n').map(|(at, _)| at).collect(),
                origin: block.span,
                place: place(reader, id),
                visible: block
                    .concealment()
                    .is_none_or(|concealment| concealment == Concealment::Quote),
                section: outline.at(block.span),
                emphasised: is_emphasised(reader.tree.inlines(id), block.span),
                value: prose.text().to_owned(),
            })
        })
        .collect()
}

/// The text with blanks in place of inline code, byte for byte as long.
pub(crate) fn without_code(text: &str) -> String {
    if !text.contains('`') {
        return text.to_owned();
    }
    let mut inside = false;
    let mut plain = String::with_capacity(text.len());
    for c in text.chars() {
        inside ^= c == '`';
        match c {
            '`' => plain.push(' '),
            '\n' => plain.push('\n'),
            _ if inside => plain.extend(std::iter::repeat_n(' ', c.len_utf8())),
            _ => plain.push(c),
        }
    }
    plain
}

fn lines(prose: &stopgate_markdown::Prose) -> Vec<Span> {
    let mut at = 0;
    prose
        .text()
        .split('\n')
        .map(|line| {
            let range = at..at + line.len();
            at = range.end + 1;
            prose.origin(range)
        })
        .collect()
}

fn place(reader: Reader<'_>, id: BlockId) -> TextPlace {
    let block = reader.tree.block(id);
    let parent = block.parent.map(|parent| &reader.tree.block(parent).kind);
    match (&block.kind, parent) {
        (BlockKind::Heading(_), _) => TextPlace::Heading,
        (BlockKind::Cell, Some(BlockKind::Row(header))) => TextPlace::Cell(*header),
        (_, Some(BlockKind::Item(_))) => TextPlace::Item,
        (_, Some(BlockKind::Quote)) => TextPlace::Quote,
        _ => TextPlace::Paragraph,
    }
}

fn is_emphasised(inlines: &[Inline], span: Span) -> bool {
    let first = inlines.first();
    first.is_some_and(|inline| {
        matches!(inline.kind, InlineKind::Emphasis | InlineKind::Strong) && inline.span == span
    })
}
