//! The finding for a document that no format claims.

use stopgate_markdown::Tree;
use stopgate_source::{Finding, Severity, Span};

/// Its code: reported here and not by a rule, because rules judge plans and this is none.
pub(crate) const CODE: &str = "STR004";
/// Its name.
pub(crate) const NAME: &str = "unknown-format";

/// Says that no format claims the document.
pub(crate) fn finding(tree: &Tree) -> Finding {
    let heading = tree.sections().iter().find_map(|section| section.heading);
    let first = tree.source().lines().span(1);
    Finding {
        code: CODE,
        name: NAME,
        severity: Severity::Error,
        span: heading.map_or(Span::new(0, first.len()), |heading| tree.block(heading).span),
        message: "No plan format recognises this document".to_owned(),
        help: "Name the format with --format (`stopgate formats` lists them), or begin with `stopgate new`".to_owned(),
        requirements: vec!["F1".to_owned()],
        fix: None,
    }
}
