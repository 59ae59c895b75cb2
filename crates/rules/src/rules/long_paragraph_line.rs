//! `long-paragraph-line`: a line of running text holds several sentences and is very long.

use stopgate_markdown::{Block, BlockKind};
use stopgate_source::{Edit, Severity, Span};

use crate::contents::sentences;
use crate::layout::{edit, set};
use crate::{Check, Laid, Report, Rule};

pub(crate) const RULE: Rule = Rule {
    code: "FMT014",
    name: "long-paragraph-line",
    summary: "A very long line holds several sentences",
    severity: Severity::Info,
    requirements: &[],
    check: Check::Layout(look),
};

/// Characters beyond which a line is long: no diff shows what changed in it.
const LONG: usize = 300;

fn look(laid: &Laid<'_>, report: &mut Report<'_>) {
    for &root in laid.tree.roots() {
        let block = laid.tree.block(root);
        if block.kind != BlockKind::Paragraph || !block.certain {
            continue;
        }
        for line in laid.lines_in(block.span) {
            let text = laid.tree.source().slice(line);
            if text.len() <= LONG || text.chars().count() <= LONG {
                continue;
            }
            if let Some(edits) = set(broken(laid, block, line)) {
                let finding = report.find(
                    laid.tree.source().trim(line),
                    "Several sentences stand on this long line, so a change to one shows as a change to all",
                    "Put every sentence on a line of its own",
                );
                finding.fix_unsafely(edits);
            }
        }
    }
}

/// A line ending in place of the blanks between two sentences, where the second begins with a capital.
fn broken(laid: &Laid<'_>, block: &Block, line: Span) -> Vec<Edit> {
    let text = laid.tree.source().slice(line);
    let starts = sentences(text).skip(1).map(|sentence| sentence.start);
    let breaks = starts.filter_map(|start| {
        let before = text[..start].trim_end_matches(' ');
        let blanks = Span::new(line.start() + before.len(), line.start() + start);
        let is_sentence = text[start..].starts_with(char::is_uppercase);
        let is_inside = block.span.contains(blanks) && !blanks.is_empty();
        (is_sentence && is_inside && laid.may_change(blanks)).then(|| edit(blanks, laid.ending()))
    });
    breaks.collect()
}
