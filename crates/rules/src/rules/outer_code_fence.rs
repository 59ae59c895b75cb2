//! `outer-code-fence`: the whole document stands inside one code fence.

use stopgate_markdown::{Reading, Tree};
use stopgate_source::Severity;

use crate::{Check, Report, Rule};

pub(crate) const RULE: Rule = Rule {
    code: "STR011",
    name: "outer-code-fence",
    summary: "The whole plan stands inside a code fence",
    severity: Severity::Warning,
    requirements: &[],
    check: Check::Document(look),
};

fn look(tree: &Tree, report: &mut Report<'_>) {
    if let Reading::Unwrapped(fence) = tree.reading() {
        let source = tree.source();
        let opening = source.lines().span(source.line(fence.start()));
        report.find(
            source.trim(opening),
            "The whole plan stands inside a code fence, so viewers show it as one block of code",
            "Remove the first and the last fence line; the file is the plan",
        );
    }
}
