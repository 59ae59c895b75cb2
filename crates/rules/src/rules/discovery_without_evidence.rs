//! `discovery-without-evidence`: a surprise is noted, but nothing shows it.

use stopgate_expressions::words;
use stopgate_model::{Cell, Discovery};
use stopgate_source::{Severity, Words};

use crate::{Check, Context, Report, Rule};

pub(crate) const RULE: Rule = Rule {
    code: "LIV006",
    name: "discovery-without-evidence",
    summary: "A discovery has no evidence",
    severity: Severity::Error,
    requirements: &[],
    check: Check::Plan(look),
};

static NOTHING: Words = words!(
    r"^\W*(?:none|nothing|no (?:surprises?|discover\w+|observations?|findings?|unexpected)|not yet|n/?a|pending|tbd|to be (?:filled|written|added|recorded|determined|completed))\b"
);

/// What a free bullet says when it carries its own evidence: code, a number, or where it was seen.
static SHOWN: Words = words!(
    r"[`\d]|\b(?:evidence|proof|logs?|logged|output|outputs|print(?:s|ed)?|trace|traceback|error message|measured|measurement|profil\w+|screenshot|see|seen|shows?|showed|shown|reproduc\w+|confirmed|verified|tested|tests?|report(?:s|ed)?|observed|diff|commit)\b"
);

fn look(context: &Context<'_>, report: &mut Report<'_>) {
    for discovery in &context.plan.discoveries {
        if lacks_evidence(discovery) {
            report.find(
                discovery.origin,
                "This discovery has no evidence, so nobody can check it or see whether it still holds",
                "Add `Evidence:` with a line of output, a log line or a test that shows it",
            ).ask("What shows this? Evidence lets others check it. For example: a line of test output?");
        }
    }
}

fn lacks_evidence(discovery: &Discovery) -> bool {
    let observation = discovery.observation.text().unwrap_or_default();
    let says_nothing = !observation.contains(char::is_alphanumeric) && discovery.keyed;
    if NOTHING.is_match(observation) || (says_nothing && !observation.is_empty()) {
        return false;
    }
    if discovery.keyed {
        let hollow = discovery.evidence.text().is_some_and(is_hollow);
        return hollow || (discovery.evidence.is_unfilled() && !has_block_behind(discovery));
    }
    observation.split_whitespace().count() > 3 && !SHOWN.is_match(observation)
}

/// True for evidence that is put off, or for a few words that show nothing.
fn is_hollow(evidence: &str) -> bool {
    static PUT_OFF: Words = words!(
        r"^\W*(?:to follow|to come|later|pending|none(?: yet)?|n/?a|tbd|todo|missing|unknown|not (?:kept|recorded|saved|available)(?: yet)?)\W*$"
    );
    const FEW: usize = 3;
    let few = evidence.split_whitespace().count() <= FEW;
    PUT_OFF.is_match(evidence) || (few && !SHOWN.is_match(evidence) && !evidence.contains("://"))
}

/// `Evidence:` with nothing on its line, and more of the entry behind it: a code block.
fn has_block_behind(discovery: &Discovery) -> bool {
    matches!(discovery.evidence, Cell::Empty(key) if key.end() + 1 < discovery.origin.end())
}
