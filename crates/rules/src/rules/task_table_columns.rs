//! `task-table-columns`: the tasks of a plan have no column for estimates or priorities.

use stopgate_model::{Cell, Task};
use stopgate_source::Severity;

use crate::standing::listed;
use crate::{Check, Context, Report, Rule};

pub(crate) const RULE: Rule = Rule {
    code: "TSK001",
    name: "task-table-columns",
    summary: "The tasks of a plan have no column for estimates or priorities",
    severity: Severity::Error,
    requirements: &[],
    check: Check::Plan(look),
};

fn look(context: &Context<'_>, report: &mut Report<'_>) {
    let plan = context.plan;
    for phase in &plan.phases {
        let rows: Vec<&Task> = phase.tasks.iter().collect();
        if rows.is_empty() {
            continue;
        }
        let lacks = |cell: fn(&Task) -> &Cell| rows.iter().all(|task| *cell(task) == Cell::Absent);
        let columns = [
            ("Estimate", lacks(|task| &task.estimate)),
            ("Priority", lacks(|task| &task.priority)),
        ];
        let lacking = columns.iter().filter(|(_, lacks)| *lacks);
        let lacking: Vec<&str> = lacking.map(|(name, _)| *name).collect();
        if !lacking.is_empty() {
            let finding = report.find(
                phase.title.origin,
                format!(
                    "The tasks of \"{}\" have no column {}, so their order does not follow from the plan",
                    phase.title.value,
                    listed(&lacking)
                ),
                "Give the table the columns Task, Estimate, Priority and Dependencies",
            );
            finding.ask(format!(
                "Which {} does each task of \"{}\" have, for example `2d` and `High`?",
                listed(&lacking).to_lowercase(),
                phase.title.value
            ));
        }
    }
}
