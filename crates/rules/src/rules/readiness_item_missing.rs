//! `readiness-item-missing`: a point that the checklist of the format has does not stand there.

use stopgate_source::Severity;

use crate::standing::brief;
use crate::{Check, Context, Report, Rule};

pub(crate) const RULE: Rule = Rule {
    code: "GAT006",
    name: "readiness-item-missing",
    summary: "A point of the checklist is gone",
    severity: Severity::Error,
    requirements: &[],
    check: Check::Plan(look),
};

fn look(context: &Context<'_>, report: &mut Report<'_>) {
    let plan = context.plan;
    let section = plan
        .section("readiness")
        .or_else(|| plan.section("checklist"));
    let Some(section) = section else { return };
    for point in plan
        .missing
        .iter()
        .filter(|missing| missing.id.starts_with("point:"))
    {
        report.find_for(
            point
                .requirement
                .as_deref()
                .or(section.requirement.as_deref()),
            section.heading,
            format!(
                "The checklist lacks the point \"{}\", so nobody has to answer for it",
                brief(&point.title)
            ),
            "Add the point with a box; where it does not apply, tick it and say why",
        );
    }
}
