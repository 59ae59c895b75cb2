//! `evidence-contradicts-check`: a ticked entry says that all passes, and the output kept in the plan fails.
//!
//! The last output counts. What failed before the work, or was meant to fail, is no contradiction,
//! and neither are discoveries and decisions: they tell of faults that were mended.

use stopgate_expressions::{pattern, words};
use stopgate_model::{Mark, Plan, ProgressEntry, Sourced, Text, TextPlace, find_date};
use stopgate_source::{Pattern, Severity, Span, Words};

use crate::{Check, Context, Report, Rule};

pub(crate) const RULE: Rule = Rule {
    code: "EVD007",
    name: "evidence-contradicts-check",
    summary: "A ticked entry says that checks pass, and their output shows that they fail",
    severity: Severity::Error,
    requirements: &[],
    check: Check::Plan(look),
};

/// How many tests failed, in the last lines of an output.
static COUNT: Words = words!(
    r"\b[1-9]\d* (?:(?:tests?|checks?|specs?|examples?|suites?|cases?) )?(?:failed|failing|failures?)\b|\b(?:failures?|failed)\s*[=:]\s*[1-9]|\bexit(?:ed|s)?(?: with)?(?: code| status)?[ :=]+[1-9]\d*\b"
);

static FAILS: Pattern = pattern!(
    r"\bFAIL(?:ED|URE)?\b|\bpanicked at\b|^\s*Traceback \(most recent|(?i:^\s*error(?:\[\w+\])?:)|^\s*npm ERR!|^\s*(?:✗|✘|not ok \d)"
);

static PASSES: Words = words!(
    r"\b\d+ (?:tests? )?pass(?:ed|ing)\b|test result: ok|\ball (?:\w+ )?(?:tests?|checks?) (?:pass|ok|green)|^ok\b|^pass(?:ed)?\b|\bexit(?:ed|s)?(?: with)?(?: code| status)?[ :=]+0\b|\bbuild success"
);

/// Words by which a plan says that it knows: the failure is history, wanted, or somebody else's.
static KNOWN: Words = words!(
    r"\b(?:before|baseline|expect\w*|xfail\w*|red|reproduc\w*|pre-?existing|known|unrelated|without (?:the|this)|intentional\w*|deliberate\w*|simulat\w*|inject\w*",
    r"|prior|previously|initial\w*|originally|first (?:run|try|attempt)|old|flak[ey]\w*|skipp\w*|ignored?|on (?:main|master)|negative|mutat\w*|proves?|fail(?:s|ed|ing)? (?:as|because|until|when|if|closed|fast))\b",
);

static CLAIM: Words = words!(
    r"\b(?:tests?|test suites?|suites?|checks?|validations?|verification|pytest|cargo test|npm test|go test|ci|build|acceptance|specs?)\b",
    r"[^.;!?]{0,60}?\b(?:pass(?:es|ed|ing)?|green|ok|succeed(?:s|ed)?|successful(?:ly)?|clean|complet(?:e|ed))\b",
    r"|\b(?:migrations?|deployments?|imports?|loads?|backfills?|roll-?outs?)\b[^.;!?]{0,40}?\b(?:verified|validated|checked)\b",
    r"|\b(?:pass(?:es|ed|ing)?|green|clean|successful)\b[^.;!?]{0,30}?\b(?:tests?|suites?|checks?|validations?|verification|ci|builds?)\b",
);

/// A claim that takes itself back.
static LIMITED: Words = words!(
    r"\b(?:fail\w*|not|n['’]t|except|but|until|red|blocked|partly|partial\w*|add(?:ed)? (?:\w+ ){0,3}tests?)\b"
);

const HELP: &str =
    "Remove the tick until the checks pass, or keep the output of the run in which they did";

fn look(context: &Context<'_>, report: &mut Report<'_>) {
    let plan = context.plan;
    let Some(failure) = failure(plan) else { return };
    let is_later = |entry: &&ProgressEntry| match (entry.stamp.day(), failure.day) {
        (Some(claimed), Some(failed)) => claimed <= failed,
        _ => true,
    };
    let mut claims = plan.progress.iter().filter(|entry| is_claim(entry));
    let Some(claim) = claims.rfind(is_later) else {
        return;
    };
    report.find(
        claim.text.origin,
        "This entry is ticked as passed, but the output kept in the plan shows a failure",
        HELP,
    );
    report.find(
        failure.line,
        "This output shows a failure, but Progress has the checks ticked as passed",
        HELP,
    );
}

fn is_claim(entry: &ProgressEntry) -> bool {
    let text = &entry.text.value;
    entry.mark == Some(Mark::Done) && CLAIM.is_match(text) && !LIMITED.is_match(text)
}

struct Failure {
    line: Span,
    day: Option<jiff::civil::Date>,
}

/// The failure that stands at the end of what the plan keeps; none where a later output passes.
fn failure(plan: &Plan) -> Option<Failure> {
    let lines = evidence(plan);
    let fails = |line: &str| FAILS.is_match(line) || COUNT.is_match(line);
    let last = lines.iter().rposition(|line| fails(&line.value))?;
    let introduction = introduction(plan, lines[last].origin);
    let words = introduction.map_or("", |text| &text.value);
    let passes = |line: &Sourced<String>| PASSES.is_match(&line.value);
    if KNOWN.is_match(words) || is_known(&lines[..=last]) || lines[last + 1..].iter().any(passes) {
        return None;
    }
    let counted = lines.iter().rev().find(|line| COUNT.is_match(&line.value));
    let line = counted.map_or(lines[last].origin, |line| line.origin);
    let day = find_date(words).and_then(|(_, day)| day);
    Some(Failure { line, day })
}

/// True where the failing line, or a comment or command shortly before it, says that it is known.
fn is_known(lines: &[Sourced<String>]) -> bool {
    const NEAR: usize = 12;
    let says = |line: &Sourced<String>| {
        let text = line.value.trim_start();
        text.starts_with(['#', '$', '>', '(']) && KNOWN.is_match(text)
    };
    let end = lines.last().is_some_and(|line| KNOWN.is_match(&line.value));
    end || lines.iter().rev().take(NEAR).any(says)
}

/// What steps left behind: lines of output, and the artifacts that are told in words.
fn evidence(plan: &Plan) -> Vec<Sourced<String>> {
    const RECORDS: [&str; 3] = ["artifacts", "outcomes", "progress"];
    let span = |id: &str| plan.section(id).map(|section| section.span);
    let records: Vec<Span> = RECORDS.into_iter().filter_map(span).collect();
    let is_record =
        |line: &&Sourced<String>| records.iter().any(|record| record.contains(line.origin));
    let told = span("artifacts")
        .into_iter()
        .flat_map(|artifacts| plan.texts_in(artifacts))
        .filter(|text| text.place != TextPlace::Heading)
        .flat_map(|text| text.value.lines().zip(&text.lines))
        .map(|(line, span)| Sourced::new(line.to_owned(), *span));
    let mut lines: Vec<Sourced<String>> = plan
        .outputs
        .iter()
        .filter(is_record)
        .cloned()
        .chain(told)
        .collect();
    lines.sort_by_key(|line| line.origin);
    lines
}

/// The text before a block of output.
fn introduction(plan: &Plan, line: Span) -> Option<&Text> {
    let before =
        |text: &&Text| text.origin.end() <= line.start() && text.place != TextPlace::Heading;
    plan.texts
        .iter()
        .filter(before)
        .max_by_key(|text| text.origin.end())
}
