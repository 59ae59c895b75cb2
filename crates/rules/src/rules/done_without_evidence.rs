//! `done-without-evidence`: all work is ticked, and the plan keeps no proof of any of it.
//!
//! Judged for the plan as a whole: real plans tick many small steps, and keep the proof of some.

use stopgate_expressions::words;
use stopgate_model::{Mark, Plan, SectionKind};
use stopgate_source::{Severity, Words};

use crate::{Check, Context, Report, Rule};

pub(crate) const RULE: Rule = Rule {
    code: "EVD004",
    name: "done-without-evidence",
    summary: "All work is ticked, and nothing in the plan proves any of it",
    severity: Severity::Warning,
    requirements: &[],
    check: Check::Plan(look),
};

/// What a result looks like: counts, exit codes, verdicts of tools, commits, files, links.
static PROOF: Words = words!(
    r"\b\d+(?:[.,]\d+)* ?(?:/|of) ?\d+\b|\b\d+ (?:\w+ ){0,2}(?:pass(?:ed|es|ing)?|fail(?:ed|ures?)?|tests?|rows?|errors?|warnings?|files?|records?|ms|s|seconds|minutes|mb|gb|%)\b",
    r"|\bpass(?:es|ed|ing)?\b|\bgreen\b|\bexit(?:s|ed)?(?: with)?(?: code)? 0\b|\bsucceed(?:s|ed)?\b|\bsuccessful(?:ly)?\b|\bverified\b|\bvalidated\b|\bconfirmed\b|\boutput\b|\blogs?\b|\bscreenshots?\b|\btranscript\b|\bevidence\b",
    r"|\b(?:commit|pr|pull request|run|build|job) #?`?[0-9a-f]{4,}|https?://|\.(?:log|out|png|json|csv|txt)\b|\b[0-9a-f]{7,40}\b",
);

fn look(context: &Context<'_>, report: &mut Report<'_>) {
    let plan = context.plan;
    let done = plan
        .progress
        .iter()
        .filter(|entry| entry.mark == Some(Mark::Done))
        .count();
    let all = done > 0
        && done
            == plan
                .progress
                .iter()
                .filter(|entry| entry.mark.is_some())
                .count();
    if !all || has_proof(plan) {
        return;
    }
    let progress = plan
        .sections
        .iter()
        .find(|section| section.kind == SectionKind::Progress);
    report
        .find(
            progress.map_or(plan.anchor, |section| section.heading),
            "Everything is ticked here, and the plan keeps no output, no count and no result that proves it",
            "Keep a few lines of output for each milestone, with the command that printed them",
        )
        .ask("What shows that this work is done? For example: `pytest -q` printed `41 passed` on 2026-03-04");
}

fn has_proof(plan: &Plan) -> bool {
    // A decision gives reasons, and a number in it proves no work.
    let tells = |at: Option<usize>| {
        at.and_then(|at| plan.sections.get(at))
            .is_some_and(|section| section.living && section.kind != SectionKind::Decisions)
    };
    let printed =
        |line: &str| PROOF.is_match(line) || line.trim_start().starts_with(['$', '>', '%']);
    plan.outputs.iter().any(|line| printed(&line.value))
        || plan
            .texts
            .iter()
            .any(|text| tells(text.section) && PROOF.is_match(&text.value))
}
