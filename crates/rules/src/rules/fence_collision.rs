//! `fence-collision`: a fence inside a code block closes the block too early.

use stopgate_markdown::{Block, BlockKind, CodeBlock, Reading, Tree};
use stopgate_source::{Edit, Severity, Span};

use crate::layout::{edit, set};
use crate::{Check, Report, Rule};

pub(crate) const RULE: Rule = Rule {
    code: "FMT001",
    name: "fence-collision",
    summary: "A fence inside a code block closes it too early",
    severity: Severity::Error,
    requirements: &[],
    check: Check::Document(look),
};

fn look(tree: &Tree, report: &mut Report<'_>) {
    if let Reading::Renested(opening) = tree.reading() {
        let finding = report.find(
            opening,
            "This fence is closed by a fence that its own content holds, so all that follows is \
             read the wrong way round: text as code and code as text",
            "Make the outer fence longer than every fence inside, for example four back-ticks",
        );
        // Longer fences end the second reading, so commands in doubt become runnable: a person looks.
        if let Some(edits) = set(lengthened(tree)) {
            finding.fix_unsafely(edits);
        }
    }
}

/// The edits that make every fence longer than those inside of it.
fn lengthened(tree: &Tree) -> Vec<Edit> {
    let blocks = tree.roots().iter().map(|id| tree.block(*id));
    let fences = blocks.filter_map(|block| match &block.kind {
        BlockKind::Code(code) if code.info.is_some() && code.closed => Some((block, code)),
        _ => None,
    });
    fences
        .flat_map(|(block, code)| longer_than_inside(tree, block, code))
        .collect()
}

fn longer_than_inside(tree: &Tree, block: &Block, code: &CodeBlock) -> Vec<Edit> {
    let text = tree.source().slice(block.span);
    let mark = if text.starts_with('~') { '~' } else { '`' };
    let run = |line: &str| line.len() - line.trim_start_matches(mark).len();
    let inside = code
        .lines
        .iter()
        .map(|line| run(tree.source().slice(*line).trim_start()));
    let (outer, inside) = (run(text), inside.max().unwrap_or(0));
    if inside < outer || inside < 3 {
        return Vec::new();
    }
    let longer = String::from(mark).repeat(inside + 1 - outer);
    let ends = [block.span.start(), block.span.end()];
    ends.map(|at| edit(Span::at(at), longer.clone())).to_vec()
}
