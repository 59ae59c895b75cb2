//! `title-missing`: the plan has no title.

use stopgate_source::Severity;

use crate::{Check, Context, Report, Rule};

pub(crate) const RULE: Rule = Rule {
    code: "STR026",
    name: "title-missing",
    summary: "The plan has no title",
    severity: Severity::Warning,
    requirements: &[],
    check: Check::Plan(look),
};

fn look(context: &Context<'_>, report: &mut Report<'_>) {
    if context.plan.title.is_none() {
        report.find(
            context.plan.anchor,
            "The plan has no title, so lists, approvals and runs can name it only by its file",
            "Begin the document with a level-1 heading that says what changes",
        );
    }
}
