//! Changes that move text and leave every byte of it as it was.

use stopgate_markdown::{BlockId, BlockKind, Tree};
use stopgate_source::{Source, Span};
use stopgate_tests::dice::Dice;

/// A changed text, and where its bytes came from.
pub(crate) struct Change {
    pub(crate) kind: &'static str,
    pub(crate) text: String,
    /// Pieces of the old text in their new order; none is inserted text of this length.
    pieces: Vec<(Option<Span>, usize)>,
}

impl std::fmt::Debug for Change {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} {:?}", self.kind, self.pieces)
    }
}

/// What is inserted: a sentence that no rule has anything to say about.
const INSERTED: &str = "The team reads this page together.\n\n";

impl Change {
    fn new(kind: &'static str, old: &str, parts: &[Option<Span>]) -> Self {
        let text: Vec<&str> = parts
            .iter()
            .map(|part| part.map_or(INSERTED, |span| &old[span.range()]))
            .collect();
        let pieces = parts
            .iter()
            .zip(&text)
            .map(|(part, text)| (*part, text.len()));
        Self {
            kind,
            pieces: pieces.collect(),
            text: text.concat(),
        }
    }

    /// Where a range begins now; none where it was torn apart.
    pub(crate) fn moved(&self, span: Span) -> Option<usize> {
        let mut at = 0;
        for (piece, length) in &self.pieces {
            if let Some(piece) = piece
                && piece.start() <= span.start()
                && (span.start() < piece.end() && span.end() <= piece.end())
            {
                return Some(at + span.start() - piece.start());
            }
            at += length;
        }
        None
    }
}

/// Changes a text by chance; none where there is nothing to change so.
pub(crate) fn changed(text: &str, dice: &mut Dice) -> Option<Change> {
    let tree = Tree::read(Source::new(text.as_bytes().to_vec()));
    match dice.below(3) {
        0 => inserted(text, &tree, dice),
        1 => sections_exchanged(text, &tree, dice),
        _ => rows_exchanged(text, &tree, dice),
    }
}

fn line_start(text: &str, at: usize) -> usize {
    text[..at].rfind('\n').map_or(0, |end| end + 1)
}

/// Before a block of the document that follows a blank line.
fn inserted(text: &str, tree: &Tree, dice: &mut Dice) -> Option<Change> {
    let starts: Vec<usize> = tree
        .roots()
        .iter()
        .map(|&root| line_start(text, tree.block(root).span.start()))
        .filter(|&at| text[..at].ends_with("\n\n"))
        .collect();
    if starts.is_empty() {
        return None;
    }
    let at = *dice.pick(&starts);
    let parts = [
        Some(Span::new(0, at)),
        None,
        Some(Span::new(at, text.len())),
    ];
    Some(Change::new("insert", text, &parts))
}

/// Two sections of one parent, one after the other, change places.
fn sections_exchanged(text: &str, tree: &Tree, dice: &mut Dice) -> Option<Change> {
    let pairs: Vec<(Span, Span)> = tree
        .sections()
        .iter()
        .flat_map(|section| section.children.windows(2))
        .map(|pair| (tree.section(pair[0]).span, tree.section(pair[1]).span))
        .filter(|(_, second)| text[second.range()].ends_with('\n'))
        .collect();
    exchanged("move", text, &pairs, dice)
}

/// Two rows of a table, or two items of a list, change places.
fn rows_exchanged(text: &str, tree: &Tree, dice: &mut Dice) -> Option<Change> {
    let mut pairs = Vec::new();
    for block in tree.blocks() {
        let is_list = matches!(block.kind, BlockKind::List(None));
        if !is_list && !matches!(block.kind, BlockKind::Table) {
            continue;
        }
        let lines = |id: &BlockId| {
            let span = tree.block(*id).span;
            let end = text[span.end()..]
                .find('\n')
                .map_or(text.len(), |at| span.end() + at + 1);
            Span::new(
                line_start(text, span.start()),
                if text[..span.end()].ends_with('\n') {
                    span.end()
                } else {
                    end
                },
            )
        };
        let head = usize::from(!is_list);
        let rows: Vec<Span> = block.children.iter().skip(head).map(lines).collect();
        let follows = |pair: &&[Span]| {
            pair[0].end() == pair[1].start() && text[pair[1].range()].ends_with('\n')
        };
        pairs.extend(
            rows.windows(2)
                .filter(follows)
                .map(|pair| (pair[0], pair[1])),
        );
    }
    exchanged("reorder", text, &pairs, dice)
}

fn exchanged(
    kind: &'static str,
    text: &str,
    pairs: &[(Span, Span)],
    dice: &mut Dice,
) -> Option<Change> {
    if pairs.is_empty() {
        return None;
    }
    let (first, second) = *dice.pick(pairs);
    let parts = [
        Some(Span::new(0, first.start())),
        Some(second),
        Some(Span::new(first.end(), second.start())),
        Some(first),
        Some(Span::new(second.end(), text.len())),
    ];
    Some(Change::new(kind, text, &parts))
}
