//! `open-ended-clause`: a requirement ends in an open list.

use stopgate_source::Severity;

use crate::contents::wording::Weakness;
use crate::{Check, Context, Report, Rule};

pub(crate) const RULE: Rule = Rule {
    code: "REQ004",
    name: "open-ended-clause",
    summary: "A requirement ends in an open list",
    severity: Severity::Warning,
    requirements: &[],
    check: Check::Plan(look),
};

fn look(context: &Context<'_>, report: &mut Report<'_>) {
    let weak = context.queries.weak().iter();
    for weak in weak.filter(|weak| weak.weakness == Weakness::OpenEnded) {
        let words = weak.words.trim();
        let finding = report.find(
            weak.line,
            format!("\"{words}\" leaves the list open, so nobody knows when it is done"),
            "Write the whole list; what is not on it is not required",
        );
        finding.ask(format!("Which other cases are meant by \"{words}\"?"));
    }
}
