//! `duplicate-requirement-id`: an id that two requirements share.

use std::collections::HashSet;

use stopgate_source::Severity;

use crate::{Check, Context, Report, Rule};

pub(crate) const RULE: Rule = Rule {
    code: "TRC002",
    name: "duplicate-requirement-id",
    summary: "Two requirements have the same id",
    severity: Severity::Error,
    requirements: &[],
    check: Check::Plan(look),
};

fn look(context: &Context<'_>, report: &mut Report<'_>) {
    let mut seen = HashSet::new();
    for id in context
        .plan
        .requirements
        .iter()
        .filter_map(|requirement| requirement.id.as_ref())
    {
        if !seen.insert(id.value.to_uppercase().replace(['-', '_'], "")) {
            report.find(
                id.origin,
                format!(
                    "{} names two requirements, so a reference to it has two meanings",
                    id.value
                ),
                "Give the later one a number of its own and mend the references to it",
            );
        }
    }
}
