//! `phase-without-success-criteria`: a phase without success criteria of its own.

use stopgate_model::{Phase, Plan, TextPlace};
use stopgate_source::{Severity, Span};

use crate::contents::commands_in;
use crate::standing::brief;
use crate::{Check, Context, Report, Rule};

pub(crate) const RULE: Rule = Rule {
    code: "EVD008",
    name: "phase-without-success-criteria",
    summary: "A phase has no success criteria",
    severity: Severity::Error,
    requirements: &[],
    check: Check::Plan(look),
};

fn look(context: &Context<'_>, report: &mut Report<'_>) {
    for phase in context
        .plan
        .phases
        .iter()
        .filter(|phase| lacks_criteria(context.plan, phase))
    {
        report.find(
            phase.title.origin,
            format!(
                "\"{}\" has no success criteria, so nobody can say whether it worked",
                brief(&phase.title.value)
            ),
            "Add success criteria with automated checks and manual verification",
        ).ask(format!("How is verified that \"{}\" worked? For example: `npm run test:models` passes, and a person checks the index", brief(&phase.title.value)));
    }
}

/// Fewer words than these below the heading only point elsewhere.
const ENOUGH: usize = 6;

/// True where there is no part for criteria, or a few words without a check stand in it.
fn lacks_criteria(plan: &Plan, phase: &Phase) -> bool {
    let Some(criteria) = &phase.criteria else {
        return true;
    };
    let below = Span::new(criteria.heading.end(), phase.span.end());
    let texts = || plan.texts_in(below);
    let words: usize = texts()
        .map(|text| text.value.split_whitespace().count())
        .sum();
    let checks = texts().any(|text| text.place != TextPlace::Paragraph)
        || commands_in(plan, below).next().is_some();
    (1..ENOUGH).contains(&words) && !checks
}
