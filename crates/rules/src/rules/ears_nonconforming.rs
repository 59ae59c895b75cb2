//! `ears-nonconforming`: a requirement follows none of the EARS patterns.

use stopgate_expressions::words;
use stopgate_source::{Severity, Words};

use crate::standing::{brief, is_blank};
use crate::{Check, Context, Report, Rule};

pub(crate) const RULE: Rule = Rule {
    code: "REQ017",
    name: "ears-nonconforming",
    summary: "A requirement follows none of the EARS patterns",
    severity: Severity::Info,
    requirements: &[],
    check: Check::Plan(look),
};

/// `The loader shall …`, `When …, the loader shall …`, `While …`, `Where …`, `If …, then …`.
static PATTERN: Words = words!(
    r"^\W*(?:(?:when|while|where|if|after|before|during|unless)\b.{3,200}?\b)?(?:the|an?|each|every|all|only|clerks?|users?|\w+) .{0,120}?\b(?:shall|must|will)\b"
);

fn look(context: &Context<'_>, report: &mut Report<'_>) {
    for requirement in &context.plan.requirements {
        if is_blank(&requirement.text) || PATTERN.is_match(&requirement.text) {
            continue;
        }
        let finding = report.find(
            requirement.origin,
            format!(
                "\"{}\" does not say which part must do what",
                brief(&requirement.text)
            ),
            "Write it as: When …, the … must …",
        );
        finding.ask(format!(
            "Which part must do what, and when: \"{}\"?",
            brief(&requirement.text)
        ));
    }
}
