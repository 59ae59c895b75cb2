//! `decision-date-invalid`: a decision was made on a day that does not exist or is still to come.

use jiff::civil::Date;
use stopgate_model::{Decision, Plan, TextPlace, find_date};
use stopgate_source::{Severity, Span};

use crate::{Check, Context, Report, Rule};

pub(crate) const RULE: Rule = Rule {
    code: "LIV009",
    name: "decision-date-invalid",
    summary: "A decision has an impossible or future date",
    severity: Severity::Error,
    requirements: &[],
    check: Check::Plan(look),
};

fn look(context: &Context<'_>, report: &mut Report<'_>) {
    for decision in &context.plan.decisions {
        let Some((written, day, origin)) = dated(context.plan, decision) else {
            continue;
        };
        let message = match day {
            None => format!("The date of this decision, {written}, does not exist"),
            Some(day) if day > context.today => {
                format!("The date of this decision, {written}, is still to come")
            }
            Some(_) => continue,
        };
        report.find(
            origin,
            message,
            "Write the day on which it was really decided",
        );
    }
}

/// The date beside the name, or in a column of its own.
fn dated<'a>(plan: &'a Plan, decision: &'a Decision) -> Option<(&'a str, Option<Date>, Span)> {
    let made = decision
        .made
        .filled()
        .map(|made| (made.value.as_str(), made.origin));
    let cells = plan
        .texts_in(decision.origin)
        .filter(|text| matches!(text.place, TextPlace::Cell(false)))
        .map(|text| (text.value.trim(), text.origin));
    let whole =
        cells.filter(|(text, _)| find_date(text).is_some_and(|(at, _)| at.len() == text.len()));
    let mut places = made.into_iter().chain(whole);
    places.find_map(|(text, origin)| {
        let (range, day) = find_date(text)?;
        Some((&text[range], day, origin))
    })
}
