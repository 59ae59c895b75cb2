//! `oblique`: and/or: two demands, of which nobody knows whether both hold.

use stopgate_source::Severity;

use crate::contents::wording::Weakness;
use crate::{Check, Context, Report, Rule};

pub(crate) const RULE: Rule = Rule {
    code: "REQ010",
    name: "oblique",
    summary: "A requirement says and/or",
    severity: Severity::Info,
    requirements: &[],
    check: Check::Plan(look),
};

fn look(context: &Context<'_>, report: &mut Report<'_>) {
    let weak = context.queries.weak().iter();
    for weak in weak.filter(|weak| weak.weakness == Weakness::Oblique) {
        let found = report.find(
            weak.line,
            format!(
                "\"{}\" has two readings, so a builder has to guess whether both are needed",
                weak.words.trim()
            ),
            "Write and, write or, or make two requirements",
        );
        found.ask(format!(
            "Is one of them enough, or are both needed: \"{}\"?",
            weak.words.trim()
        ));
    }
}
