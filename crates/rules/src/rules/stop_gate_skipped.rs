//! `stop-gate-skipped`: work of a phase is done while an earlier phase is still open.

use stopgate_model::{Mark, Phase, Task};
use stopgate_source::Severity;

use crate::standing::brief;
use crate::{Check, Context, Report, Rule};

pub(crate) const RULE: Rule = Rule {
    code: "GAT012",
    name: "stop-gate-skipped",
    summary: "A phase was begun before the one before it was finished",
    severity: Severity::Error,
    requirements: &[],
    check: Check::Plan(look),
};

fn look(context: &Context<'_>, report: &mut Report<'_>) {
    let mut open: Option<(&Phase, &Task)> = None;
    for phase in &context.plan.phases {
        let with_mark = |mark: Mark| phase.tasks.iter().find(|task| task.mark == Some(mark));
        if let (Some((earlier, left)), Some(done)) = (open, with_mark(Mark::Done)) {
            report.find(
                done.origin,
                format!(
                    "\"{}\" is done, but \"{}\" of \"{}\" is open, so its stop-gate was skipped",
                    brief(done.name()),
                    brief(left.name()),
                    brief(&earlier.title.value)
                ),
                "Finish the earlier phase and have somebody say go before the next one is begun",
            );
        }
        open = open.or(with_mark(Mark::Open).map(|task| (phase, task)));
    }
}
