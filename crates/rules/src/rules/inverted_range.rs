//! `inverted-range`: an estimate whose lower end is above its upper end.

use stopgate_model::parse_estimate;
use stopgate_source::Severity;

use crate::standing::brief;
use crate::{Check, Context, Report, Rule};

pub(crate) const RULE: Rule = Rule {
    code: "TSK025",
    name: "inverted-range",
    summary: "The ends of an estimate stand the wrong way round",
    severity: Severity::Error,
    requirements: &["T2"],
    check: Check::Plan(look),
};

fn look(context: &Context<'_>, report: &mut Report<'_>) {
    for task in context.plan.tasks() {
        let Some(estimate) = task.estimate.filled() else {
            continue;
        };
        if parse_estimate(&estimate.value).is_some_and(|range| range.low > range.high) {
            report.find(
                estimate.origin,
                format!(
                    "The estimate \"{}\" of task \"{}\" runs backwards, so its meaning is unclear",
                    brief(&estimate.value),
                    brief(task.name())
                ),
                "Write the smaller end first, with its unit",
            );
        }
    }
}
