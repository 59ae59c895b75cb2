//! `component-without-owner`: a component without an owner.

use stopgate_model::Cell;
use stopgate_source::{About, Severity};

use crate::standing::{brief, is_unowned};
use crate::{Check, Context, Report, Rule};

pub(crate) const RULE: Rule = Rule {
    code: "TSK014",
    name: "component-without-owner",
    summary: "A component has no owner",
    severity: Severity::Error,
    requirements: &[],
    check: Check::Plan(look),
};

fn look(context: &Context<'_>, report: &mut Report<'_>) {
    let components = &context.plan.components;
    let others_have = components
        .iter()
        .any(|component| component.owner.filled().is_some());
    for component in components {
        let missing = match component.owner {
            Cell::Absent => others_have,
            _ => is_unowned(&component.owner),
        };
        if let Some(name) = component.name.text().filter(|_| missing) {
            report.find(
                component.origin,
                format!(
                    "The component \"{}\" has no owner, so nobody answers for it",
                    brief(name)
                ),
                "Name the person or team that owns it",
            ).ask_for(
                About::Cell { record: component.origin, column: "owner".to_owned() },
                format!("Who owns \"{}\"? Nobody answers for it otherwise. For example: the payments team?", brief(name)),
            );
        }
    }
}
