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
    let source = tree.source();
    let (message, help) = if source.text().trim().is_empty() {
        (
            "The file is empty",
            "Begin a plan with `stopgate new FORMAT TITLE`",
        )
    } else if source.text().contains('\0') {
        (
            "This is no text but data of a program",
            "Name a Markdown file",
        )
    } else {
        (
            "No plan format recognises this document",
            "Name the format with --format (`stopgate formats` lists them), or begin with `stopgate new`",
        )
    };
    Finding {
        code: CODE,
        name: NAME,
        severity: Severity::Error,
        span: heading.map_or(Span::new(0, first.len()), |heading| {
            tree.block(heading).span
        }),
        message: message.to_owned(),
        help: help.to_owned(),
        requirements: vec!["F1".to_owned()],
        fix: None,
    }
}
