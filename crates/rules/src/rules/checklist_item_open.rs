//! `checklist-item-open`: a point of the checklist that is not ticked.

use stopgate_model::Mark;
use stopgate_source::Severity;

use crate::standing::brief;
use crate::{Check, Context, Report, Rule};

pub(crate) const RULE: Rule = Rule {
    code: "GAT019",
    name: "checklist-item-open",
    summary: "A point of the checklist is not ticked",
    severity: Severity::Warning,
    requirements: &[],
    check: Check::Plan(look),
};

fn look(context: &Context<'_>, report: &mut Report<'_>) {
    for item in &context.plan.checklist {
        if item.mark == Some(Mark::Open) {
            report.find(
                item.origin,
                format!("The point \"{}\" is open", brief(&item.text)),
                "Tick it once the plan holds what it asks for",
            );
        }
    }
}
