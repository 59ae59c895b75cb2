//! From the parser's events to blocks and pieces.

use std::ops::Range;
use std::panic::{AssertUnwindSafe, catch_unwind};

use pulldown_cmark::{BrokenLink, CodeBlockKind, CowStr, Event, Options, Parser, RefDefs, Tag};

use crate::github_tables::LateTable;
use crate::nesting::{Body, Nesting, WHITE};
use crate::{BlockId, BlockKind, CodeBlock, InlineKind, github_tables};

/// Reads `text` from byte `from` on.
///
/// A panic of the parser becomes a document of one paragraph that is not certain: what nobody has
/// read must not run, and must not end the program either.
pub(crate) fn read(text: &str, from: usize) -> Body {
    let read = || {
        Reader {
            nesting: Nesting::new(text),
        }
        .read(from)
    };
    catch_unwind(AssertUnwindSafe(read)).unwrap_or_else(|_| unread(text, from))
}

fn unread(text: &str, from: usize) -> Body {
    let mut nesting = Nesting::new(text);
    nesting.certain = false;
    nesting.open(BlockKind::Paragraph, from..text.len());
    nesting.close();
    nesting.body
}

/// GitHub's dialect, as far as it is about structure. Task lists are read by ourselves, and so is
/// metadata, which the parser takes anywhere in a document.
fn dialect() -> Options {
    Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH | Options::ENABLE_FOOTNOTES
}

struct Reader<'t> {
    nesting: Nesting<'t>,
}

impl Reader<'_> {
    fn read(mut self, from: usize) -> Body {
        let text = self.nesting.text;
        let source = text.get(from..).unwrap_or_default();
        let mut events = Parser::new_ext(source, dialect()).into_offset_iter();
        while let Some((event, range)) = events.next() {
            let closed = self.take(event, range.start + from..range.end + from);
            let Some(table) =
                closed.and_then(|id| github_tables::find(text, &self.nesting.body, id))
            else {
                continue;
            };
            match table {
                LateTable::At(split) => {
                    self.split(closed, &split, events.reference_definitions());
                }
                LateTable::InContainer => self.doubt(closed),
            }
        }
        self.nesting.body
    }

    /// Reads a paragraph again as what stands before a table, and the table.
    fn split(&mut self, block: Option<BlockId>, split: &[Range<usize>; 2], known: &RefDefs<'_>) {
        if let Some(block) = block {
            self.nesting.forget(block);
        }
        self.nesting.certain = false;
        for part in split {
            let source = self.nesting.text.get(part.clone()).unwrap_or_default();
            let resolve = |link: BrokenLink<'_>| {
                let found = known.get(&link.reference)?;
                Some((CowStr::from(found.dest.to_string()), CowStr::Borrowed("")))
            };
            let parser = Parser::new_with_broken_link_callback(source, dialect(), Some(resolve));
            for (event, range) in parser.into_offset_iter() {
                self.take(event, range.start + part.start..range.end + part.start);
            }
        }
        self.nesting.certain = true;
    }

    fn doubt(&mut self, block: Option<BlockId>) {
        if let Some(block) = block {
            self.nesting.body.blocks[block.index()].certain = false;
        }
    }

    /// Takes one event; returns the block that it closes, if it does.
    fn take(&mut self, event: Event<'_>, range: Range<usize>) -> Option<BlockId> {
        let nesting = &mut self.nesting;
        match event {
            Event::Start(tag) => self.start(tag, range),
            Event::End(tag) => return self.end(tag),
            Event::Text(_) if matches!(nesting.innermost(), Some(BlockKind::Code(_))) => {
                nesting.add_code_text(range);
            }
            Event::Text(_) if matches!(nesting.innermost(), Some(BlockKind::Html(_))) => {}
            Event::Text(text) => nesting.add_text(&text, range),
            Event::Code(_) => nesting.add_code(range),
            Event::Html(line) => {
                let length = line.trim_end_matches(WHITE).len();
                if length > 0 {
                    nesting.add_piece(InlineKind::Html, range.start..range.start + length);
                }
            }
            Event::InlineHtml(_) => nesting.add_piece(InlineKind::Html, range),
            Event::SoftBreak | Event::HardBreak => nesting.add_break(range),
            Event::FootnoteReference(_) => nesting.add_piece(InlineKind::FootnoteReference, range),
            Event::Rule => {
                nesting.open(BlockKind::Rule, range);
                nesting.close();
            }
            Event::TaskListMarker(_) | Event::InlineMath(_) | Event::DisplayMath(_) => {}
        }
        None
    }

    fn start(&mut self, tag: Tag<'_>, range: Range<usize>) {
        let nesting = &mut self.nesting;
        match tag {
            Tag::Emphasis => nesting.add_container(InlineKind::Emphasis, range),
            Tag::Strong => nesting.add_container(InlineKind::Strong, range),
            Tag::Strikethrough => nesting.add_container(InlineKind::Strikethrough, range),
            Tag::Link { dest_url, .. } => {
                nesting.add_container(InlineKind::Link(dest_url.into_string()), range);
            }
            Tag::Image { dest_url, .. } => {
                nesting.add_piece(InlineKind::Image(dest_url.into_string()), range);
                nesting.leaf.images += 1;
            }
            block => {
                if let Some(kind) = block_kind(block) {
                    nesting.open(kind, range);
                }
            }
        }
    }

    fn end(&mut self, tag: pulldown_cmark::TagEnd) -> Option<BlockId> {
        use pulldown_cmark::TagEnd;
        match tag {
            TagEnd::Emphasis | TagEnd::Strong | TagEnd::Strikethrough | TagEnd::Link => None,
            TagEnd::Image => {
                let leaf = &mut self.nesting.leaf;
                leaf.images = leaf.images.saturating_sub(1);
                None
            }
            _ => self.nesting.close(),
        }
    }
}

fn block_kind(tag: Tag<'_>) -> Option<BlockKind> {
    Some(match tag {
        Tag::Paragraph => BlockKind::Paragraph,
        Tag::Heading { level, .. } => BlockKind::Heading(level as u8),
        Tag::BlockQuote(_) => BlockKind::Quote,
        Tag::CodeBlock(kind) => BlockKind::Code(code_block(kind)),
        Tag::HtmlBlock => BlockKind::Html(false),
        Tag::List(first) => BlockKind::List(first),
        Tag::Item => BlockKind::Item(None),
        Tag::FootnoteDefinition(label) => BlockKind::Footnote(label.into_string()),
        Tag::Table(_) => BlockKind::Table,
        Tag::TableHead => BlockKind::Row(true),
        Tag::TableRow => BlockKind::Row(false),
        Tag::TableCell => BlockKind::Cell,
        _ => return None,
    })
}

fn code_block(kind: CodeBlockKind<'_>) -> CodeBlock {
    let info = match kind {
        CodeBlockKind::Indented => None,
        CodeBlockKind::Fenced(info) => Some(info.trim_matches([' ', '\t']).to_owned()),
    };
    CodeBlock {
        info,
        lines: Vec::new(),
        closed: false,
    }
}
