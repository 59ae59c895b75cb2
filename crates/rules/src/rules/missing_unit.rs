//! `missing-unit`: a number without its unit.

use std::sync::LazyLock;
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
static BARE: LazyLock<Words> = LazyLock::new(|| {
    Words::new(concat!(
        r"\b(?:latency|response times?|time-?out|load time|start-?up time|duration|delay|memory(?: use| usage)?|file size|disk space|bandwidth)\b[^.;:|\d]*?",
        r"\b(?:under|below|within|less than|at most|no more than|up to|exceed)\s+\d+(?:[.,]\d+)?\s*(?:[.;,)]\s*|$)",
    ))
});

fn look(context: &Context<'_>, report: &mut Report<'_>) {
    for text in context.queries.demands() {
        for found in BARE.find_iter(&text.plain) {
            let limit = found.as_str().trim_end_matches([' ', '.', ',', ';', ')']);
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
