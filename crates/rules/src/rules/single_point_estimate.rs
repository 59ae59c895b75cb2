//! `single-point-estimate`: a task that decides the end has an estimate without a range.

use stopgate_model::parse_estimate;
use stopgate_source::Severity;

use crate::standing::brief;
use crate::{Check, Context, Report, Rule};

pub(crate) const RULE: Rule = Rule {
    code: "TSK024",
    name: "single-point-estimate",
    summary: "A task that decides the end has an estimate without a range",
    severity: Severity::Info,
    requirements: &[],
    check: Check::Plan(look),
};

fn look(context: &Context<'_>, report: &mut Report<'_>) {
    let graph = context.queries.graph();
    for &index in context.queries.chains().longest() {
        let task = graph.tasks()[index];
        let Some(cell) = task.estimate.filled() else {
            continue;
        };
        if parse_estimate(&cell.value).is_some_and(|estimate| estimate.low == estimate.high) {
            let finding = report.find(
                cell.origin,
                format!(
                    "\"{}\" lies on the longest chain of tasks, and its estimate has no range",
                    brief(task.name())
                ),
                "Give the least and the most it may take, `2-4d`: the end of the plan depends on it",
            );
            finding.ask(format!(
                "How long does \"{}\" take at least and at most, for example `2-4d`?",
                brief(task.name())
            ));
        }
    }
}
