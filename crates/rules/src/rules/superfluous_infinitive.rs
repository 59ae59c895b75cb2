//! `superfluous-infinitive`: be able to: words that say nothing more.

use stopgate_source::Severity;

use crate::contents::wording::Weakness;
use crate::{Check, Context, Report, Rule};

pub(crate) const RULE: Rule = Rule {
    code: "REQ012",
    name: "superfluous-infinitive",
    summary: "A requirement says be able to",
    severity: Severity::Info,
    requirements: &[],
    check: Check::Plan(look),
};

fn look(context: &Context<'_>, report: &mut Report<'_>) {
    let weak = context.queries.weak().iter();
    for weak in weak.filter(|weak| weak.weakness == Weakness::Infinitive) {
        report.find(
            weak.line,
            format!(
                "\"{}\" adds nothing, and leaves open whether it is ever done",
                weak.words.trim()
            ),
            "Name the deed itself: `must print`",
        );
    }
}
