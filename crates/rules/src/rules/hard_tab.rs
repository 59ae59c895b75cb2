//! `hard-tab`: tabs in the layout of lists and tables.

use stopgate_markdown::{Block, BlockKind};
use stopgate_source::{Edit, Severity, Span};

use crate::layout::{edit, set};
use crate::{Check, Laid, Report, Rule};

pub(crate) const RULE: Rule = Rule {
    code: "FMT016",
    name: "hard-tab",
    summary: "Tabs stand in a list or table",
    severity: Severity::Info,
    requirements: &[],
    check: Check::Layout(look),
};

/// Columns from one tab stop to the next (CommonMark 2.2).
const STOP: usize = 4;

fn look(laid: &Laid<'_>, report: &mut Report<'_>) {
    if !laid.tree.source().text().contains('\t') {
        return;
    }
    for &root in laid.tree.roots() {
        let block = laid.tree.block(root);
        let edits = edits(laid, block);
        let Some(first) = edits.first().map(|edit| edit.span) else {
            continue;
        };
        let thing = if block.kind == BlockKind::Table {
            "table"
        } else {
            "list"
        };
        let finding = report.find(
            first,
            format!("Tabs stand in this {thing}, so its nesting looks different in every program"),
            "Write blanks in their place",
        );
        if let Some(edits) = set(edits) {
            finding.fix_safely(edits);
        }
    }
}

fn edits(laid: &Laid<'_>, block: &Block) -> Vec<Edit> {
    let lines = laid.lines_in(block.span);
    match block.kind {
        BlockKind::List(_) => lines.flat_map(|line| expanded(laid, line)).collect(),
        BlockKind::Table => lines.flat_map(|line| replaced(laid, line)).collect(),
        _ => Vec::new(),
    }
}

/// Blanks up to the next stop for each tab in front of the text of a line, so that all columns stay.
fn expanded(laid: &Laid<'_>, line: Span) -> Vec<Edit> {
    let text = laid.tree.source().slice(line);
    if text.trim().is_empty() {
        return Vec::new();
    }
    let indent = text.len() - text.trim_start_matches([' ', '\t']).len();
    let begins = laid
        .leaf_in(line)
        .map(|leaf| leaf.span.start() - line.start());
    let end = begins.unwrap_or(indent).max(indent);
    let mut edits = Vec::new();
    let mut column = 0;
    for (at, character) in text[..end].char_indices() {
        let width = if character == '\t' {
            STOP - column % STOP
        } else {
            1
        };
        let place = Span::new(line.start() + at, line.start() + at + 1);
        if character == '\t' && laid.may_change(place) {
            edits.push(edit(place, " ".repeat(width)));
        }
        column += width;
    }
    edits
}

/// One blank for each tab of a table line.
fn replaced(laid: &Laid<'_>, line: Span) -> Vec<Edit> {
    let text = laid.tree.source().slice(line).trim_end();
    let tabs = text.match_indices('\t').map(|(at, _)| line.start() + at);
    let places = tabs.map(|at| Span::new(at, at + 1));
    places
        .filter(|place| laid.may_change(*place))
        .map(|place| edit(place, " "))
        .collect()
}
