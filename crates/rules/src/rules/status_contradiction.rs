//! `status-contradiction`: a task that is ticked while one that it waits for is open.

use stopgate_model::Mark;
use stopgate_source::Severity;

use crate::standing::brief;
use crate::{Check, Context, Report, Rule};

pub(crate) const RULE: Rule = Rule {
    code: "TSK023",
    name: "status-contradiction",
    summary: "A task is done before the one that it waits for",
    severity: Severity::Error,
    requirements: &[],
    check: Check::Plan(look),
};

fn look(context: &Context<'_>, report: &mut Report<'_>) {
    let graph = context.queries.graph();
    for (index, task) in graph.tasks().iter().enumerate() {
        if task.mark != Some(Mark::Done) {
            continue;
        }
        for earlier in graph.predecessors(index) {
            let earlier = graph.tasks()[earlier];
            if earlier.mark == Some(Mark::Open) {
                report.find(
                    task.origin,
                    format!(
                        "Task \"{}\" is ticked, but it waits for \"{}\", which is open",
                        brief(task.name()),
                        brief(earlier.name())
                    ),
                    "Tick the task that was done first, untick this one, or drop the dependency",
                );
            }
        }
    }
}
