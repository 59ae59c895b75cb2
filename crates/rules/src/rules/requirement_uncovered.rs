//! `requirement-uncovered`: a functional requirement that no task names, in a plan whose tasks name them.
//!
//! Where no task names a requirement, the plan does not trace them, and nothing is found.

use stopgate_model::Requirement;
use stopgate_source::Severity;

use crate::contents::requirement_ids::named;
use crate::standing::brief;
use crate::{Check, Context, Report, Rule};

pub(crate) const RULE: Rule = Rule {
    code: "TRC003",
    name: "requirement-uncovered",
    summary: "No task implements a requirement",
    severity: Severity::Error,
    requirements: &[],
    check: Check::Plan(look),
};

fn look(context: &Context<'_>, report: &mut Report<'_>) {
    let plan = context.plan;
    let Some(section) = plan.section("tasks") else {
        return;
    };
    let tasks = named(plan.texts_in(section.span).map(|text| text.value.as_str()));
    if tasks.is_empty() {
        return;
    }
    let functional: Vec<_> = plan
        .requirements
        .iter()
        .filter_map(id_of_function)
        .collect();
    let uncovered: Vec<_> = functional
        .iter()
        .filter(|(_, name)| !tasks.contains(name))
        .collect();
    // One task that names a requirement in passing does not make a plan that traces them.
    if uncovered.len() * 2 > functional.len() {
        return;
    }
    for (requirement, name) in uncovered {
        report
            .find(
                requirement.origin,
                format!(
                    "No task names {name}, so nobody builds \"{}\"",
                    brief(&requirement.text)
                ),
                format!("Name {name} in the task that implements it, or add that task"),
            )
            .ask(format!(
                "Which task implements {name}? Without one it is not built. For example: the task \"Address form\"?"
            ));
    }
}

/// Qualities are reached by the whole, not by one task.
fn id_of_function(requirement: &Requirement) -> Option<(&Requirement, String)> {
    let name = requirement.id.as_ref()?.value.to_uppercase();
    (!name.starts_with('N')).then_some((requirement, name))
}
