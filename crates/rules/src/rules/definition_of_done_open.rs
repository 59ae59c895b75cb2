//! `definition-of-done-open`: the plan calls itself done while its definition of done is open.

use stopgate_model::{ChecklistItem, Mark};
use stopgate_source::Severity;

use crate::contents::declared::declared_done;
use crate::standing::brief;
use crate::{Check, Context, Report, Rule};

pub(crate) const RULE: Rule = Rule {
    code: "GAT021",
    name: "definition-of-done-open",
    summary: "The plan calls itself done, and its definition of done has open items",
    severity: Severity::Error,
    requirements: &["X6"],
    check: Check::Plan(look),
};

fn look(context: &Context<'_>, report: &mut Report<'_>) {
    let plan = context.plan;
    let (Some(status), Some(section)) = (declared_done(plan), plan.section("done")) else {
        return;
    };
    let is_open = |item: &&ChecklistItem| {
        section.span.contains(item.origin)
            && matches!(item.mark, Some(Mark::Open | Mark::Partial))
    };
    let status = status.value.text().unwrap_or_default();
    for item in plan.checklist.iter().filter(is_open) {
        report.find(
            item.origin,
            format!(
                "The status says \"{}\", but \"{}\" of the definition of done is open",
                brief(status),
                brief(&item.text)
            ),
            "Finish it and tick it, or take the status back until then",
        );
    }
}
