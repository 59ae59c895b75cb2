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
    r"(?i)(?:^|[^\w.,-])(\d[\d,]*(?:\.\d+)?|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)\b(?:\s*(?:working |business |calendar )?(seconds?|minutes?|min|hours?|h|days?|weeks?|months?|years?)\b)?"
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
        .replace_each(text, |found| " ".repeat(found[0].len()))
        .into_owned()
}

/// A number, the byte at which it stands, and the seconds of its unit where it is one of time.
type Number = (usize, f64, Option<f64>);

fn numbers(text: &str) -> Vec<Number> {
    let value = |word: &str| match WORDS
        .iter()
        .position(|known| known.eq_ignore_ascii_case(word))
    {
        Some(number) => u32::try_from(number).ok().map(f64::from),
        None => word.replace(',', "").parse().ok(),
    };
    let found = NUMBER.captures_iter(text);
    found
        .filter_map(|found| {
            let word = found.get(1)?;
            let unit = found.get(2).and_then(|unit| seconds(unit.as_str()));
            Some((word.start(), value(word.as_str())?, unit))
        })
        .collect()
}

fn contradiction(
    text: &Text,
    start: usize,
    (said, demanded): (&[Number], &[Number]),
) -> Option<(Span, f64)> {
    let lacks = |list: &[Number], number: &Number| !list.iter().any(|other| same(other, number));
    let (at, other, _) = said.iter().find(|number| lacks(demanded, number))?;
    demanded.iter().find(|number| lacks(said, number))?;
    Some((text.line_of(start + at), *other))
}

/// Seconds of a unit; a month has between 28 and 31 days.
fn seconds(unit: &str) -> Option<f64> {
    const DAY: f64 = 86_400.0;
    Some(match unit.to_lowercase().trim_end_matches('s') {
        "second" => 1.0,
        "minute" | "min" => 60.0,
        "hour" | "h" => 3_600.0,
        "day" => DAY,
        "week" => 7.0 * DAY,
        "month" => 30.0 * DAY,
        "year" => 365.0 * DAY,
        _ => return None,
    })
}

fn same((_, one, unit): &Number, (_, other, of_other): &Number) -> bool {
    /// Months and years are counted in whole days by some.
    const NEARLY: f64 = 0.03;
    if let (Some(unit), Some(of_other)) = (unit, of_other) {
        let (one, other) = (one * unit, other * of_other);
        return (one - other).abs() <= NEARLY * one.max(other);
    }
    alike(*one, *other)
}

fn alike(one: f64, other: f64) -> bool {
    let close = |a: f64, b: f64| (a - b).abs() <= f64::EPSILON * a.abs().max(b.abs()) * 4.0;
    close(one, other)
        || FACTORS
            .iter()
            .any(|factor| close(one * factor, other) || close(other * factor, one))
}
