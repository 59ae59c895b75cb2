//! `requirement-uncovered`: a functional requirement that no task names, in a plan whose tasks name them.
//!
//! Where no task names a requirement, the plan does not trace them, and nothing is found.

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
    for requirement in &plan.requirements {
        let Some(id) = &requirement.id else { continue };
        let name = id.value.to_uppercase();
        // Qualities are reached by the whole, not by one task.
        if name.starts_with('N') || tasks.contains(&name) {
            continue;
        }
        report
            .find(
                requirement.origin,
                format!("No task names {name}, so nobody builds \"{}\"", brief(&requirement.text)),
                format!("Name {name} in the task that implements it, or add that task"),
            )
            .ask(format!("Which task implements {name}? Without one it is not built. For example: the task \"Address form\"?"));
    }
}
