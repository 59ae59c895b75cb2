//! `spec-changed-since-snapshot`: a spec whose version or date is not the one that the snapshot was taken of.

use stopgate_expressions::{pattern, words};
use stopgate_model::{Plan, Spec, Text, parse_date};
use stopgate_source::{Pattern, Severity, Span, Words};

use crate::contents::texts;
use crate::{Check, Context, Report, Rule};

pub(crate) const RULE: Rule = Rule {
    code: "TRC007",
    name: "spec-changed-since-snapshot",
    summary: "The spec has changed since the snapshot",
    severity: Severity::Error,
    requirements: &["S1"],
    check: Check::Plan(look),
};

static VERSION: Pattern = pattern!(r"(?i)\b(?:v|version:?\s+v?)(\d+(?:\.\d+)*)\b");

/// Other things than the spec have versions, too.
static OF_SPEC: Words = words!(r"\b(?:spec\w*|version|snapshot|synced)\b");

/// Digits of a digest that tell two texts apart.
static DIGEST: Pattern = pattern!(r"\bsha256:([0-9a-f]{12,64})\b");

static READ: Pattern = pattern!(
    r"(?i)\b(?:read|synced|snapshot|taken|captured|as)(?:\s+(?:on|of|at|taken))*:?\s+(\d{4}-\d{2}-\d{2})"
);

fn look(context: &Context<'_>, report: &mut Report<'_>) {
    let plan = context.plan;
    let Some(spec) = &plan.spec else { return };
    let changed = other_version(plan, spec).or_else(|| later_date(plan, spec));
    if let Some((line, said, is)) = changed.or_else(|| other_bytes(plan, spec)) {
        report.find(
            line,
            format!(
                "The snapshot was taken of {said}, but {} is {is} now",
                spec.path
            ),
            "Read the spec again, renew the snapshot, and check what the change means for the plan",
        );
    }
}

fn snapshot(plan: &Plan) -> impl Iterator<Item = &Text> {
    plan.section("snapshot")
        .into_iter()
        .flat_map(|section| texts(plan, section))
}

fn other_version(plan: &Plan, spec: &Spec) -> Option<(Span, String, String)> {
    let current = bare(spec.version.as_deref()?);
    let named = |text| VERSION.captures_iter(text).filter_map(|found| found.get(1));
    let mut versions = snapshot(plan)
        .filter(|text| OF_SPEC.is_match(&text.value))
        .flat_map(|text| named(&text.plain).map(move |version| (text, version)))
        .peekable();
    let (text, first) = *versions.peek()?;
    let named_too = versions.any(|(_, version)| bare(version.as_str()) == current);
    let line = text.line_of(first.start());
    (!named_too).then(|| (line, format!("v{}", first.as_str()), format!("v{current}")))
}

/// Another text than the one whose digest the snapshot holds.
fn other_bytes(plan: &Plan, spec: &Spec) -> Option<(Span, String, String)> {
    let (text, found) =
        snapshot(plan).find_map(|text| Some((text, DIGEST.captures(&text.plain)?.get(1)?)))?;
    let is_same = spec.digest.is_empty() || spec.digest.starts_with(found.as_str());
    let short = |digest: &str| format!("sha256:{}", digest.get(..12).unwrap_or(digest));
    let line = text.line_of(found.start());
    (!is_same).then(|| (line, short(found.as_str()), short(&spec.digest)))
}

/// `v1.2.0` is `1.2`.
fn bare(version: &str) -> &str {
    let version = version.trim().trim_start_matches(['v', 'V']);
    version
        .strip_suffix(".0")
        .filter(|rest| rest.contains('.'))
        .unwrap_or(version)
}

fn later_date(plan: &Plan, spec: &Spec) -> Option<(Span, String, String)> {
    let changed = spec.date?;
    let (text, found) =
        snapshot(plan).find_map(|text| Some((text, READ.captures(&text.plain)?.get(1)?)))?;
    let read = parse_date(found.as_str())?;
    let line = text.line_of(found.start());
    (changed > read).then(|| (line, format!("the spec of {read}"), format!("of {changed}")))
}
