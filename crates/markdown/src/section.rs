//! The outline: headings and what stands under them.

use stopgate_source::Span;

use crate::BlockId;

/// Index of a section in [`crate::Tree::sections`]. Section 0 is what stands before the first
/// heading; it always exists.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SectionId(pub(crate) u32);

impl SectionId {
    /// Index into [`crate::Tree::sections`].
    pub fn index(self) -> usize {
        self.0 as usize
    }
}

/// A heading of the document itself (not one inside a list or quote) and what stands under it.
#[derive(Clone, Debug)]
pub struct Section {
    /// The heading; none for section 0.
    pub heading: Option<BlockId>,
    /// Level 1 to 6; 0 for section 0.
    pub level: u8,
    /// The heading as rendered text, without markup.
    pub title: String,
    /// From the heading to the next one of the same or a higher level.
    pub span: Span,
    /// From behind the heading to the next heading of any level.
    pub body: Span,
    /// The section it lies in.
    pub parent: Option<SectionId>,
    /// Sections one step below, in order.
    pub children: Vec<SectionId>,
    /// The blocks of the body at document level, in order, without the heading.
    pub blocks: Vec<BlockId>,
}
