//! `plan-superseded`: the status says that another plan has taken the place of this one.

use stopgate_source::Severity;

use crate::{Check, Context, Report, Rule};

pub(crate) const RULE: Rule = Rule {
    code: "GAT023",
    name: "plan-superseded",
    summary: "Another plan has taken the place of this one",
    severity: Severity::Info,
    requirements: &["R1"],
    check: Check::Plan(look),
};

fn look(context: &Context<'_>, report: &mut Report<'_>) {
    if let Some(status) = &context.plan.superseded {
        report.find(
            status.origin,
            "Another plan has taken the place of this one; it does not pass its gate and is not run",
            "Work by the plan that the status names",
        );
    }
}
