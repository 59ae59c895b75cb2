//! `empty-requirement`: a requirement with an id and nothing behind it.

use stopgate_expressions::words;
use stopgate_model::{Plan, Requirement};
use stopgate_source::{Severity, Words};

use crate::{Check, Context, Report, Rule};

pub(crate) const RULE: Rule = Rule {
    code: "REQ019",
    name: "empty-requirement",
    summary: "A requirement has an id and no content",
    severity: Severity::Error,
    requirements: &[],
    check: Check::Plan(look),
};

/// Nothing, or a label that waits for its content: `(Security):`, `Security:`.
static NOTHING: Words =
    words!(r"^[\s:.–—-]*(?:\([^()]*\)[\s:.–—-]*|(?:[\w/&-]+ )?[\w/&-]+\s*:\s*[–—-]?)?$");

/// An id alone, without the colon that would make it one.
static ID: Words = words!(r"^[a-z]{1,6}[-.]?\d{1,4}$");

fn look(context: &Context<'_>, report: &mut Report<'_>) {
    for requirement in &context.plan.requirements {
        let text = requirement.text.trim();
        let id = match &requirement.id {
            Some(id) if NOTHING.is_match(text) => id.value.as_str(),
            None if ID.is_match(text) => text,
            _ => continue,
        };
        if !has_parts(requirement, context.plan) {
            report.find(
                requirement.origin,
                format!("{id} has no content, so nobody can build or test it"),
                "Write what must hold, with a number where there is one, or remove the entry",
            );
        }
    }
}

/// True where more than one piece of text stands in the item.
fn has_parts(requirement: &Requirement, plan: &Plan) -> bool {
    plan.texts_in(requirement.origin).nth(1).is_some()
}
