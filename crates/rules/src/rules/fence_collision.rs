//! `fence-collision`: a fence inside a code block closes the block too early.

use stopgate_markdown::{Reading, Tree};
use stopgate_source::Severity;

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
        report.find(
            opening,
            "This fence is closed by a fence that its own content holds, so all that follows is \
             read the wrong way round: text as code and code as text",
            "Make the outer fence longer than every fence inside, for example four back-ticks",
        );
    }
}
