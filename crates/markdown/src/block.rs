//! The blocks of a document.

use std::ops::Range;

use stopgate_source::Span;

use crate::SectionId;

/// Index of a block in [`crate::Tree::blocks`], in document order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct BlockId(pub(crate) u32);

impl BlockId {
    /// Index into [`crate::Tree::blocks`].
    pub fn index(self) -> usize {
        self.0 as usize
    }
}

/// One block with its place in the tree.
///
/// Children lie inside the span of their parent, in order, and do not overlap.
#[derive(Clone, Debug)]
pub struct Block {
    /// What it is.
    pub kind: BlockKind,
    /// Its bytes without surrounding blank lines and without the final line ending.
    pub span: Span,
    /// The block it lies in; none for blocks of the document itself.
    pub parent: Option<BlockId>,
    /// The blocks in it, in order.
    pub children: Vec<BlockId>,
    /// Whether it is seen on the rendered page.
    pub visibility: Visibility,
    /// False where two readings of the document differ about this block.
    pub certain: bool,
    /// The section it stands in.
    pub section: SectionId,
    pub(crate) inlines: Range<u32>,
}

impl Block {
    /// Why it is not in plain sight, if it is not.
    pub fn concealment(&self) -> Option<Concealment> {
        match self.visibility {
            Visibility::Visible => None,
            Visibility::Hidden(why) => Some(why),
        }
    }
}

/// Kinds of blocks. Text stands only in headings, paragraphs and cells: a tight list item gets a
/// paragraph of its own.
#[derive(Clone, Debug, PartialEq)]
pub enum BlockKind {
    /// `# Title` or setext; level 1 to 6.
    Heading(u8),
    /// Running text.
    Paragraph,
    /// A list; the number of its first item where it is ordered.
    List(Option<u64>),
    /// A list item, with its check-box where it has one.
    Item(Option<Checkbox>),
    /// A block quote.
    Quote,
    /// A fenced or indented code block.
    Code(CodeBlock),
    /// A table; its children are rows.
    Table,
    /// A table row; true for the header row. Its children are cells.
    Row(bool),
    /// A table cell. A cell that the row lacks is empty and lies at the end of the row.
    Cell,
    /// Raw HTML; true when it is nothing but comments.
    Html(bool),
    /// A thematic break.
    Rule,
    /// A footnote definition with its label.
    Footnote(String),
}

/// The check-box of a list item: `[ ]`, `[x]`, `[X]`, `[~]`, `[-]`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Checkbox {
    /// The character between the brackets.
    pub mark: char,
    /// Its three bytes, `[x]`.
    pub span: Span,
}

impl Checkbox {
    /// `[x]` or `[X]`.
    pub fn is_ticked(self) -> bool {
        matches!(self.mark, 'x' | 'X')
    }

    /// `[ ]`.
    pub fn is_open(self) -> bool {
        self.mark == ' '
    }
}

/// A code block.
#[derive(Clone, Debug, PartialEq)]
pub struct CodeBlock {
    /// The info string of a fence, trimmed (`sh {#id cwd=db}`); none for indented code.
    pub info: Option<String>,
    /// The lines of content, without container prefixes, indentation of the block and line endings.
    pub lines: Vec<Span>,
    /// False for a fence that nothing closes.
    pub closed: bool,
}

impl CodeBlock {
    /// The first word of the info string, in lower case: the language.
    pub fn language(&self) -> Option<String> {
        let info = self.info.as_deref()?;
        let word = info
            .split(|c: char| c.is_whitespace() || c == '{' || c == ',')
            .next()?;
        (!word.is_empty()).then(|| word.to_lowercase())
    }
}

/// Whether a reader of the rendered page sees a block in its normal flow.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Visibility {
    /// In plain sight.
    Visible,
    /// Not, or not as the author's own words.
    Hidden(Concealment),
}

/// Why a block is not in plain sight.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Concealment {
    /// Inside `<!-- … -->`.
    Comment,
    /// Inside a raw HTML element, or after one that nothing closes.
    RawHtml,
    /// Inside `<details>`.
    Details,
    /// Inside a block quote.
    Quote,
    /// Inside a footnote definition.
    Footnote,
}

impl Concealment {
    /// How a message names it: "it stands in …".
    pub fn describe(self) -> &'static str {
        match self {
            Self::Comment => "an HTML comment",
            Self::RawHtml => "raw HTML",
            Self::Details => "a collapsed <details> block",
            Self::Quote => "a block quote",
            Self::Footnote => "a footnote",
        }
    }
}
