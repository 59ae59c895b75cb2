//! `heading-spacing`: no blank line around a heading, list, table or code block, or several.

use stopgate_markdown::{Block, BlockKind};
use stopgate_source::{Edit, EditSet, Severity, Span};

use crate::layout::edit;
use crate::{Check, Laid, Report, Rule};

pub(crate) const RULE: Rule = Rule {
    code: "FMT007",
    name: "heading-spacing",
    summary: "A heading, list, table or code block has no blank line around it, or several",
    severity: Severity::Info,
    requirements: &[],
    check: Check::Layout(look),
};

fn look(laid: &Laid<'_>, report: &mut Report<'_>) {
    for pair in laid.tree.roots().windows(2) {
        let [before, after] = [pair[0], pair[1]].map(|id| laid.tree.block(id));
        if let Some((message, change)) = judge(laid, before, after) {
            let line = laid.lines_in(Span::at(after.span.start())).next();
            let place = laid.tree.source().trim(line.unwrap_or(after.span));
            let finding = report.find(place, message, "Leave one blank line between the two");
            finding.fix_safely(EditSet::one(change));
        }
    }
}

/// What is wrong between two blocks, and the edit that leaves one blank line.
fn judge(laid: &Laid<'_>, before: &Block, after: &Block) -> Option<(String, Edit)> {
    let gap = Span::new(before.span.end(), after.span.start());
    let text = laid.tree.source().slice(gap);
    let is_blank = text
        .bytes()
        .all(|byte| matches!(byte, b' ' | b'\t' | b'\r' | b'\n'));
    let is_settled = |block: &Block| block.certain && !matches!(block.kind, BlockKind::Html(_));
    if !is_blank || !is_settled(before) || !is_settled(after) {
        return None;
    }
    // From behind the last line of the one to the first line of the other.
    let start = gap.start() + text.find('\n')? + 1;
    let end = gap.start() + text.rfind('\n')? + 1;
    let between = Span::new(start, end);
    let blank_lines = laid.tree.source().slice(between).matches('\n').count();
    let names = (name(&before.kind), name(&after.kind));
    let message = match (blank_lines, names) {
        (0, (Some(_), _) | (_, Some(_))) => format!(
            "No blank line stands between {} and {}, so some programs read them as one",
            names.0.unwrap_or("the text"),
            names.1.unwrap_or("the text")
        ),
        (2.., _) => "Several blank lines stand here where one is enough".to_owned(),
        _ => return None,
    };
    // The blank line goes in front of the code and not into it.
    let is_before_code = between.is_empty() && matches!(after.kind, BlockKind::Code(_));
    let is_free = is_before_code || laid.may_change(between);
    is_free.then(|| (message, edit(between, laid.ending())))
}

fn name(kind: &BlockKind) -> Option<&'static str> {
    match kind {
        BlockKind::Heading(_) => Some("the heading"),
        BlockKind::List(_) => Some("the list"),
        BlockKind::Code(_) => Some("the code block"),
        BlockKind::Table => Some("the table"),
        _ => None,
    }
}
