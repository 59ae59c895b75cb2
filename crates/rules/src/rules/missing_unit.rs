//! `missing-unit`: a number without its unit.

use stopgate_expressions::words;
use stopgate_source::{Severity, Words};

use crate::{Check, Context, Report, Rule};

pub(crate) const RULE: Rule = Rule {
    code: "REQ005",
    name: "missing-unit",
    summary: "A limit has no unit",
    severity: Severity::Error,
    requirements: &[],
    check: Check::Plan(look),
};

/// A quantity that has a dimension, a comparison, and a bare number at the end.
static BARE: Words = words!(
    r"(?:\b(?:latency|response times?|time-?out|load time|start-?up time|duration|delay|memory(?: use| usage)?|file size|disk space|bandwidth",
    r"|p ?(?:50|9[059])(?:[.,]\d+)?|percentile|answers?|responds?|replies|loads|is (?:loaded|shown|ready|answered))\b)[^.;:|\d]*?",
    r"(?:\b(?:under|below|within|less than|faster than|at most|no more than|up to|exceeds?)\s+|[<≤]=?\s*)\d+(?:[.,]\d+)?\s*",
    r"(?:[.;,)]\s*|$|(?:on|at|when|while|under|during|with)\s)",
);

/// A unit in front of the number: `p95 in ms`.
static UNIT: Words = words!(
    r"\b(?:ms|milliseconds?|s|secs?|seconds?|min|minutes?|hours?|days?|[kmgt]i?b|bytes?|percent|requests?|rps)\b|%"
);

fn look(context: &Context<'_>, report: &mut Report<'_>) {
    for text in context.queries.demands() {
        for found in BARE.find_iter(&text.plain) {
            if UNIT.is_match(found.as_str()) {
                continue;
            }
            let limit = found
                .as_str()
                .trim_end_matches(|c: char| !c.is_ascii_digit());
            let limit = text.value[found.start()..found.start() + limit.len()].trim();
            report
                .find(
                    text.line_of(found.start()),
                    format!("\"{limit}\" has no unit, so it may mean milliseconds or minutes"),
                    "Write the unit behind the number: `200 ms`, `50 MB`",
                )
                .ask(format!(
                    "Which unit does \"{limit}\" have? For example ms, s or MB?"
                ));
        }
    }
}
