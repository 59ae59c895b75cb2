//! `manual-verification-missing`: success criteria of a phase without a check that a person makes.

use stopgate_source::{About, Severity};

use crate::standing::brief;
use crate::{Check, Context, Report, Rule};

pub(crate) const RULE: Rule = Rule {
    code: "EVD010",
    name: "manual-verification-missing",
    summary: "A phase has no manual verification",
    severity: Severity::Error,
    requirements: &[],
    check: Check::Plan(look),
};

fn look(context: &Context<'_>, report: &mut Report<'_>) {
    for phase in &context.plan.phases {
        let Some(criteria) = phase.criteria.as_ref().filter(|_| phase.manual.is_empty()) else {
            continue;
        };
        report.find(
            criteria.heading,
            format!(
                "\"{}\" has no manual verification, so no person looks at the result",
                brief(&phase.title.value)
            ),
            "Add `Manual Verification` with at least one box to tick",
        ).ask_for(About::At(criteria.manual.unwrap_or(criteria.heading)), format!("What does a person look at after \"{}\"? For example: the search page shows five facets on a phone", brief(&phase.title.value)));
    }
}
