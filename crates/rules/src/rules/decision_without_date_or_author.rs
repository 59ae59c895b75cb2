//! `decision-without-date-or-author`: a decision does not say when it was made, or by whom.

use stopgate_expressions::words;
use stopgate_model::{Decision, Plan};
use stopgate_source::{Severity, Words};

use crate::{Check, Context, Report, Rule};

pub(crate) const RULE: Rule = Rule {
    code: "LIV008",
    name: "decision-without-date-or-author",
    summary: "A decision does not say when or by whom it was made",
    severity: Severity::Error,
    requirements: &[],
    check: Check::Plan(look),
};

/// A date in front of the entry, or in brackets at its end: `2026-04-06, Jun: one partition`.
static DATED: Words =
    words!(r"^\W*(?:decision\W*)?\d{4}-\d{2}-\d{2}|[(\[]\d{4}-\d{2}-\d{2}[^)\]]*[)\]]\W*$");

const NOBODY: &str =
    "Nobody stands behind this decision, so there is no one to ask when it is doubted";

fn look(context: &Context<'_>, report: &mut Report<'_>) {
    for decision in context
        .plan
        .decisions
        .iter()
        .filter(|decision| decision.keyed)
    {
        if let Some(message) = fault(context.plan, decision) {
            let help = "Add the day and the name of whoever decided: `2026-01-31, Marta`";
            report.find(decision.origin, message, help).ask("Who decided this, and on which day? Later doubts go to them. For example: 2026-01-31, Marta?");
        }
    }
}

fn fault(plan: &Plan, decision: &Decision) -> Option<&'static str> {
    let Some(made) = decision.made.text() else {
        if DATED.is_match(&decision.text) {
            return None;
        }
        return Some(NOBODY);
    };
    // A log kept while work goes on asks for both in one entry; a table may have a column for one.
    let logged = plan
        .section_at(decision.origin)
        .is_some_and(|section| section.living);
    let has_day = made.contains(|c: char| c.is_ascii_digit());
    let has_name = made.contains(char::is_alphabetic);
    match (logged, has_day, has_name) {
        (true, false, true) => {
            Some("This decision has no date, so it cannot be ordered among the others")
        }
        (true, _, false) => Some("This decision has a date, but nobody is named who made it"),
        (_, false, false) => Some(NOBODY),
        _ => None,
    }
}
