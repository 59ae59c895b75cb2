//! `spec-edit-required`: an open gap that stops the plan until the spec is edited.

use stopgate_source::Severity;

use crate::standing::{blocks, brief};
use crate::{Check, Context, Report, Rule};

pub(crate) const RULE: Rule = Rule {
    code: "GAT020",
    name: "spec-edit-required",
    summary: "A blocker is open: the spec has to be edited first",
    severity: Severity::Error,
    requirements: &[],
    check: Check::Plan(look),
};

fn look(context: &Context<'_>, report: &mut Report<'_>) {
    for gap in context.plan.gaps.iter().filter(|gap| blocks(gap)) {
        let name = gap.gap.text().unwrap_or("without a name");
        report.find(
            gap.origin,
            format!(
                "The gap \"{}\" blocks the plan until the spec is edited",
                brief(name)
            ),
            "Have the spec edited and set the status to resolved, or say why it does not block",
        );
    }
}
