//! `spec-snapshot-missing`: a snapshot of the spec without its problem or without a success metric.
//!
//! Dates and versions are no metric, and neither are the numbers of the problem.

use stopgate_expressions::{pattern, words};
use stopgate_model::{Cell, Plan, Section};
use stopgate_source::{About, Pattern, Severity, Span, Words};

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
    let words = words(plan, section);
    let problem = has_problem(plan, section);
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
        ).ask_for(About::Field(if problem { "metric" } else { "problem" }.to_owned()), format!("What does the spec say about {}? The plan is judged by it. For example: M1, 90 % within 30 minutes?", listed(&lacking)));
    }
}

/// What the snapshot says; of the problem without its label, which may promise a goal.
fn words<'a>(plan: &'a Plan, section: &'a Section) -> Vec<&'a str> {
    let problem = plan.field("problem");
    let said = texts(plan, section).map(|text| {
        let own = problem.filter(|field| field.origin.overlaps(text.origin));
        own.and_then(|field| field.value.text())
            .unwrap_or(&text.value)
    });
    said.collect()
}

/// What metrics, versions and constraints say is no problem, and neither is a pointer to the spec.
fn has_problem(plan: &Plan, section: &Section) -> bool {
    if let Some(field) = plan.field("problem") {
        return told(&field.value).is_some();
    }
    let others: Vec<Span> = ["metric", "version", "constraints"]
        .iter()
        .filter_map(|id| plan.field(id))
        .map(|field| field.origin)
        .collect();
    texts(plan, section)
        .filter(|text| !others.iter().any(|other| other.overlaps(text.origin)))
        .any(|text| PROBLEM.is_match(&text.value))
}

/// What a field says itself.
fn told(cell: &Cell) -> Option<&str> {
    static POINTER: Words =
        words!(r"^\W*(?:see|cf|as|like|per|same|copied|unchanged|refer)\b[^.;]*\bspec\w*\W*$");
    value(cell).filter(|text| !POINTER.is_match(text))
}

/// A problem has numbers, too: one of them is a metric where something says so.
fn has_metric(plan: &Plan, words: &[&str]) -> bool {
    let numbered = words
        .iter()
        .any(|text| AMOUNT.is_match(&NO_METRIC.replace_all(text, " ")) || MEASURED.is_match(text));
    let field = plan
        .field("metric")
        .map(|field| told(&field.value).is_some_and(|text| AMOUNT.is_match(text)));
    numbered
        && field != Some(false)
        && (field.is_some() || words.iter().any(|text| METRIC.is_match(text)))
}
