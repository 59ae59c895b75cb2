//! `interface-without-errors`: interfaces without a word about what happens when a call fails.

use stopgate_expressions::words;
use stopgate_source::{Severity, Words};

use crate::contents::says;
use crate::standing::says_nothing;
use crate::{Check, Context, Report, Rule};

pub(crate) const RULE: Rule = Rule {
    code: "TRC011",
    name: "interface-without-errors",
    summary: "The interfaces say nothing about errors",
    severity: Severity::Error,
    requirements: &[],
    check: Check::Plan(look),
};

static FAILURE: Words = words!(
    r"\b(?:errors?|fail\w*|fault\w*|exceptions?|throws?|thrown|raises?|reject\w*|refus\w+|den(?:y|ies|ied)|invalid\w*",
    r"|unavailab\w+|time[sd]?[- ]?outs?|retr(?:y|ies|ied|ying)|fall(?:s)?[- ]?back|dead[- ]letter\w*|dlq|abort\w*|conflicts?",
    r"|not found|unauthori[sz]ed|forbidden|too many|problem\+json|malformed|bad request|rate[- ]limit\w*|circuit|unknown \w+ (?:is|are))\b",
    r"|(?:^|[^\d.,])[45](?:\d\d|xx)\b|\bexit (?:code|status)\b|\bnon-?zero\b",
);

fn look(context: &Context<'_>, report: &mut Report<'_>) {
    let plan = context.plan;
    let Some(section) = plan.section("interfaces") else {
        return;
    };
    if !says_nothing(plan, "interfaces") && !says(plan, section, &FAILURE) {
        report.find(
            section.heading,
            "The interfaces say nothing about errors, so callers will each invent their own handling",
            "List the errors of each interface and what the caller does about them",
        ).ask("Which errors can each interface return, and what does the caller do? For example: 503, retry after 5 s?");
    }
}
