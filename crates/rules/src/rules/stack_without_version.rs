//! `stack-without-version`: an entry of the technical stack without a version.
//!
//! Services that somebody else operates have no version that one could name.

use stopgate_expressions::words;
use stopgate_source::{Severity, Words};

use crate::standing::{brief, is_blank};
use crate::{Check, Context, Report, Rule};

pub(crate) const RULE: Rule = Rule {
    code: "STK001",
    name: "stack-without-version",
    summary: "An entry of the stack has no version",
    severity: Severity::Warning,
    requirements: &[],
    check: Check::Plan(look),
};

static WITHOUT_VERSION: Words = words!(
    r"^\W*(?:none|no|not|n/?a|unchanged|existing|as is|same)\b|\b(?:standard library|stdlib|built[- ]?in|managed|hosted|saas|serverless|not applicable)\b",
    r"|\b(?:aws|gcp|azure|google cloud|bigquery|cloud (?:run|functions|storage|sql)|lambda|dynamodb|snowflake|cloudflare)\b",
    r"|\b(?:github|gitlab) (?:actions|ci)\b|\b(?:manual|exploratory)\b",
);

fn look(context: &Context<'_>, report: &mut Report<'_>) {
    for entry in &context.plan.stack {
        let Some(value) = entry.value.text() else {
            continue;
        };
        let has_version = value.chars().any(|c| c.is_ascii_digit());
        if !has_version && !is_blank(value) && !WITHOUT_VERSION.is_match(value) {
            report
                .find(
                    entry.origin,
                    format!(
                        "{} \"{}\" has no version, so two people may build with different ones",
                        entry.label,
                        brief(value)
                    ),
                    "Add the version in use, as the repository states it",
                )
                .ask(format!(
                    "Which version of {} is in use? For example: the one that the lock file names",
                    entry.label
                ));
        }
    }
}
