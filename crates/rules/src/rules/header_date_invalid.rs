//! `header-date-invalid`: the date in the header or in the title is none.
//!
//! Days in words or in national orders are readable and pass; placeholders have a rule of their own.

use stopgate_expressions::{pattern, words};
use stopgate_model::{Sourced, find_date};
use stopgate_source::{Pattern, Severity, Span, Words};

use crate::{Check, Context, Report, Rule};

pub(crate) const RULE: Rule = Rule {
    code: "STR024",
    name: "header-date-invalid",
    summary: "The date in the header does not exist or cannot be read",
    severity: Severity::Error,
    requirements: &[],
    check: Check::Plan(look),
};

static PLACEHOLDER: Words =
    words!(r"^\W*(?:tb[cda]|todo|date|yyyy|n/?a|none|unknown|to be )|^[\[<{(?…]");

/// Days with other marks between their numbers, year first.
static OTHER_MARKS: Pattern = pattern!(r"\b((?:19|20)\d\d)[/.](\d\d)[/.](\d\d)\b");

fn look(context: &Context<'_>, report: &mut Report<'_>) {
    let plan = context.plan;
    let mut judged: Vec<Span> = Vec::new();
    for field in plan
        .header
        .iter()
        .filter(|field| matches!(field.id.as_str(), "date" | "created"))
    {
        let Some(value) = field.value.filled() else {
            continue;
        };
        judged.push(field.origin);
        if let Some(message) = fault(value) {
            report.find(field.origin, message, HELP);
        }
    }
    let Some(title) = &plan.title else { return };
    let is_new = !judged.iter().any(|span| span.overlaps(title.origin));
    if is_new && let Some(date) = impossible_date(&title.value) {
        report.find(title.origin, no_such_day(&date), HELP);
    }
}

const HELP: &str = "Write the day in the form YYYY-MM-DD";

fn fault(value: &Sourced<String>) -> Option<String> {
    let text = value.value.trim();
    if let Some(date) = impossible_date(text) {
        return Some(no_such_day(&date));
    }
    let says_no_day = !text.contains(|c: char| c.is_ascii_digit()) && !PLACEHOLDER.is_match(text);
    says_no_day
        .then(|| format!("\"{text}\" is no date, so nobody can tell whether the plan is current"))
}

fn impossible_date(text: &str) -> Option<String> {
    let text = OTHER_MARKS.replace_each(text, |date| {
        format!("{}-{}-{}", &date[1], &date[2], &date[3])
    });
    let (range, day) = find_date(&text)?;
    let date = &text[range];
    let is_year = date.starts_with("19") || date.starts_with("20");
    (day.is_none() && is_year).then(|| date.to_owned())
}

fn no_such_day(date: &str) -> String {
    format!("No calendar has the day {date}, so nobody can tell when this was planned")
}
