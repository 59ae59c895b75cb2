//! `table-in-fence`: a table stands in a code block without a language.

use stopgate_expressions::pattern;
use stopgate_markdown::{Block, BlockKind, Tree, Visibility};
use stopgate_source::{Pattern, Severity, Span};

use crate::layout::table::bars;
use crate::{Check, Report, Rule};

pub(crate) const RULE: Rule = Rule {
    code: "FMT018",
    name: "table-in-fence",
    summary: "A table stands in a code block, so nothing reads its rows",
    severity: Severity::Info,
    requirements: &[],
    check: Check::Document(look),
};

/// The line between the header and the rows of a table.
static DELIMITER: Pattern = pattern!(r"^\s*\|?\s*:?-{3,}:?\s*(?:\|\s*:?-{3,}:?\s*)+\|?\s*$");

fn look(tree: &Tree, report: &mut Report<'_>) {
    for header in tree.blocks().iter().filter_map(|block| header(tree, block)) {
        report.find(
            tree.source().trim(header),
            "This table stands in a code block, so its rows are neither read nor checked",
            "Take the fence away; a table that is an example stays, with `markdown` behind the fence",
        );
    }
}

/// The first line of a table with at least one row, in a fence that names no language.
fn header(tree: &Tree, block: &Block) -> Option<Span> {
    let BlockKind::Code(code) = &block.kind else {
        return None;
    };
    let is_seen = block.certain && block.visibility == Visibility::Visible;
    if !is_seen || code.info.as_deref() != Some("") {
        return None;
    }
    let text = |line: &Span| tree.source().slice(*line);
    let columns = |line: &Span| bars(text(line)).len();
    let mut tables = code.lines.windows(3).filter(|lines| {
        DELIMITER.is_match(text(&lines[1]))
            && columns(&lines[0]) == columns(&lines[1])
            && columns(&lines[2]) == columns(&lines[1])
    });
    tables.next().map(|lines| lines[0])
}
