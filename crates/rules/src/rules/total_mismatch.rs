//! `total-mismatch`: a stated total that differs from the sum of the tasks, or of the phases where only they have durations.
//!
//! Where one of the parts cannot be read there is no sum to compare with.

use stopgate_model::{Estimate, Plan, Task, Total, parse_estimate};
use stopgate_source::Severity;

use crate::{Check, Context, Report, Rule};

pub(crate) const RULE: Rule = Rule {
    code: "TSK010",
    name: "total-mismatch",
    summary: "A stated total differs from the sum of its parts",
    severity: Severity::Error,
    requirements: &[],
    check: Check::Plan(look),
};

/// Rounding that a total may carry, as a share of the sum.
const TOLERANCE: f64 = 0.005;

fn look(context: &Context<'_>, report: &mut Report<'_>) {
    let plan = context.plan;
    let Some((sum, parts)) = sum(plan) else {
        return;
    };
    for total in &plan.totals {
        let Some(stated) = total.sum else { continue };
        if agrees(stated, sum) || of_one_phase(total, plan).is_some_and(|sum| agrees(stated, sum)) {
            continue;
        }
        report.find(
            total.origin,
            format!("The total says {stated}, but the {parts} add up to {sum}"),
            "Mend the total, or the estimates it was computed from",
        );
    }
}

fn sum(plan: &Plan) -> Option<(Estimate, &'static str)> {
    if plan.tasks().any(|task| task.estimate.filled().is_some()) {
        return Some((of_tasks(plan.tasks())?, "tasks"));
    }
    let durations = plan
        .phases
        .iter()
        .map(|phase| phase.duration.as_ref().map(|of| of.value));
    let sum = durations.reduce(|sum, next| Some(sum? + next?))??;
    Some((sum, "phases"))
}

fn of_tasks<'a>(tasks: impl Iterator<Item = &'a Task>) -> Option<Estimate> {
    let estimates = tasks.map(|task| parse_estimate(task.estimate.text()?));
    estimates.reduce(|sum, next| Some(sum? + next?))?
}

/// A total below the table of a phase may speak of that phase alone.
fn of_one_phase(total: &Total, plan: &Plan) -> Option<Estimate> {
    let phase = plan
        .phases
        .iter()
        .find(|phase| phase.span.contains(total.origin))?;
    of_tasks(phase.tasks.iter())
}

fn agrees(stated: Estimate, sum: Estimate) -> bool {
    let slack = sum.high.abs() * TOLERANCE;
    let inside = stated.low >= sum.low - slack && stated.high <= sum.high + slack;
    let around = stated.low <= sum.low + slack && stated.high >= sum.high - slack;
    inside || around
}
