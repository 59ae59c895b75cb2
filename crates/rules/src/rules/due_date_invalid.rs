//! `due-date-invalid`: a due date that no calendar has, or that is no date.
//!
//! Dates in another notation (`20 Feb 2026`, `20.02.2026`) are understood by people; their form is left to other rules.

use stopgate_expressions::words;
use stopgate_model::find_date;
use stopgate_source::{Severity, Words};

use crate::standing::brief;
use crate::{Check, Context, Report, Rule};

pub(crate) const RULE: Rule = Rule {
    code: "TSK015",
    name: "due-date-invalid",
    summary: "A due date is not a day of the calendar",
    severity: Severity::Error,
    requirements: &["T5"],
    check: Check::Plan(look),
};

fn look(context: &Context<'_>, report: &mut Report<'_>) {
    for action in &context.plan.actions {
        let Some(due) = action.due.filled() else {
            continue;
        };
        let what = match find_date(&due.value) {
            Some((_, Some(_))) => continue,
            Some((_, None)) => "does not exist in any calendar",
            None if is_other_notation(&due.value) => continue,
            None => "is not a day",
        };
        report.find(
            due.origin,
            format!(
                "The due date \"{}\" {what}, so nobody can be reminded of it",
                brief(&due.value)
            ),
            "Write the day as YYYY-MM-DD",
        );
    }
}

fn is_other_notation(text: &str) -> bool {
    static NOTATION: Words = words!(
        r"\b\d{1,2}(?:st|nd|rd|th)?[. -]*(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\b",
        r"|\b(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.? \d{1,2}\b",
        r"|\b\d{1,4}[./]\d{1,2}[./](?:\d{2,4})?|\b\d{1,2}/\d{1,2}\b",
    );
    NOTATION.is_match(text)
}
