//! `phase-without-duration`: a phase without a duration in a plan whose phases have durations.

use stopgate_source::Severity;

use crate::standing::brief;
use crate::{Check, Context, Report, Rule};

pub(crate) const RULE: Rule = Rule {
    code: "TSK035",
    name: "phase-without-duration",
    summary: "A phase has no duration, although others have one",
    severity: Severity::Error,
    requirements: &[],
    check: Check::Plan(look),
};

fn look(context: &Context<'_>, report: &mut Report<'_>) {
    let phases = &context.plan.phases;
    if phases.iter().all(|phase| phase.duration.is_none()) {
        return;
    }
    for phase in phases.iter().filter(|phase| phase.duration.is_none()) {
        report.find(
            phase.title.origin,
            format!(
                "\"{}\" has no duration, so the plan has no total",
                brief(&phase.title.value)
            ),
            "Add the duration to the heading: `(2 days)`",
        );
    }
}
