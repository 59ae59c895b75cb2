//! `escape-clause`: a requirement lets itself be left out.

use stopgate_source::Severity;

use crate::contents::wording::Weakness;
use crate::{Check, Context, Report, Rule};

pub(crate) const RULE: Rule = Rule {
    code: "REQ003",
    name: "escape-clause",
    summary: "A requirement lets itself be left out",
    severity: Severity::Warning,
    requirements: &[],
    check: Check::Plan(look),
};

fn look(context: &Context<'_>, report: &mut Report<'_>) {
    let weak = context.queries.weak().iter();
    for weak in weak.filter(|weak| weak.weakness == Weakness::Escape) {
        let words = weak.words.trim();
        let finding = report.find(
            weak.line,
            format!("\"{words}\" excuses whoever does not meet this requirement"),
            "Name the cases in which it does not hold, or delete the words",
        );
        finding.ask(format!(
            "In which cases does this not have to hold: \"{words}\"?"
        ));
    }
}
