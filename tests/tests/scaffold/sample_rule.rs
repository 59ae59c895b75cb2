//! `sample-rule`: a plan that says nothing about lunch.

use stopgate_source::Severity;

use crate::{Check, Context, Report, Rule};

pub(crate) const RULE: Rule = Rule {
    code: "SMP001",
    name: "sample-rule",
    summary: "The plan says nothing about lunch",
    severity: Severity::Error,
    requirements: &[],
    check: Check::Plan(look),
};

fn look(context: &Context<'_>, report: &mut Report<'_>) {
    let plan = context.plan;
    if !plan.texts.iter().any(|text| text.value.contains("lunch")) {
        report.find(
            plan.anchor,
            "The plan says nothing about lunch, so the team will be hungry",
            "Write when lunch is",
        );
    }
}
