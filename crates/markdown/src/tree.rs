//! The tree: blocks, sections, front matter, and the two readings of a document.

use stopgate_source::{Source, Span};

use crate::{Block, BlockId, Inline, Prose, Section, SectionId};

/// A document, read.
#[derive(Clone, Debug)]
pub struct Tree {
    // private fields
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

/// Metadata before the first block.
#[derive(Clone, Debug, PartialEq)]
pub struct FrontMatter {
    /// Its language.
    pub kind: FrontMatterKind,
    /// All of it, both delimiter lines included.
    pub span: Span,
    /// What stands between the delimiter lines.
    pub content: Span,
}

/// Languages of front matter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FrontMatterKind {
    /// Between `---` lines.
    Yaml,
    /// Between `+++` lines.
    Toml,
}
/* API (to be implemented by the helper):
impl Tree {
    /// Reads any bytes; picks the reading a plan's author meant (recovered if there is one).
    pub fn read(source: Source) -> Tree
    /// Reads to the letter of CommonMark only (no recovery); every block certain.
    pub fn read_strict(source: Source) -> Tree
    pub fn reading(&self) -> Reading
    pub fn source(&self) -> &Source
    /// the document put together again from the pieces of the tree
    pub fn text(&self) -> Vec<u8>
    pub fn front_matter(&self) -> Option<&FrontMatter>
    pub fn blocks(&self) -> &[Block]
    pub fn block(&self, id: BlockId) -> &Block
    pub fn roots(&self) -> &[BlockId]
    pub fn sections(&self) -> &[Section]
    pub fn section(&self, id: SectionId) -> &Section
    pub fn inlines(&self, id: BlockId) -> &[Inline]   // of a leaf; empty for others
    pub fn prose(&self, id: BlockId) -> Prose         // of a leaf
    /// ids in document order: the block and everything under it
    pub fn descendants(&self, id: BlockId) -> impl Iterator<Item = BlockId>
    /// comments: every HTML comment of the document, block or inline, with its inner text span
    pub fn comments(&self) -> Vec<Comment{span, content: Span, block: BlockId}>
}
*/
