//! `interface-without-example`: interfaces that are told in words only.

use stopgate_expressions::words;
use stopgate_model::{Plan, Section};
use stopgate_source::{Severity, Words};

use crate::contents::{inside, says};
use crate::{Check, Context, Report, Rule};

pub(crate) const RULE: Rule = Rule {
    code: "TRC023",
    name: "interface-without-example",
    summary: "The interfaces show no request and no response",
    severity: Severity::Warning,
    requirements: &[],
    check: Check::Plan(look),
};

/// What an example looks like, and what makes one needless.
static SHOWN: Words = words!(
    r"`|[{}]|\b(?:get|post|put|patch|delete|head) /|\bhttps?://|\w\([^)]*\)|->|::|\b[a-z]+_[a-z]",
    r"|\b(?:no|without|none of the) (?:\w+ )?(?:interfaces?|apis?|endpoints?|contracts?|surfaces?)\b",
    r"|^\W*none\b|\bn/a\b|\bnot applicable\b|\bunchanged\b|\bremains? as\b|\bstays? as\b",
);

/// Bytes a paragraph or item costs beside its text: marker, indentation, blank line.
const AROUND_TEXT: usize = 8;

fn look(context: &Context<'_>, report: &mut Report<'_>) {
    let plan = context.plan;
    let Some(section) = plan.section("interfaces") else {
        return;
    };
    if !section.empty && !says(plan, section, &SHOWN) && !has_block(plan, section) {
        report.find(
            section.heading,
            "No request and no response is shown, so each side builds the contract it imagines",
            "Add an example of a request and of its response, with real field names and values",
        ).ask("What do a request and its response look like? Both sides build on it. For example: POST /v1/credits, 202?");
    }
}

/// True when much of the section is no text: a code block, which the plan keeps nowhere else.
fn has_block(plan: &Plan, section: &Section) -> bool {
    let texts = plan.texts_in(inside(section));
    let covered: usize = texts.map(|text| text.origin.len() + AROUND_TEXT).sum();
    inside(section).len() > covered + AROUND_TEXT
}
