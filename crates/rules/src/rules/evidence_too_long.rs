//! `evidence-too-long`: a block of output that nobody reads.

use stopgate_source::Severity;

use crate::contents::output;
use crate::{Check, Context, Report, Rule};

pub(crate) const RULE: Rule = Rule {
    code: "EVD005",
    name: "evidence-too-long",
    summary: "A block of evidence is longer than a reader looks at",
    severity: Severity::Info,
    requirements: &[],
    check: Check::Plan(look),
};

/// Lines that fit on a page and a half.
const LONGEST: usize = 60;

fn look(context: &Context<'_>, report: &mut Report<'_>) {
    for block in output::blocks(context.plan, context.source) {
        let lines = block.len();
        if let (true, Some(span)) = (lines > LONGEST, block.first()) {
            report.find(
                span.origin,
                format!("This block of evidence has {lines} lines, in which nobody finds the few that prove something"),
                "Keep the lines that prove the result, and name the file or run that holds the rest",
            );
        }
    }
}
