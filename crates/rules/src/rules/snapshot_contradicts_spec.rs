//! `snapshot-contradicts-spec`: a number of a success metric that the spec does not state.
//!
//! What the spec says in brackets (`was 8`) is history. A number in another unit (30 minutes, half an hour) is the same number.

use stopgate_expressions::pattern;
use stopgate_model::{Plan, SpecItem, Text};
use stopgate_source::{Pattern, Severity, Span};

use crate::contents::texts;
use crate::{Check, Context, Report, Rule};

pub(crate) const RULE: Rule = Rule {
    code: "TRC021",
    name: "snapshot-contradicts-spec",
    summary: "The snapshot states another number than the spec",
    severity: Severity::Error,
    requirements: &["S1"],
    check: Check::Plan(look),
};

static NUMBER: Pattern = pattern!(
    r"(?i)(?:^|[^\w.,-])(\d[\d,]*(?:\.\d+)?|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)\b"
);

static HISTORY: Pattern = pattern!(
    r"(?i)\([^)]*\)|\b(?:was|previously|formerly|today|currently)\s+\d\S*|\d{4}-\d{2}-\d{2}"
);

static METRIC: Pattern = pattern!(r"\b[A-Z]{1,3}\d+\b");

const WORDS: [&str; 13] = [
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten",
    "eleven", "twelve",
];

/// Factors between units of the same amount: time, share, bytes.
const FACTORS: [f64; 8] = [7.0, 24.0, 60.0, 100.0, 1000.0, 1024.0, 1440.0, 3600.0];

fn look(context: &Context<'_>, report: &mut Report<'_>) {
    let plan = context.plan;
    for metric in plan.spec.iter().flat_map(|spec| &spec.metrics) {
        let Some((text, start, end)) = statement(plan, metric) else {
            continue;
        };
        let demanded = numbers(&HISTORY.replace_all(&metric.text, " "));
        let said = numbers(&blanked(text.plain.get(start..end).unwrap_or_default()));
        if let Some((place, other)) = contradiction(text, start, (&said, &demanded)) {
            report.find(
                place,
                format!(
                    "The snapshot says {other} for {}, but the spec does not",
                    metric.id
                ),
                format!(
                    "Copy {} from the spec again: \"{}\"",
                    metric.id,
                    metric.text.trim()
                ),
            );
        }
    }
}

/// What the snapshot says of a metric: from its id to the next one.
fn statement<'a>(plan: &'a Plan, metric: &SpecItem) -> Option<(&'a Text, usize, usize)> {
    let section = plan.section("snapshot")?;
    texts(plan, section).find_map(|text| {
        let ids: Vec<_> = METRIC.find_iter(&text.plain).collect();
        let own = ids.iter().position(|id| id.as_str() == metric.id)?;
        let end = ids
            .get(own + 1)
            .map_or(text.plain.len(), |next| next.start());
        Some((text, ids[own].end(), end))
    })
}

/// History blanked out, byte for byte, so that places stay.
fn blanked(text: &str) -> String {
    HISTORY
        .replace_all(text, |found: &regex::Captures<'_>| {
            " ".repeat(found[0].len())
        })
        .into_owned()
}

/// A number, and the byte at which it stands.
type Number = (usize, f64);

fn numbers(text: &str) -> Vec<Number> {
    let value = |word: &str| match WORDS
        .iter()
        .position(|known| known.eq_ignore_ascii_case(word))
    {
        Some(number) => u32::try_from(number).ok().map(f64::from),
        None => word.replace(',', "").parse().ok(),
    };
    let found = NUMBER.captures_iter(text).filter_map(|found| found.get(1));
    found
        .filter_map(|word| Some((word.start(), value(word.as_str())?)))
        .collect()
}

fn contradiction(
    text: &Text,
    start: usize,
    (said, demanded): (&[Number], &[Number]),
) -> Option<(Span, f64)> {
    let lacks = |list: &[Number], number: f64| !list.iter().any(|(_, other)| same(*other, number));
    let (at, other) = said.iter().find(|(_, number)| lacks(demanded, *number))?;
    demanded.iter().find(|(_, number)| lacks(said, *number))?;
    Some((text.line_of(start + at), *other))
}

fn same(one: f64, other: f64) -> bool {
    let close = |a: f64, b: f64| (a - b).abs() <= f64::EPSILON * a.abs().max(b.abs()) * 4.0;
    close(one, other)
        || FACTORS
            .iter()
            .any(|factor| close(one * factor, other) || close(other * factor, one))
}
