//! `vague-wording`: words that nobody can measure or carry out: "user-friendly", "as needed", "etc.".
//!
//! Two kinds: words that are vague wherever a plan promises something, and everyday words (fast, good, easy) that
//! are vague only where something is demanded. A number with a unit in the sentence settles both.

use std::collections::BTreeMap;
use std::ops::Range;

use stopgate_expressions::words;
use stopgate_model::{Plan, SectionKind, Text};
use stopgate_source::{Severity, Span, Words};

use crate::contents::cover::Cover;
use crate::contents::sentences;
use crate::phrases::is_body;
use crate::standing::listed;
use crate::{Check, Context, Report, Rule};

pub(crate) const RULE: Rule = Rule {
    code: "EVD003",
    name: "vague-wording",
    summary: "Words that nobody can measure or carry out",
    severity: Severity::Warning,
    requirements: &[],
    check: Check::Plan(look),
};

static ALWAYS: Words = words!(
    r"\b(?:user[- ]friendl(?:y|iness)|intuitive(?:ly)?|snapp(?:y|ier)|seamless(?:ly)?|eas(?:y|ier)[- ]to[- ]use",
    r"|state[- ]of[- ]the[- ]art|best[- ]in[- ]class|performant|adequate(?:ly)?|reasonabl[ey]|sufficiently|good enough",
    r"|as (?:appropriate|needed|necessary|(?:fast|quickly|soon|good|much|little|well) as possible)",
    r"|(?:if|where|when|wherever|whenever) (?:possible|appropriate|feasible|practical|needed|necessary)",
    r"|whatever (?:else|is (?:needed|necessary|required)|it takes|turns out|seems|comes up)",
    r"|(?:significant|considerab|substantial|drastical|marked)ly (?:less|more|few\w*|fast\w*|slow\w*|better|worse|small\w*|larg\w*|reduc\w*|improv\w*|quick\w*|short\w*|low\w*|high\w*)|in a timely (?:manner|fashion|way)",
    r"|anything else (?:that is )?(?:needed|necessary|required|useful)|and so (?:on|forth)|and the like|etc)\b",
);

static DEMANDED: Words = words!(
    r"\b(?:fast(?:er)?|quick(?:er|ly)?|eas(?:y|ier|ily)|good|better|nice(?:ly)?|efficient(?:ly)?|robust(?:ly)?",
    r"|smooth(?:ly|er)?|responsive|scalable|reliabl[ey]|flexible|lightweight)\b",
);

/// Vague as a result; elsewhere it gives leave: `new fields are acceptable`.
static AGREEABLE: Words = words!(r"\bacceptabl[ey]\b");

static MODAL: Words = words!(
    r"\b(?:should|must|shall|ought to|needs? to|ha(?:s|ve) to|we want|feels?|will be|becomes?)\b"
);

/// Everyday words that mean something exact here: `fail fast`, `fast-forward`, `known-good`.
static EXACT: Words = words!(
    r"\b(?:fail[- ]fast|fast[- ](?:forward|path|lane|track|fail|follow)\w*|quick[- ]?(?:start|sort|fix)\w*",
    r"|known[- ]good|last[- ]good|good(?:will|s)|good[- ](?:faith|news|morning)|better than\s+\S*\d|(?:a|the) good (?:record|row|message|file)\w*)\b",
);

static MEASURE: Words = words!(
    r"\d\s*(?:%|‰|°|€|\$|£)|\d[\d.,]*\s?(?:percent|[mµun]?s|sec\w*|min\w*|h|hours?|d|days?|weeks?|months?|years?|[kmgt]i?b(?:yte)?s?",
    r"|x|times|tries|r[ep]s|qps|fps|hz|px|m|km|eur|usd|points?|clicks?|taps?|steps?|errors?|warnings?|failures?|rows?|records?",
    r"|users?|requests?|tests?|items?|lines?|people|persons?|calls?|events?|messages?)\b",
    r"|(?:at (?:most|least)|below|under|above|over|within|(?:less|more|fewer) than|up to|exactly|[<>≤≥=])\s*\d",
);

fn look(context: &Context<'_>, report: &mut Report<'_>) {
    let plan = context.plan;
    let elsewhere = spans(plan, is_elsewhere);
    let demanding = spans(plan, |id, kind| {
        matches!(kind, SectionKind::Criteria | SectionKind::Requirements)
            || matches!(id, "goals" | "criteria" | "objective" | "reliability")
    });
    let expected: Cover = plan
        .checks
        .iter()
        .filter_map(|check| check.expected.filled())
        .map(|expected| expected.origin)
        .collect();
    let mut found: BTreeMap<Span, Vec<&str>> = BTreeMap::new();
    for text in plan.texts.iter().filter(|text| is_body(text)) {
        if !elsewhere.contains(text.origin) {
            for words in vague(
                text,
                demanding.contains(text.origin) || expected.contains(text.origin),
            ) {
                found
                    .entry(text.line_of(words.start))
                    .or_default()
                    .push(&text.value[words]);
            }
        }
    }
    for (line, words) in found {
        report.find(
            line,
            format!("{} cannot be verified or carried out", quoted(&words)),
            "Say what exactly: a number with its unit, or the full list",
        ).ask(format!("Which number or full list stands for {}, so that it can be verified? For example: within 200 ms at p95", quoted(&words)));
    }
}

fn quoted(words: &[&str]) -> String {
    let quoted: Vec<String> = words.iter().map(|word| format!("\"{word}\"")).collect();
    listed(&quoted.iter().map(String::as_str).collect::<Vec<_>>())
}

/// Parts that report, quote or weigh instead of demanding.
fn is_elsewhere(id: &str, kind: SectionKind) -> bool {
    use SectionKind::{
        Decisions, Discoveries, Gaps, Options, Progress, Questions, Risks, Snapshot,
    };
    matches!(
        kind,
        Decisions | Discoveries | Gaps | Options | Progress | Questions | Risks | Snapshot
    ) || matches!(
        id,
        "context"
            | "alternatives"
            | "current"
            | "outcomes"
            | "notes"
            | "references"
            | "artifacts"
            | "stories"
            | "next"
    )
}

fn spans(plan: &Plan, wanted: impl Fn(&str, SectionKind) -> bool) -> Cover {
    let sections = plan.sections.iter();
    let wanted =
        sections.filter(|section| wanted(section.id.as_deref().unwrap_or(""), section.kind));
    wanted.map(|section| section.span).collect()
}

fn vague(text: &Text, demanding: bool) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    for sentence in sentences(&text.plain) {
        let said = &text.plain[sentence.clone()];
        if MEASURE.is_match(said) {
            continue;
        }
        let mut words: Vec<Range<usize>> =
            ALWAYS.find_iter(said).map(|word| word.range()).collect();
        if demanding || MODAL.is_match(said) {
            let exact: Vec<Range<usize>> = EXACT.find_iter(said).map(|word| word.range()).collect();
            let everyday = DEMANDED
                .find_iter(said)
                .filter(|word| !holds(&exact, word.start()));
            let new = everyday.filter(|word| !holds(&words, word.start()));
            let new: Vec<Range<usize>> = new.map(|word| word.range()).collect();
            words.extend(new);
        }
        if demanding {
            words.extend(AGREEABLE.find_iter(said).map(|word| word.range()));
        }
        words.sort_by_key(|word| word.start);
        found.extend(
            words
                .into_iter()
                .map(|word| word.start + sentence.start..word.end + sentence.start),
        );
    }
    found
}

/// True when one of the ranges, which stand in order, holds the byte.
fn holds(ranges: &[Range<usize>], at: usize) -> bool {
    let range = ranges.partition_point(|range| range.end <= at);
    ranges.get(range).is_some_and(|range| range.contains(&at))
}
