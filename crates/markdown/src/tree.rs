//! The tree: blocks, sections, front matter, and the two readings of a document.

use stopgate_source::{Source, Span};

use crate::fences::{self, Recovery};
use crate::front_matter::{self, FrontMatter};
use crate::nesting::Body;
use crate::{Block, BlockId, BlockKind, Comment, Inline, Prose, Section, SectionId};
use crate::{assembly, certainty, comment, events, hidden, outline, prose, shadow, stray_comment};

/// A document, read.
#[derive(Clone, Debug)]
pub struct Tree {
    source: Source,
    front_matter: Option<FrontMatter>,
    body: Body,
    sections: Vec<Section>,
    reading: Reading,
}

/// How the blocks of a tree were found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reading {
    /// CommonMark to the letter.
    Strict,
    /// One fence around the whole document was taken away; its bytes, from first to last.
    Unwrapped(Span),
    /// A fence that its own content closes too early was taken as its author meant it; the bytes
    /// of the opening fence line.
    Renested(Span),
}

impl Tree {
    /// Reads any bytes as the author of a plan meant them: recovered where fences went wrong.
    pub fn read(source: Source) -> Self {
        let shadow = shadow::of(source.text());
        let strict = Draft::strict(&shadow.text, &shadow.too_deep);
        let draft = Draft::unwrapped(&strict, &shadow.text)
            .or_else(|| Draft::renested(&strict, &shadow.text, &shadow.too_deep))
            .unwrap_or(strict);
        drop(shadow);
        draft.finish(source)
    }

    /// Reads any bytes to the letter of CommonMark.
    pub fn read_strict(source: Source) -> Self {
        let shadow = shadow::of(source.text());
        let draft = Draft::strict(&shadow.text, &shadow.too_deep);
        drop(shadow);
        draft.finish(source)
    }

    /// How the blocks were found.
    pub fn reading(&self) -> Reading {
        self.reading
    }

    /// The document.
    pub fn source(&self) -> &Source {
        &self.source
    }

    /// The bytes of the document, put together again from the pieces of the tree.
    pub fn text(&self) -> Vec<u8> {
        assembly::assemble(self.source.bytes(), &self.body)
    }

    /// The metadata before the first block.
    pub fn front_matter(&self) -> Option<&FrontMatter> {
        self.front_matter.as_ref()
    }

    /// All blocks, in document order; a block comes before its children.
    pub fn blocks(&self) -> &[Block] {
        &self.body.blocks
    }

    /// The ids of all blocks, in document order.
    pub fn ids(&self) -> impl Iterator<Item = BlockId> + use<> {
        (0..u32::try_from(self.blocks().len()).unwrap_or(u32::MAX)).map(BlockId)
    }

    /// One block.
    pub fn block(&self, id: BlockId) -> &Block {
        &self.body.blocks[id.index()]
    }

    /// The blocks of the document itself, in order.
    pub fn roots(&self) -> &[BlockId] {
        &self.body.roots
    }

    /// All sections, in document order; section 0 is what stands before the first heading.
    pub fn sections(&self) -> &[Section] {
        &self.sections
    }

    /// One section.
    pub fn section(&self, id: SectionId) -> &Section {
        &self.sections[id.index()]
    }

    /// The pieces of a heading, paragraph or cell, and the lines of an HTML block; none for others.
    pub fn inlines(&self, id: BlockId) -> &[Inline] {
        let range = &self.block(id).inlines;
        &self.body.inlines[range.start as usize..range.end as usize]
    }

    /// The text of a heading, paragraph or cell as a reader sees it; empty for others.
    pub fn prose(&self, id: BlockId) -> Prose {
        prose::of(self.source.text(), &self.body, id)
    }

    /// A block and everything in it, in document order.
    pub fn descendants(&self, id: BlockId) -> impl Iterator<Item = BlockId> {
        let inside = move |block: &Block| block.parent.is_some_and(|parent| parent >= id);
        let below = self.body.blocks.get(id.index() + 1..).unwrap_or_default();
        let count = below.iter().take_while(|block| inside(block)).count();
        (id.0..).map(BlockId).take(count + 1)
    }

    /// Every HTML comment, in document order.
    pub fn comments(&self) -> Vec<Comment> {
        comment::all(self.source.text(), &self.body)
    }
}

/// A reading under consideration.
struct Draft {
    front_matter: Option<FrontMatter>,
    from: usize,
    body: Body,
    reading: Reading,
}

impl Draft {
    fn strict(text: &str, too_deep: &[usize]) -> Self {
        let from = if text.starts_with('\u{feff}') {
            '\u{feff}'.len_utf8()
        } else {
            0
        };
        let mut draft = Self::of(text, from, Reading::Strict);
        certainty::doubt_around(&mut draft.body, too_deep);
        draft
    }

    fn of(text: &str, from: usize, reading: Reading) -> Self {
        let front_matter = front_matter::split(text, from);
        let from = front_matter.as_ref().map_or(from, |front| front.span.end());
        let body = Self::body(text, from);
        Self {
            front_matter,
            from,
            body,
            reading,
        }
    }

    fn body(text: &str, from: usize) -> Body {
        let mut body = events::read(text, from);
        hidden::conceal(text, &mut body);
        if certainty::has_odd_blanks(text, &body) {
            certainty::doubt_all(&mut body);
        }
        body
    }

    fn unwrapped(strict: &Self, text: &str) -> Option<Self> {
        let Recovery { text, span, from } = fences::unwrap(text, strict.from)?;
        let mut draft = Self::of(&text, from, Reading::Unwrapped(span));
        let has_heading = draft
            .root_kinds()
            .any(|kind| matches!(kind, BlockKind::Heading(_)));
        if !has_heading || !draft.fences_close() {
            return None;
        }
        certainty::doubt_all(&mut draft.body);
        Some(draft)
    }

    fn renested(strict: &Self, text: &str, too_deep: &[usize]) -> Option<Self> {
        if !strict.root_kinds().any(is_markdown_fence) {
            return None;
        }
        let Recovery { text, span, from } = fences::renest(text, strict.from)?;
        let mut body = Self::body(&text, from);
        certainty::doubt_around(&mut body, too_deep);
        certainty::keep_agreed(&mut body, &strict.body);
        let front_matter = strict.front_matter.clone();
        Some(Self {
            front_matter,
            from,
            body,
            reading: Reading::Renested(span),
        })
    }

    fn root_kinds(&self) -> impl Iterator<Item = &BlockKind> {
        self.body
            .roots
            .iter()
            .map(|root| &self.body.blocks[root.index()].kind)
    }

    fn fences_close(&self) -> bool {
        let open = |block: &Block| matches!(&block.kind, BlockKind::Code(code) if !code.closed);
        !self.body.blocks.iter().any(open)
    }

    fn finish(mut self, source: Source) -> Tree {
        if source.text().contains("<!--") {
            let comments = comment::all(source.text(), &self.body);
            stray_comment::doubt_behind(source.text(), &mut self.body, &comments);
        }
        let sections = outline::sections(source.text(), &mut self.body, self.from);
        let Self {
            front_matter,
            body,
            reading,
            ..
        } = self;
        Tree {
            source,
            front_matter,
            body,
            sections,
            reading,
        }
    }
}

fn is_markdown_fence(kind: &BlockKind) -> bool {
    let BlockKind::Code(code) = kind else {
        return false;
    };
    matches!(code.language().as_deref(), Some("md" | "markdown"))
}
