//! `gate-line-missing`: the plan does not say whether it is ready.

use stopgate_model::Section;
use stopgate_source::Severity;

use crate::{Check, Context, Report, Rule};

pub(crate) const RULE: Rule = Rule {
    code: "GAT001",
    name: "gate-line-missing",
    summary: "The plan does not end in a gate line",
    severity: Severity::Error,
    requirements: &["S6"],
    check: Check::Plan(look),
};

fn look(context: &Context<'_>, report: &mut Report<'_>) {
    let plan = context.plan;
    if let Some(gate) = &plan.gate {
        let is_behind = |section: &&Section| {
            section.id.is_some() && section.heading.start() > gate.origin.start()
        };
        if let Some(section) = plan.sections.iter().rev().find(is_behind) {
            report.find(
                gate.origin,
                format!(
                    "\"{}\" stands behind the gate line, so a reader who looks at the end finds no verdict",
                    section.title
                ),
                "Move the gate line to the end of the plan, and judge again whether all above it still holds",
            );
        }
        return;
    }
    let checklist = plan
        .section("readiness")
        .map_or(plan.anchor, |section| section.heading);
    report.find(
        checklist,
        "The plan has no gate line, so nobody can tell whether it may go on to tasks",
        "End the plan with `Gate: PASS` when every point is satisfied, else with `Gate: FAIL — reason`",
    );
}
