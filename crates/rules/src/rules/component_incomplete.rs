//! `component-incomplete`: a component of which nobody knows what it does.
//!
//! Owners are judged by `component-without-owner`.

use stopgate_model::{Cell, Component};
use stopgate_source::{About, Severity};

use crate::standing::{brief, is_open, value};
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
    let components = &context.plan.components;
    let others_have = components
        .iter()
        .any(|component| value(&component.responsibility).is_some());
    let lacking = |component: &&Component| match component.responsibility {
        Cell::Absent => others_have || is_bare(component),
        _ => is_open(&component.responsibility),
    };
    for component in components.iter().filter(lacking) {
        if let Some(name) = value(&component.name) {
            report.find(
                component.origin,
                format!(
                    "The component \"{}\" has no responsibility, so its work may be built twice or not at all",
                    brief(name)
                ),
                "Say in a few words what it does and the others do not",
            ).ask_for(About::Cell { record: component.origin, column: "responsibility".to_owned() }, format!("What does the component \"{}\" do that the others do not? For example: owns the refund states?", brief(name)));
        }
    }
}

/// True for a name with a dash behind it and nothing that the dash leads to.
fn is_bare(component: &Component) -> bool {
    let name = component.name.text().map(str::trim_end);
    name.is_some_and(|name| name.ends_with(['-', '–', '—', ':']))
}
