//! `unbounded-quantifier`: a demand without an end: always, never, every time.

use stopgate_source::Severity;

use crate::contents::wording::Weakness;
use crate::{Check, Context, Report, Rule};

pub(crate) const RULE: Rule = Rule {
    code: "REQ013",
    name: "unbounded-quantifier",
    summary: "A requirement says always or never",
    severity: Severity::Warning,
    requirements: &[],
    check: Check::Plan(look),
};

fn look(context: &Context<'_>, report: &mut Report<'_>) {
    let weak = context.queries.weak().iter();
    for weak in weak.filter(|weak| weak.weakness == Weakness::Unbounded) {
        report.find(
            weak.line,
            format!(
                "\"{}\" has no end, so no test can show that it holds",
                weak.words.trim()
            ),
            "Name the cases, the period or the number in which it must hold",
        );
    }
}
