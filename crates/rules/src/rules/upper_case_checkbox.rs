//! `upper-case-checkbox`: some ticks are `[X]` and not `[x]`.

use stopgate_markdown::BlockKind;
use stopgate_source::{Severity, Span};

use crate::layout::{edit, set};
use crate::{Check, Laid, Report, Rule};

pub(crate) const RULE: Rule = Rule {
    code: "FMT023",
    name: "upper-case-checkbox",
    summary: "A tick is written [X]",
    severity: Severity::Info,
    requirements: &[],
    check: Check::Layout(look),
};

fn look(laid: &Laid<'_>, report: &mut Report<'_>) {
    let mark = |kind: &BlockKind| match kind {
        BlockKind::Item(Some(checkbox)) if checkbox.mark == 'X' => Some(checkbox.span),
        _ => None,
    };
    let blocks = laid.tree.blocks().iter();
    let marks = blocks.filter_map(|block| mark(&block.kind));
    let marks = marks.map(|mark| Span::new(mark.start() + 1, mark.end() - 1));
    let marks: Vec<Span> = marks.filter(|mark| laid.may_change(*mark)).collect();
    let Some(&first) = marks.first() else { return };
    let finding = report.find(
        first,
        "Ticks are written [X] here, so searches for [x] miss them",
        "Write [x]",
    );
    if let Some(edits) = set(marks.into_iter().map(|mark| edit(mark, "x")).collect()) {
        finding.fix_safely(edits);
    }
}
