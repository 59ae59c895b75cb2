//! `orphan-task`: no task waits for this one, and it waits for none.

use stopgate_model::Mark;
use stopgate_source::Severity;

use crate::standing::brief;
use crate::{Check, Context, Report, Rule};

pub(crate) const RULE: Rule = Rule {
    code: "TSK021",
    name: "orphan-task",
    summary: "No task waits for this one, and it waits for none",
    severity: Severity::Info,
    requirements: &[],
    check: Check::Plan(look),
};

fn look(context: &Context<'_>, report: &mut Report<'_>) {
    let graph = context.queries.graph();
    let count = graph.tasks().len();
    let mut tied = vec![false; count];
    for (task, ties) in (0..count).map(|task| (task, graph.waits_for(task))) {
        tied[task] |= !ties.is_empty();
        for before in graph.predecessors(task) {
            tied[before] = true;
        }
    }
    if tied.iter().filter(|tied| **tied).count() * 2 < count {
        return;
    }
    let loose = graph
        .tasks()
        .iter()
        .zip(tied)
        .filter(|(task, tied)| !tied && task.mark != Some(Mark::Done));
    for (task, _) in loose {
        report.find(
            task.origin,
            format!(
                "\"{}\" stands alone in a plan whose tasks wait for each other",
                brief(task.name())
            ),
            "Name what it waits for or what waits for it; a task that neither needs nor serves another may be missing a link",
        );
    }
}
