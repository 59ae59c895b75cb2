//! `merge-conflict-marker`: both sides of a merge stand in the document.

use stopgate_markdown::{BlockKind, Tree};
use stopgate_source::{Severity, Span};

use crate::{Check, Report, Rule};

pub(crate) const RULE: Rule = Rule {
    code: "FMT017",
    name: "merge-conflict-marker",
    summary: "A merge conflict is left in the document",
    severity: Severity::Error,
    requirements: &[],
    check: Check::Document(look),
};

fn look(tree: &Tree, report: &mut Report<'_>) {
    for conflict in conflicts(tree) {
        let finding = report.find(
            conflict,
            "A merge conflict is left here, so the plan says two things at once",
            "Keep the side that holds, and remove the marker lines",
        );
        finding.ask(
            "Which side of this conflict holds, the first, the second or both, since the plan says two things? \
             For example: the second",
        );
    }
}

/// The first line of each conflict; a marker that was forgotten when one was resolved stands for it.
fn conflicts(tree: &Tree) -> Vec<Span> {
    let mut found = Vec::new();
    let mut opening = None;
    for (line, text) in lines_outside_code(tree) {
        if is_marker(text, "<<<<<<<") {
            found.extend(opening.replace(line));
        } else if is_marker(text, ">>>>>>>") {
            found.push(opening.take().unwrap_or(line));
        }
    }
    found.extend(opening);
    found
}

fn is_marker(line: &str, marker: &str) -> bool {
    line.strip_prefix(marker)
        .is_some_and(|rest| rest.is_empty() || rest.starts_with(' '))
}

fn lines_outside_code(tree: &Tree) -> impl Iterator<Item = (Span, &str)> {
    let source = tree.source();
    let is_code = |kind: &BlockKind| matches!(kind, BlockKind::Code(_));
    let blocks = tree
        .blocks()
        .iter()
        .filter(move |block| is_code(&block.kind));
    let code: Vec<Span> = blocks.map(|block| block.span).collect();
    (1..=source.lines().count())
        .map(move |number| source.trim(source.lines().span(number)))
        .filter(move |line| {
            let after = code.partition_point(|block| block.start() <= line.start());
            !after
                .checked_sub(1)
                .is_some_and(|index| code[index].holds(line.start()))
        })
        .map(move |line| (line, source.slice(line)))
}
