//! HTML comments of a document.

use stopgate_source::Span;

use crate::BlockId;
use crate::html::{self, Token};
use crate::nesting::{Body, index32};

/// An HTML comment, `<!-- … -->`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Comment {
    /// All of it; up to the end of its block where nothing closes it.
    pub span: Span,
    /// What stands between the marks.
    pub content: Span,
    /// The HTML block that it is, or the block in whose text it stands.
    pub block: BlockId,
}

/// Every comment, in order.
pub(crate) fn all(text: &str, body: &Body) -> Vec<Comment> {
    let mut comments = Vec::new();
    for index in 0..body.blocks.len() {
        let block = BlockId(index32(index));
        for (from, html) in html::of_block(text, body, index) {
            for token in html::tokens(&html) {
                if let Token::Comment { range, content, .. } = token {
                    let [span, content] = [range, content].map(|at| Span::from(at).shifted(from));
                    comments.push(Comment {
                        span,
                        content,
                        block,
                    });
                }
            }
        }
    }
    comments
}
