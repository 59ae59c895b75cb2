//! `task-without-requirement`: a task that names no requirement, in a plan whose other tasks do.

use stopgate_source::Severity;

use crate::contents::requirement_ids::named;
use crate::standing::brief;
use crate::{Check, Context, Report, Rule};

pub(crate) const RULE: Rule = Rule {
    code: "TRC004",
    name: "task-without-requirement",
    summary: "A task names no requirement",
    severity: Severity::Info,
    requirements: &[],
    check: Check::Plan(look),
};

fn look(context: &Context<'_>, report: &mut Report<'_>) {
    let plan = context.plan;
    let names_none = |task: &&stopgate_model::Task| {
        named(plan.texts_in(task.origin).map(|text| text.value.as_str())).is_empty()
    };
    let all = plan.tasks().count();
    let without: Vec<_> = plan.tasks().filter(names_none).collect();
    // Only where nearly all tasks name one does the exception mean something.
    if without.is_empty() || without.len() * 3 > all {
        return;
    }
    for task in without {
        report.find(
            task.origin,
            format!(
                "\"{}\" names no requirement, unlike the other tasks, so its reason is not visible",
                brief(task.name())
            ),
            "Name the requirement that it serves, or say what it is for",
        );
    }
}
