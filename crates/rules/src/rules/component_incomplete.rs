//! `component-incomplete`: a component of which nobody knows what it does.
//!
//! Owners are judged by `component-without-owner`.

use stopgate_source::Severity;

use crate::standing::{brief, value};
use crate::{Check, Context, Report, Rule};

pub(crate) const RULE: Rule = Rule {
    code: "TRC010",
    name: "component-incomplete",
    summary: "A component has no responsibility",
    severity: Severity::Error,
    requirements: &[],
    check: Check::Plan(look),
};

fn look(context: &Context<'_>, report: &mut Report<'_>) {
    let components = context.plan.components.iter();
    for component in components.filter(|component| component.responsibility.is_empty()) {
        if let Some(name) = value(&component.name) {
            report.find(
                component.origin,
                format!(
                    "The component \"{}\" has no responsibility, so its work may be built twice or not at all",
                    brief(name)
                ),
                "Say in a few words what it does and the others do not",
            ).ask(format!("What does the component \"{}\" do that the others do not? For example: owns the refund states?", brief(name)));
        }
    }
}
