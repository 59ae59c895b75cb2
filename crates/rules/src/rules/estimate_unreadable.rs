//! `estimate-unreadable`: an estimate that no amount of time follows from.
//!
//! A remark in brackets behind it (`2h (with tests)`) is no obstacle.

use stopgate_model::parse_estimate;
use stopgate_source::Severity;

use crate::standing::brief;
use crate::{Check, Context, Report, Rule};

pub(crate) const RULE: Rule = Rule {
    code: "TSK004",
    name: "estimate-unreadable",
    summary: "An estimate cannot be computed with",
    severity: Severity::Error,
    requirements: &[],
    check: Check::Plan(look),
};

fn look(context: &Context<'_>, report: &mut Report<'_>) {
    for task in context.plan.tasks() {
        let Some(estimate) = task.estimate.filled() else {
            continue;
        };
        if !is_readable(&estimate.value) {
            report.find(
                estimate.origin,
                format!(
                    "The estimate \"{}\" of task \"{}\" cannot be computed with",
                    brief(&estimate.value),
                    brief(task.name())
                ),
                "Write `2h`, `0.5d`, `1w` or a range such as `2-4h`",
            );
        }
    }
}

fn is_readable(text: &str) -> bool {
    let outside = text.split(['(', ',', ';']).next().unwrap_or(text);
    parse_estimate(text)
        .or_else(|| parse_estimate(outside))
        .is_some()
}
