//! `date-format`: a day that is not written YYYY-MM-DD, where programs read days.

use jiff::civil::Date;
use stopgate_expressions::pattern;
use stopgate_model::{Cell, Plan, Sourced};
use stopgate_source::{EditSet, Parts, Pattern, Severity, Span};

use crate::layout::edit;
use crate::{Check, Context, Report, Rule};

pub(crate) const RULE: Rule = Rule {
    code: "FMT012",
    name: "date-format",
    summary: "A day is not written YYYY-MM-DD",
    severity: Severity::Warning,
    requirements: &[],
    check: Check::Plan(look),
};

const MONTHS: [&str; 12] = [
    "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
];

/// `2026/03/04`, `2026.3.4`, `March 4, 2026`, `4th of March 2026`, and `03/04/2026`, which has two readings.
static DAY: Pattern = pattern!(
    r"(?i)\b(?:(?P<y1>20\d\d)[/.](?P<m1>\d{1,2})[/.](?P<d1>\d{1,2})",
    r"|(?P<m2>jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.? (?P<d2>\d{1,2})(?:st|nd|rd|th)?,? (?P<y2>20\d\d)",
    r"|(?P<d3>\d{1,2})(?:st|nd|rd|th)?(?: of)? (?P<m3>jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?,? (?P<y3>20\d\d)",
    r"|\d{1,2}[/.]\d{1,2}[/.]20\d\d)\b",
);

fn look(context: &Context<'_>, report: &mut Report<'_>) {
    for value in days(context.plan) {
        let Some(found) = DAY.captures(&value.value) else {
            continue;
        };
        let written = found.get(0).map_or("", |all| all.as_str());
        let finding = report.find(
            value.origin,
            format!("The day \"{written}\" is not written YYYY-MM-DD, so programs do not read it, or read another day"),
            "Write days as YYYY-MM-DD",
        );
        match day(&found) {
            Some(day) => {
                if let Some(span) = place(context, value.origin, written) {
                    // A day is a time: CONTRACT keeps safe fixes away from it.
                    finding.fix_unsafely(EditSet::one(edit(span, day.to_string())));
                }
            }
            None => finding.ask(format!(
                "Which day is {written}, since some read the month first and others the day? For example: 2026-03-04"
            )),
        }
    }
}

/// The values that hold a day: of the header, of decisions, and when actions are due.
fn days(plan: &Plan) -> impl Iterator<Item = &Sourced<String>> {
    let is_day = |label: &str| {
        let label = label.to_lowercase();
        ["date", "created", "updated", "due", "deadline"]
            .iter()
            .any(|word| label.contains(word))
    };
    let header = plan.header.iter().filter(move |field| is_day(&field.label));
    let header = header.map(|field| &field.value);
    let made = plan.decisions.iter().map(|decision| &decision.made);
    let due = plan.actions.iter().map(|action| &action.due);
    header.chain(made).chain(due).filter_map(Cell::filled)
}

fn day(found: &Parts<'_>) -> Option<Date> {
    let text = |names: [&str; 3]| {
        names
            .iter()
            .find_map(|name| found.name(name))
            .map(|part| part.as_str())
    };
    let month = text(["m1", "m2", "m3"])?;
    let named = MONTHS
        .iter()
        .position(|known| month.eq_ignore_ascii_case(known));
    let month = match named {
        Some(at) => i8::try_from(at + 1).ok()?,
        None => month.parse().ok()?,
    };
    let (year, day) = (text(["y1", "y2", "y3"])?, text(["d1", "d2", "d3"])?);
    Date::new(year.parse().ok()?, month, day.parse().ok()?).ok()
}

/// Where the day stands, where it stands once.
fn place(context: &Context<'_>, around: Span, written: &str) -> Option<Span> {
    let text = context.source.slice(around);
    let mut places = text.match_indices(written);
    let (at, _) = places.next()?;
    let start = around.start() + at;
    places
        .next()
        .is_none()
        .then(|| Span::new(start, start + written.len()))
}
