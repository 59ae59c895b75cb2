//! `priority-unknown`: a priority that cannot be ranked.

use stopgate_expressions::words;
use stopgate_source::{Severity, Words};

use crate::standing::brief;
use crate::{Check, Context, Report, Rule};

pub(crate) const RULE: Rule = Rule {
    code: "TSK009",
    name: "priority-unknown",
    summary: "A priority is none of the usual levels",
    severity: Severity::Warning,
    requirements: &[],
    check: Check::Plan(look),
};

static LEVEL: Words = words!(
    r"^\W*(?:very )?(?:highest|high|hi|h|medium|med|mid|m|normal|low(?:est)?|l|p ?[0-5]|critical|urgent",
    r"|(?:must|should|could|won['’]?t)(?:[ -]have)?)\b",
);

fn look(context: &Context<'_>, report: &mut Report<'_>) {
    let plan = context.plan;
    let ranked = plan.tasks().any(|task| task.priority.filled().is_some());
    for task in plan.tasks() {
        if ranked && task.priority.is_empty() && task.title.filled().is_some() {
            report.find(
                task.origin,
                format!(
                    "Task \"{}\" has no priority, so it cannot be ranked against the others",
                    brief(task.name())
                ),
                "Use High, Medium or Low",
            );
        }
        let Some(priority) = task.priority.filled() else {
            continue;
        };
        if !LEVEL.is_match(&priority.value) {
            report.find(
                priority.origin,
                format!(
                    "The priority \"{}\" cannot be ranked against the others",
                    brief(&priority.value)
                ),
                "Use High, Medium or Low",
            );
        }
    }
}
