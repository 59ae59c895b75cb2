//! `irreversible-step-unmarked`: a task destroys data, and the plan names neither a copy nor the loss.
//!
//! Looks at work that is described in words; commands have a rule of their own.

use std::collections::BTreeSet;

use stopgate_expressions::{pattern, words};
use stopgate_model::{Plan, SectionKind, Text, TextPlace};
use stopgate_source::{Pattern, Severity, Span, Words};

use crate::contents::loss::is_thought_of;
use crate::contents::sentences;
use crate::{Check, Context, Report, Rule};

pub(crate) const RULE: Rule = Rule {
    code: "RBK004",
    name: "irreversible-step-unmarked",
    summary: "A step destroys data, and the plan names neither a copy nor that it cannot be undone",
    severity: Severity::Warning,
    requirements: &[],
    check: Check::Plan(look),
};

/// `Drop the old table`, `purge all rows of`, `delete the legacy bucket`.
static LOSES: Pattern = pattern!(
    r"(?i)^\W*(?:\d+(?:\.\d+)*[.)]?\s+)?(?:then |finally |and |we |the job |it )?(?:permanently )?(?:drop|drops|delete|deletes|truncate|truncates|purge|purges|wipe|wipes|erase|erases|destroy|destroys)\s+",
    r"(?:\S+\s+){0,4}?(?:tables?|columns?|databases?|datasets?|buckets?|schemas?|rows|records|partitions?|topics?|volumes?|disks?|clusters?|namespaces?|customer data|user data|production data|history|accounts?)\b",
    r"|(?:, | and |, then | then )(?:drops|deletes|truncates|purges|wipes|erases|destroys) the\s+(?:\S+\s+){0,2}?(?:tables?|columns?|databases?|datasets?|buckets?|schemas?)\b",
    r"|\bthe\s+(?:\S+\s+){0,2}?(?:tables?|columns?|databases?|datasets?|buckets?|schemas?)\s+(?:\S+\s+){0,8}?(?:is|are|gets?|will be) (?:then |finally )?(?:dropped|deleted|truncated|purged|wiped|erased|destroyed)\b",
    r"|\b(?:is|are|will be) (?:dropped|deleted|purged|wiped|erased) from(?: the)?(?:\s{3,}|\s+\S+\s+(?:tables?|databases?|datasets?|buckets?)\b)",
);

static DENIED: Words = words!(
    r"\b(?:not|never|no|without|instead of|nothing|only if|duplicate|duplicates|empty|unused index)\b|n't\b"
);

fn look(context: &Context<'_>, report: &mut Report<'_>) {
    let plan = context.plan;
    let places = losses(plan);
    if places.is_empty() || is_thought_of(plan) {
        return;
    }
    for span in places {
        report
            .find(
                span,
                "This step destroys data for good, and the plan names neither a copy nor that it \
                 cannot be undone",
                "Say how the data comes back (a backup, an export, a time until which it is kept), or \
                 mark the step as irreversible",
            )
            .ask(
                "How does the data of this step come back if it was needed? For example: snapshot kept for 30 days, or: irreversible, agreed",
            );
    }
}

fn losses(plan: &Plan) -> BTreeSet<Span> {
    let mut places = BTreeSet::new();
    for text in &plan.texts {
        for sentence in sentences(&text.plain) {
            let words = &text.plain[sentence.clone()];
            if LOSES.is_match(words) && !DENIED.is_match(words) && is_work(plan, text) {
                places.insert(text.line_of(sentence.start));
            }
        }
    }
    places
}

/// True for text of a section that says what is done.
fn is_work(plan: &Plan, text: &Text) -> bool {
    let section = text.section.and_then(|at| plan.sections.get(at));
    let in_phase = || {
        plan.phases
            .iter()
            .any(|phase| phase.span.contains(text.origin))
    };
    let speaks_of_work = section.is_some_and(|section| match section.id.as_deref() {
        Some(_) => {
            matches!(section.kind, SectionKind::Tasks | SectionKind::Steps)
                || section.id.as_deref() == Some("work")
        }
        None => in_phase(),
    });
    text.visible
        && !matches!(text.place, TextPlace::Quote | TextPlace::Cell(true))
        && speaks_of_work
}
