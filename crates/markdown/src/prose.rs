//! Rendered text that remembers where each piece of it came from.

use std::ops::Range;

use stopgate_source::Span;

use crate::nesting::Body;
use crate::{BlockId, BlockKind, InlineKind};

/// The text of a heading, paragraph or cell as a reader sees it, with the way back to the bytes.
///
/// Emphasis marks, link targets, HTML and comments are gone; entities and escapes are resolved;
/// inline code keeps one back-tick on each side; a line ending is `\n`, without the prefix of the
/// next line. Key lines (`Rationale:`) are read from it whatever their markup.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Prose {
    text: String,
    pieces: Vec<Piece>,
    end: usize,
}

/// From `at` bytes of the text on, the text stands at `source` and runs in step with it.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Piece {
    at: usize,
    source: Span,
}

impl Prose {
    /// Appends `text`, which stands at `source`.
    pub fn push(&mut self, text: &str, source: Span) {
        self.pieces.push(Piece {
            at: self.text.len(),
            source,
        });
        self.text.push_str(text);
        self.end = source.end();
    }

    /// The text.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The bytes of the document that a range of the text stands for.
    pub fn origin(&self, range: Range<usize>) -> Span {
        Span::new(
            self.source_of(range.start, true),
            self.source_of(range.end, false),
        )
    }

    fn source_of(&self, at: usize, opens: bool) -> usize {
        let after = |piece: &Piece| if opens { piece.at <= at } else { piece.at < at };
        let index = self.pieces.partition_point(after);
        let Some(piece) = index
            .checked_sub(1)
            .and_then(|index| self.pieces.get(index))
        else {
            return self
                .pieces
                .first()
                .map_or(self.end, |piece| piece.source.start());
        };
        (piece.source.start() + (at - piece.at)).min(piece.source.end())
    }
}

/// The prose of a leaf.
pub(crate) fn of(text: &str, body: &Body, id: BlockId) -> Prose {
    let block = &body.blocks[id.index()];
    let mut prose = Prose {
        end: block.span.start(),
        ..Prose::default()
    };
    let slice = |span: Span| text.get(span.range()).unwrap_or_default();
    for piece in &body.inlines[block.inlines.start as usize..block.inlines.end as usize] {
        match piece.kind {
            InlineKind::Text(None) => prose.push(slice(piece.span), piece.span),
            InlineKind::Text(Some(character)) => {
                prose.push(character.encode_utf8(&mut [0; 4]), piece.span);
            }
            InlineKind::Code(content) => {
                let in_cell = block.kind == BlockKind::Cell;
                push_code(&mut prose, slice(content), piece.span, content, in_cell);
            }
            InlineKind::Break => prose.push("\n", piece.span),
            _ => {}
        }
    }
    prose
}

/// Inline code with one back-tick on each side; a line ending in it is a blank, without the prefix
/// of the next line, and in a table cell `\|` is `|`.
fn push_code(prose: &mut Prose, text: &str, around: Span, content: Span, in_cell: bool) {
    prose.push(
        "`",
        Span::new(content.start().saturating_sub(1), content.start()),
    );
    let padded = text.len() > 2 && text.starts_with(' ') && text.ends_with(' ');
    let padded = padded && !text.trim().is_empty();
    let trimmed = if padded {
        &text[1..text.len() - 1]
    } else {
        text
    };
    let mut at = content.start() + usize::from(padded);
    for (index, line) in trimmed.split_inclusive('\n').enumerate() {
        let body = if index == 0 {
            line
        } else {
            line.trim_start_matches([' ', '\t', '>'])
        };
        let start = at + line.len() - body.len();
        let code = body.trim_end_matches(['\r', '\n']);
        push_escaped(prose, code, start, in_cell);
        if code.len() < body.len() {
            prose.push(" ", Span::new(start + code.len(), at + line.len()));
        }
        at += line.len();
    }
    prose.push(
        "`",
        Span::new(content.end(), around.end().min(content.end() + 1)),
    );
}

fn push_escaped(prose: &mut Prose, code: &str, mut at: usize, in_cell: bool) {
    for part in code.split_inclusive("\\|") {
        match part.strip_suffix("\\|").filter(|_| in_cell) {
            Some(before) => {
                prose.push(before, Span::new(at, at + before.len()));
                prose.push("|", Span::new(at + before.len(), at + part.len()));
            }
            None => prose.push(part, Span::new(at, at + part.len())),
        }
        at += part.len();
    }
}
