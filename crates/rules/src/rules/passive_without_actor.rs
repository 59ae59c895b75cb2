//! `passive-without-actor`: a deed without a doer.

use stopgate_source::Severity;

use crate::contents::wording::Weakness;
use crate::{Check, Context, Report, Rule};

pub(crate) const RULE: Rule = Rule {
    code: "REQ008",
    name: "passive-without-actor",
    summary: "A requirement does not say who does it",
    severity: Severity::Info,
    requirements: &[],
    check: Check::Plan(look),
};

fn look(context: &Context<'_>, report: &mut Report<'_>) {
    let weak = context.queries.weak().iter();
    for weak in weak.filter(|weak| weak.weakness == Weakness::Passive) {
        report.find(
            weak.line,
            format!(
                "\"{}\" does not say by what, so two parts may do it or none",
                weak.words.trim()
            ),
            "Name the part that does it: `The billing job deletes …`",
        );
    }
}
