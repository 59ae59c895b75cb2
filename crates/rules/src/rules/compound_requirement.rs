//! `compound-requirement`: two duties in one requirement.

use stopgate_expressions::words;
use stopgate_source::{Severity, Words};

use crate::{Check, Context, Report, Rule};

pub(crate) const RULE: Rule = Rule {
    code: "REQ007",
    name: "compound-requirement",
    summary: "A requirement demands two things",
    severity: Severity::Info,
    requirements: &[],
    check: Check::Plan(look),
};

static TWICE: Words = words!(
    r"\b(?:must|shall)\b[^.;:]*\b(?:and|or|but)\b[^.;:]*\b(?:must|shall)\b",
    r"|\b(?:must|shall)\b.*\b(?:must|shall) also\b",
    r"|\b(?:must|shall)\b[^.;:]*\band (?:then |also )?(?:logs?|notif(?:y|ies)|informs?|sends?|stores?|saves?|writes?|deletes?|prints?|shows?|updates?|creates?|publish(?:es)?|archives?|exports?|imports?|e?mails?) (?:the|an?|its|their|each|all|every|it)\b",
);

fn look(context: &Context<'_>, report: &mut Report<'_>) {
    for text in context.queries.demands() {
        if let Some(found) = TWICE.find(&text.plain) {
            report.find(
                text.line_of(found.start()),
                "This requirement demands two things, so it can be half met and nobody can tick it",
                "Make a requirement of each",
            );
        }
    }
}
