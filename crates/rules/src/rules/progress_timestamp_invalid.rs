//! `progress-timestamp-invalid`: a progress entry carries a time at which nothing can have happened.

use jiff::civil::Date;
use stopgate_model::{Mark, ProgressEntry, Stamp};
use stopgate_source::{Severity, Span};

use crate::{Check, Context, Report, Rule};

pub(crate) const RULE: Rule = Rule {
    code: "LIV002",
    name: "progress-timestamp-invalid",
    summary: "A progress entry has an impossible, unfilled or future time",
    severity: Severity::Error,
    requirements: &[],
    check: Check::Plan(look),
};

fn look(context: &Context<'_>, report: &mut Report<'_>) {
    for entry in &context.plan.progress {
        if let Some((span, message)) = fault(entry, context.today) {
            report.find(
                span,
                message,
                "Write the UTC time at which it was really finished",
            );
        }
    }
}

fn fault(entry: &ProgressEntry, today: Date) -> Option<(Span, String)> {
    let done = entry.mark == Some(Mark::Done);
    match &entry.stamp {
        Stamp::Impossible(span) => Some((
            *span,
            "This time does not exist, so the entry proves nothing".to_owned(),
        )),
        Stamp::Unfilled(span) if done => Some((
            *span,
            "This entry is ticked but its time is still the template's".to_owned(),
        )),
        // An open entry may name the time for which it is planned.
        Stamp::Instant(_, span) | Stamp::Day(_, span) | Stamp::Ambiguous(_, span) if done => {
            let day = entry.stamp.day().filter(|day| *day > today)?;
            let message = format!("This entry is ticked, but its day {day} is still to come");
            Some((*span, message))
        }
        _ => None,
    }
}
