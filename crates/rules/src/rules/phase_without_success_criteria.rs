//! `phase-without-success-criteria`: a phase without success criteria of its own.

use stopgate_source::Severity;

use crate::standing::brief;
use crate::{Check, Context, Report, Rule};

pub(crate) const RULE: Rule = Rule {
    code: "EVD008",
    name: "phase-without-success-criteria",
    summary: "A phase has no success criteria",
    severity: Severity::Error,
    requirements: &[],
    check: Check::Plan(look),
};

fn look(context: &Context<'_>, report: &mut Report<'_>) {
    for phase in context
        .plan
        .phases
        .iter()
        .filter(|phase| phase.criteria.is_none())
    {
        report.find(
            phase.title.origin,
            format!(
                "\"{}\" has no success criteria, so nobody can say whether it worked",
                brief(&phase.title.value)
            ),
            "Add success criteria with automated checks and manual verification",
        ).ask(format!("How is verified that \"{}\" worked? For example: `npm run test:models` passes, and a person checks the index", brief(&phase.title.value)));
    }
}
