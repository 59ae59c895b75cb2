//! Whether a result is read as the document was: the same blocks in the parts, the same code, seen and
//! certain as before.

use stopgate_markdown::{Block, BlockKind, Concealment, Tree, Visibility};
use stopgate_source::Span;

use super::arrangement::Arrangement;
use super::writing::Scene;

/// A block as far as a conversion leaves it alone.
#[derive(Debug, PartialEq)]
struct Seen<'a> {
    kind: std::mem::Discriminant<BlockKind>,
    visibility: Visibility,
    certain: bool,
    code: Option<(Option<&'a str>, bool, Vec<&'a str>)>,
}

impl<'a> Seen<'a> {
    fn of(tree: &'a Tree, block: &'a Block) -> Self {
        let code = match &block.kind {
            BlockKind::Code(code) => {
                let lines = code.lines.iter().map(|line| tree.source().slice(*line));
                Some((code.info.as_deref(), code.closed, lines.collect()))
            }
            _ => None,
        };
        Self {
            kind: std::mem::discriminant(&block.kind),
            visibility: block.visibility,
            certain: block.certain,
            code,
        }
    }
}

/// True where a result has the blocks of the document in the order of the arrangement.
pub(super) fn reads_as_before(scene: Scene<'_>, arrangement: &Arrangement, result: &Tree) -> bool {
    let tree = scene.reader.tree;
    let mut wanted: Vec<Seen<'_>> = Vec::new();
    for placed in &arrangement.placed {
        match scene.span(placed.part) {
            Some(span) => wanted.extend(inside(tree, span)),
            None => wanted.push(plain(&BlockKind::Heading(2), Visibility::Visible)),
        }
    }
    result.reading() == tree.reading() && inside(result, whole(result)).eq(wanted)
}

/// True where a document is another one with a comment at its end, whether all readers agree about the
/// comment or not: it only takes away.
pub(super) fn is_same_but_for_comment(body: &Tree, result: &Tree) -> bool {
    let comment = Visibility::Hidden(Concealment::Comment);
    let comment = plain(&BlockKind::Html(true), comment);
    let last = inside(result, whole(result)).last();
    let is_comment = last.is_some_and(|last| {
        comment
            == Seen {
                certain: true,
                ..last
            }
    });
    let before = inside(body, whole(body));
    let count = result.blocks().len().saturating_sub(1);
    let same = inside(result, whole(result)).take(count).eq(before);
    is_comment && same && result.reading() == body.reading()
}

fn whole(tree: &Tree) -> Span {
    Span::new(0, tree.source().bytes().len())
}

fn plain(kind: &BlockKind, visibility: Visibility) -> Seen<'static> {
    Seen {
        kind: std::mem::discriminant(kind),
        visibility,
        certain: true,
        code: None,
    }
}

fn inside(tree: &Tree, span: Span) -> impl Iterator<Item = Seen<'_>> {
    let blocks = tree.blocks();
    let before = |at: usize| blocks.partition_point(|block| block.span.start() < at);
    let inside = &blocks[before(span.start())..before(span.end())];
    inside.iter().map(|block| Seen::of(tree, block))
}
