//! `no-path-without-credentials`: the checks need credentials, and there is no way without them.

use stopgate_expressions::{pattern, words};
use stopgate_model::{Plan, Section};
use stopgate_source::{Pattern, Severity, Words};

use crate::contents::{commands, sentences, texts};
use crate::{Check, Context, Report, Rule};

pub(crate) const RULE: Rule = Rule {
    code: "EXE018",
    name: "no-path-without-credentials",
    summary: "Nothing can be verified without credentials",
    severity: Severity::Error,
    requirements: &[],
    check: Check::Plan(look),
};

static NEEDED: Pattern = pattern!(
    let secret = r"(?:credentials?|access keys?|(?:api|access|auth|deploy) (?:keys?|tokens?)|vpn|(?:production|staging|cloud|aws|gcp|azure|database|admin) access|access to (?:\S+ ){0,3}(?:staging|production|aws|gcp|azure|databases?|accounts?|clusters?))";
    let need = r"(?:needs?|needed|requires?|required|depends? on|unavailable|not available|missing|lacks?|without|must have|have no|has no|only with)";
    let held = r"\b(?:only|nobody but|no one but) (?:\S+ ){1,3}?(?:has|have|holds?|knows?) (?:the |a |an )?(?:\S+ )?(?:passwords?|log-?ins?|accounts?|credentials?|tokens?|keys?)\b";
    r"(?i){held}|\b(?:without|needs?|requires?) (?:a |an |the )?(?:\w+ )?(?:account|log-?in) (?:there|on|at|for|of)\b|\b{need}\b[^;,]{0,40}\b{secret}(?:\W|$)|\b{secret}[^;,]{0,40}\b{need}\b|\b(?:needs?|requires?) (?:(?:\S+ ){0,3}(?:secrets?|(?:aws|gcp|azure|cloud) accounts?)|(?:\w+ )?access to)\b"
);

static NOT_NEEDED: Words = words!(
    r"\b(?:no|not|without|needs? no|never|nothing)\b(?:\s+\w+){0,4}?\s+(?:need\w*|requir\w*|credentials? (?:is|are) (?:needed|required|necessary)|(?:is|are) (?:needed|required))\b|\bneeds? no\b|\brequires? no\b"
);

static OFFERED: Words = words!(
    r"\b(?:local|locally|localhost|mock\w*|stub\w*|fak(?:e|es|ed)|fixtures?|sqlite|duckdb|docker|compose|containers?|emulat\w*|dry[- ]runs?|replica|samples?|in-memory|sandbox\w*|synthetic|recorded|offline|moto|localstack|minio|testcontainers?|simulat\w*|test double)\b"
);

/// Words before an offer that take it back: `there is no local path`.
static WITHDRAWN: Words = words!(
    r"\b(?:no|not|never|neither|nor|cannot|without|nothing|instead of|impossible)\b(?:\s+\w+){0,2}\s*$"
);

static LOCAL_COMMAND: Words = words!(
    r"\bdocker\b|sqlite|localhost|127\.0\.0\.1|--dry-?run|--mock|--local|--offline|\b(?:mock|fake|emulator|localstack|fixtures?)\b|(?:^|[/ =_-])local(?:[./ _-]|$)"
);

fn look(context: &Context<'_>, report: &mut Report<'_>) {
    let plan = context.plan;
    let Some(section) = plan.section("validation") else {
        return;
    };
    let needed = texts(plan, section).any(|text| says_needed(&text.plain));
    let around = [Some(section), plan.section("steps")];
    if needed
        && !around
            .into_iter()
            .flatten()
            .any(|section| offers_path(plan, section))
    {
        report.find(
            section.heading,
            "The checks need credentials, and there is no way to verify anything without them",
            "Add a local or mocked path (a container, a sample, a dry run), and the steps for production",
        ).ask("How can somebody without credentials verify this? For example: `make test-local` against a container");
    }
}

fn says_needed(text: &str) -> bool {
    sentences(text).any(|range| {
        let sentence = &text[range];
        NEEDED.is_match(sentence) && !NOT_NEEDED.is_match(sentence)
    })
}

fn offers_path(plan: &Plan, section: &Section) -> bool {
    let said = texts(plan, section).any(|text| {
        let mut offers = OFFERED.find_iter(&text.plain);
        offers.any(|offer| !WITHDRAWN.is_match(&text.plain[..offer.start()]))
    });
    said || commands(plan, section).any(|command| LOCAL_COMMAND.is_match(&command.text))
}
