//! `front-matter-unclosed`: metadata at the top of the document never ends.

use stopgate_expressions::pattern;
use stopgate_markdown::Tree;
use stopgate_source::{Pattern, Severity, Span};

use crate::{Check, Report, Rule};

pub(crate) const RULE: Rule = Rule {
    code: "FMT021",
    name: "front-matter-unclosed",
    summary: "The front matter is never closed",
    severity: Severity::Warning,
    requirements: &[],
    check: Check::Document(look),
};

/// A delimiter line, and right below it at least two lines `key: value` or `key = value`; one is enough where
/// its key is one of those that metadata is made of.
static OPENS: Pattern = pattern!(
    r"^\u{FEFF}?(?:---[ \t]*\r?\n(?:[\w][\w.-]*:(?:[ \t][^\n]*)?\r?(?:\n|$)(?:[ \t]+[^\n]*\n)*){2}",
    r"|---[ \t]*\r?\n(?:title|status|date|created|author|owner|version|ticket|tags|id|name|description):[ \t]+[^\n]*\n\s*(?:#|$)",
    r"|\+\+\+[ \t]*\r?\n(?:[\w][\w.-]*[ \t]*=[^\n]*\r?(?:\n|$)){2})",
);

fn look(tree: &Tree, report: &mut Report<'_>) {
    let text = tree.source().text();
    if tree.front_matter().is_none() && OPENS.is_match(text) {
        let start = text.find(['-', '+']).unwrap_or_default();
        let finding = report.find(
            Span::new(start, start + 3),
            "The front matter that begins here is never closed, so its lines are read as text",
            "Add the same line, --- or +++, behind the last key",
        );
        finding.ask(
            "Which line is the last of the front matter, since all behind it is read as text? For example: line 4",
        );
    }
}
