//! `outcomes-empty-at-done`: all work is ticked, and the retrospective is still to be written.

use stopgate_source::Severity;

use crate::finished::{all_ticked, is_pending};
use crate::{Check, Context, Report, Rule};

pub(crate) const RULE: Rule = Rule {
    code: "LIV011",
    name: "outcomes-empty-at-done",
    summary: "All work is finished, and the outcomes are not written",
    severity: Severity::Error,
    requirements: &[],
    check: Check::Plan(look),
};

fn look(context: &Context<'_>, report: &mut Report<'_>) {
    let Some(section) = context.plan.section("outcomes") else {
        return;
    };
    if all_ticked(context.plan) && is_pending(context.plan, section) {
        report.find(
            section.heading,
            "All progress entries are ticked, but this section does not say what came of it",
            "Compare the result with the purpose: what was reached, what remains, what was learned",
        ).ask("What came of the work, compared with its purpose? For example: uploads take 2 s instead of 9; the old path remains?");
    }
}
