//! `rollback-never-tested`: the plan changes production, and nobody tries the way back first.

use stopgate_expressions::words;
use stopgate_model::{Command, Plan, Role, Section, SectionKind, Text};
use stopgate_source::{Severity, Words};

use crate::contents::sentences;
use crate::{Check, Context, Report, Rule};

pub(crate) const RULE: Rule = Rule {
    code: "RBK009",
    name: "rollback-never-tested",
    summary: "The plan changes production and never tries its rollback",
    severity: Severity::Info,
    requirements: &[],
    check: Check::Plan(look),
};

static PRODUCTION: Words = words!(r"\b(?:prod|production)\b");
/// Words that speak of the code and not of the system.
static CODE: Words = words!(
    r"\bproduction[ -](?:code|grade|ready|quality|builds?|modules?|crates?|types?|sources?|paths?|queues?|drivers?|behaviou?r|implementation|use|logic|readiness|hardening)\b"
);
static CHANGES: Words = words!(
    r"\b(?:deploy\w*|migrat\w*|roll(?:s|ed)? ?out|releas\w*|cut-?over|switch\w*|appl(?:y|ies|ied)|run(?:s|ning)?|go(?:es)? live)\b"
);
static BACK: Words = words!(
    r"\b(?:roll(?:s|ed|ing)?[ -]?backs?|restor\w*|revert\w*|down-?grad\w*|down migrations?|way back|undo|undone|recover\w*)\b"
);
static TRIED: Words = words!(
    r"\b(?:test(?:s|ed|ing)?|tried|try|rehears\w*|drill\w*|practi[sc]\w*|exercis\w*|dry[ -]run\w*|verif\w*|validat\w*|prove[ns]?|proven|check(?:s|ed)?|staging|simulat\w*|game day)\b"
);
static EXPECTED: Words = words!(r"\bexpect(?:s|ed)?\b|✓");

fn look(context: &Context<'_>, report: &mut Report<'_>) {
    let plan = context.plan;
    let of_rollback = |section: &&Section| section.kind == SectionKind::Rollback && !section.empty;
    let Some(section) = plan.sections.iter().find(of_rollback) else {
        return;
    };
    let undoes = plan
        .commands
        .iter()
        .any(|command| command.role == Role::Rollback);
    if undoes && changes_production(plan) && !is_tried(plan, section) {
        report.find(
            section.heading,
            "This plan changes production, and its rollback is tried nowhere, so the first try is the emergency",
            "Add a check that runs the rollback on a copy or in staging, or say when it was tried",
        );
    }
}

fn changes_production(plan: &Plan) -> bool {
    let in_words = plan.texts.iter().any(|text| {
        PRODUCTION.is_match(&text.value)
            && sentences(&text.value).any(|range| {
                let words = &text.value[range];
                speaks_of_production(words) && CHANGES.is_match(words)
            })
    });
    in_words
        || plan
            .commands
            .iter()
            .any(|command| command.role == Role::Work && PRODUCTION.is_match(&command.text))
}

/// Tried are also a check that runs the way back, and an outcome that is expected of it outside of the rollback.
fn is_tried(plan: &Plan, rollback: &Section) -> bool {
    let runs = |command: &Command| command.role == Role::Check && BACK.is_match(&command.text);
    let in_words = |text: &Text| {
        let is_outside = !rollback.span.contains(text.origin);
        BACK.is_match(&text.value)
            && sentences(&text.value).any(|range| {
                let words = &text.value[range];
                BACK.is_match(words)
                    && (TRIED.is_match(words) || (is_outside && EXPECTED.is_match(words)))
            })
    };
    plan.commands.iter().any(runs) || plan.texts.iter().any(in_words)
}

fn speaks_of_production(words: &str) -> bool {
    PRODUCTION.find_iter(words).count() > CODE.find_iter(words).count()
}
