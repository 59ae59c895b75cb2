//! A lossless block tree over CommonMark and GFM.
//!
//! Reading never fails and never panics, for any bytes. Every range is exact in bytes of the
//! document as it was given. The tree says of each block whether a reader of the rendered page sees
//! it ([`Visibility`]) and whether every reading of the document agrees on it ([`Block::certain`]);
//! what a plan may run is decided from these two, above this crate.

mod tree;

mod block;

mod inline;

mod section;

mod prose;

mod comment;

mod front_matter;

mod shadow;

mod lines;

mod fences;

mod events;

mod nesting;

mod leaf;

mod code;

mod checkbox;

mod github_tables;

mod html;

mod elements;

mod hidden;

mod certainty;

mod stray_comment;

mod outline;

mod assembly;

pub use block::{Block, BlockId, BlockKind, Checkbox, CodeBlock, Concealment, Visibility};
pub use comment::Comment;
pub use front_matter::{FrontMatter, FrontMatterKind};
pub use inline::{Inline, InlineKind};
pub use prose::Prose;
pub use section::{Section, SectionId};
pub use tree::{Reading, Tree};
