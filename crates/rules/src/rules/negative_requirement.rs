//! `negative-requirement`: what must not be, instead of what must.

use stopgate_source::Severity;

use crate::contents::wording::Weakness;
use crate::{Check, Context, Report, Rule};

pub(crate) const RULE: Rule = Rule {
    code: "REQ011",
    name: "negative-requirement",
    summary: "A requirement says what must not happen",
    severity: Severity::Info,
    requirements: &[],
    check: Check::Plan(look),
};

fn look(context: &Context<'_>, report: &mut Report<'_>) {
    let weak = context.queries.weak().iter();
    for weak in weak.filter(|weak| weak.weakness == Weakness::Negative) {
        report.find(
            weak.line,
            format!(
                "\"{}\" says what is absent; a test can only look for what is there",
                weak.words.trim()
            ),
            "Say what happens instead",
        );
    }
}
