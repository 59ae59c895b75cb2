//! `spec-snapshot-missing`: a snapshot of the spec without its problem or without a success metric.
//!
//! Dates and versions are no metric, and neither are the numbers of the problem.

use stopgate_expressions::{pattern, words};
use stopgate_model::Plan;
use stopgate_source::{Pattern, Severity, Words};

use crate::contents::texts;
use crate::standing::{listed, value};
use crate::{Check, Context, Report, Rule};

pub(crate) const RULE: Rule = Rule {
    code: "TRC006",
    name: "spec-snapshot-missing",
    summary: "The snapshot does not hold problem and success metric",
    severity: Severity::Error,
    requirements: &["S1"],
    check: Check::Plan(look),
};

static PROBLEM: Words = words!(
    r"\b(?:problems?|goals?|issues?|pain|needs?|why|objective|because|currently|today|complain\w*|los[ei]\w*|fail\w*|wrong|slow)\b"
);

static AMOUNT: Pattern = pattern!(r"\d|(?i)\b(?:zero|none|no|all|every|each|half|twice|double)\b");

/// Words that say what the number beside them is for.
static METRIC: Pattern = pattern!(
    r"\b(?:M|SM|KR|KPI|SLO|AC)-?\d+\b|(?i:\b(?:metrics?|measur\w+|targets?|kpis?|okrs?|slos?|slis?|success\w*|thresholds?",
    r"|acceptance|goals?|baseline|median|percentile|at (?:least|most)|(?:under|below|within|(?:less|fewer|more|greater) than)",
    r" (?:\d|one|two|half|a|an)\w*)\b)|\b[pP]\d\d\b|[≤≥]",
);

static NO_METRIC: Pattern =
    pattern!(r"(?i)\b\d{4}-\d{2}-\d{2}\b|\bv?\d+\.\d+(?:\.\d+)?\b(?:\s+of\b)?|\bv\d+\b");

static MEASURED: Pattern = pattern!(r"\d+\.\d+\s*(?:%|[a-z])");

fn look(context: &Context<'_>, report: &mut Report<'_>) {
    let plan = context.plan;
    let Some(section) = plan.section("snapshot").filter(|section| !section.empty) else {
        return;
    };
    let words: Vec<&str> = texts(plan, section)
        .map(|text| text.value.as_str())
        .collect();
    let problem = words.iter().any(|text| PROBLEM.is_match(text));
    let metric = has_metric(plan, &words);
    let lacking = [
        (!problem).then_some("the problem"),
        (!metric).then_some("a success metric"),
    ];
    let lacking: Vec<&str> = lacking.into_iter().flatten().collect();
    if !lacking.is_empty() {
        report.find(
            section.heading,
            format!(
                "The snapshot does not hold {}, so nobody can see what the plan is for",
                listed(&lacking)
            ),
            "Copy problem and success metrics from the spec, with their ids and numbers",
        ).ask(format!("What does the spec say about {}? The plan is judged by it. For example: M1, 90 % within 30 minutes?", listed(&lacking)));
    }
}

/// A problem has numbers, too: one of them is a metric where something says so.
fn has_metric(plan: &Plan, words: &[&str]) -> bool {
    let numbered = words
        .iter()
        .any(|text| AMOUNT.is_match(&NO_METRIC.replace_all(text, " ")) || MEASURED.is_match(text));
    let field = plan
        .field("metric")
        .is_some_and(|field| value(&field.value).is_some());
    numbered && (field || words.iter().any(|text| METRIC.is_match(text)))
}
