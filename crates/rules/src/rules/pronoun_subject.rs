//! `pronoun-subject`: a requirement whose subject is a pronoun.

use stopgate_source::Severity;

use crate::contents::wording::Weakness;
use crate::{Check, Context, Report, Rule};

pub(crate) const RULE: Rule = Rule {
    code: "REQ009",
    name: "pronoun-subject",
    summary: "A requirement begins with it, they or this",
    severity: Severity::Info,
    requirements: &[],
    check: Check::Plan(look),
};

fn look(context: &Context<'_>, report: &mut Report<'_>) {
    let weak = context.queries.weak().iter();
    for weak in weak.filter(|weak| weak.weakness == Weakness::Pronoun) {
        report.find(
            weak.line,
            format!("\"{}\" has its subject in another sentence, so the requirement cannot be moved or tested alone", weak.words.trim()),
            "Name the part that does it",
        );
    }
}
