//! `skipped-heading-level`: a heading stands more than one level below the one above it.

use stopgate_markdown::{BlockId, Section, Tree};
use stopgate_source::{Edit, Severity, Span};

use crate::layout::{edit, set};
use crate::{Check, Report, Rule};

pub(crate) const RULE: Rule = Rule {
    code: "FMT020",
    name: "skipped-heading-level",
    summary: "A heading level is left out",
    severity: Severity::Info,
    requirements: &[],
    check: Check::Document(look),
};

fn look(tree: &Tree, report: &mut Report<'_>) {
    for section in tree.sections() {
        let above = section
            .parent
            .map_or(0, |parent| tree.section(parent).level);
        let Some(heading) = section
            .heading
            .filter(|_| above > 0 && section.level > above + 1)
        else {
            continue;
        };
        let finding = report.find(
            tree.block(heading).span,
            format!(
                "This heading has level {}, and the one above it level {above}, so the outline has a hole",
                section.level
            ),
            format!("Give it level {}, and what stands below it one to match", above + 1),
        );
        let raised = usize::from(section.level - above - 1);
        if let Some(edits) = raised_by(tree, section, raised).and_then(set) {
            finding.fix_unsafely(edits);
        }
    }
}

/// The edits that raise a heading and all below it; none where one is not written with `#`, or uncertain.
fn raised_by(tree: &Tree, section: &Section, levels: usize) -> Option<Vec<Edit>> {
    let below = tree.sections().iter().filter_map(|section| section.heading);
    let inside = |id: &BlockId| section.span.contains(tree.block(*id).span);
    let marks = "#".repeat(levels);
    let raise = |id: BlockId| {
        let block = tree.block(id);
        let is_plain = block.certain && tree.source().slice(block.span).starts_with(&marks);
        let start = block.span.start();
        is_plain.then(|| edit(Span::new(start, start + levels), ""))
    };
    below.filter(inside).map(raise).collect()
}
