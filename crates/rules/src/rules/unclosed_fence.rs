//! `unclosed-fence`: a code fence that nothing closes.

use stopgate_markdown::{BlockKind, Tree};
use stopgate_source::Severity;

use crate::{Check, Report, Rule};

pub(crate) const RULE: Rule = Rule {
    code: "FMT002",
    name: "unclosed-fence",
    summary: "A code fence is never closed",
    severity: Severity::Error,
    requirements: &[],
    check: Check::Document(look),
};

fn look(tree: &Tree, report: &mut Report<'_>) {
    let source = tree.source();
    for block in tree.blocks() {
        let BlockKind::Code(code) = &block.kind else {
            continue;
        };
        if code.info.is_some() && !code.closed {
            let opening = source.lines().span(source.line(block.span.start()));
            report.find(
                source.trim(opening),
                "Nothing closes this code fence, so what follows is read as code: headings, \
                 tables and checks in it are lost",
                "Add a closing fence where the code ends",
            );
        }
    }
}
