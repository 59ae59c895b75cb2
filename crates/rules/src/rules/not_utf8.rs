//! `not-utf8`: the file holds bytes that are not UTF-8, or what is left of some.

use stopgate_markdown::Tree;
use stopgate_source::{Severity, Span};

use crate::{Check, Report, Rule};

pub(crate) const RULE: Rule = Rule {
    code: "FMT015",
    name: "not-utf8",
    summary: "The file holds bytes that are not UTF-8, or lost some on the way",
    severity: Severity::Error,
    requirements: &[],
    check: Check::Document(look),
};

/// What programs write in place of bytes that they could not read.
const REPLACEMENT: char = '\u{FFFD}';

fn look(tree: &Tree, report: &mut Report<'_>) {
    let source = tree.source();
    let invalid = source.invalid();
    if let Some(&first) = invalid.first() {
        let count = match invalid.iter().map(|run| run.len()).sum::<usize>() {
            1 => "1 byte of the file is".to_owned(),
            count => format!("{count} bytes of the file are"),
        };
        report.find(
            first,
            format!("{count} not UTF-8, the first one here, so programs disagree about the text"),
            "Save the file as UTF-8, or convert it from the encoding in which it was written",
        );
    } else if let Some(at) = source.text().find(REPLACEMENT) {
        report.find(
            Span::new(at, at + REPLACEMENT.len_utf8()),
            "U+FFFD stands here: bytes that were not UTF-8 were lost when the file was saved",
            "Write again what stood here, or fetch the file anew from where it is still whole",
        );
    }
}
