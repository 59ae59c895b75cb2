//! `evidence-older-than-code`: a file was changed after the last time that the plan proves anything of it.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use jiff::ToSpan as _;
use jiff::tz::TimeZone;
use stopgate_model::{Mark, ProgressEntry, Stamp};
use stopgate_source::{Severity, Span, Words};

use crate::contents::past::{day, file, is_everybodys, last_change};
use crate::contents::stage::{Stage, stage};
use crate::phrases::occurs;
use crate::{Check, Context, Report, Rule};

pub(crate) const RULE: Rule = Rule {
    code: "EVD006",
    name: "evidence-older-than-code",
    summary: "A file was changed after the proof that it works",
    severity: Severity::Warning,
    requirements: &["E1"],
    check: Check::Plan(look),
};

/// Seconds that a commit may come after the proof of what it holds.
const SLACK: i64 = 24 * 60 * 60;

static PROOF: LazyLock<Words> = LazyLock::new(|| {
    Words::new(
        r"\bpass(?:ed|es|ing)?\b|\bgreen\b|\b(?:re)?verified\b|\b(?:re)?validated\b|\bconfirmed\b|\bmeasured\b|\btested\b|\bbenchmark(?:ed|s)?\b|\bproves?\b|\bproven\b",
    )
});

/// What an entry proves, and when.
struct Proof {
    when: i64,
    origin: Span,
}

fn look(context: &Context<'_>, report: &mut Report<'_>) {
    if stage(context.plan) != Stage::UnderWay {
        return;
    }
    let proofs = proofs(context);
    let Some(newest) = proofs.iter().map(|proof| proof.when).max() else {
        return;
    };
    let Some((history, ..)) = last_change(context) else {
        return;
    };
    for (path, proof) in by_file(context, &proofs) {
        let Some((place, commit, _)) = history.changes(path).next() else {
            continue;
        };
        let with_plan = history
            .changes(file(context))
            .any(|(other, ..)| other == place);
        if commit.time > newest + SLACK && !with_plan {
            let message = format!(
                "`{path}` was changed on {}, after this proof, so the proof says nothing of the file as it is",
                day(commit)
            );
            report.find(
                proof.origin,
                message,
                "Run the check again, and write down what it says now",
            );
        }
    }
}

fn proofs(context: &Context<'_>) -> Vec<Proof> {
    let done = context.plan.progress.iter();
    let done = done.filter(|entry| entry.mark == Some(Mark::Done));
    let proof = |entry: &ProgressEntry| {
        let when = second_of(&entry.stamp)?;
        let origin = entry.origin;
        occurs(context.plan, origin, &PROOF).then_some(Proof { when, origin })
    };
    done.filter_map(proof).collect()
}

/// The second of an instant, or the last one of a day.
fn second_of(stamp: &Stamp) -> Option<i64> {
    match stamp {
        Stamp::Instant(at, _) => Some(at.as_second()),
        Stamp::Day(day, _) | Stamp::Ambiguous(day, _) => {
            let next = day.checked_add(1.day()).ok()?;
            Some(next.to_zoned(TimeZone::UTC).ok()?.timestamp().as_second())
        }
        Stamp::Absent | Stamp::Impossible(_) | Stamp::Unfilled(_) => None,
    }
}

/// The newest proof of each file that a proof names.
fn by_file<'a, 'p>(context: &Context<'a>, proofs: &'p [Proof]) -> BTreeMap<&'a str, &'p Proof> {
    let mut newest: BTreeMap<&str, &Proof> = BTreeMap::new();
    let mentions = context.queries.files().mentions.iter();
    for mention in mentions.filter(|mention| !is_everybodys(mention.path)) {
        let at = mention.text.origin;
        let around = proofs.partition_point(|proof| proof.origin.start() <= at.start());
        let around = around.checked_sub(1).and_then(|place| proofs.get(place));
        let Some(proof) = around.filter(|proof| proof.origin.contains(at)) else {
            continue;
        };
        let known = newest.entry(mention.path).or_insert(proof);
        if known.when < proof.when {
            *known = proof;
        }
    }
    newest
}
