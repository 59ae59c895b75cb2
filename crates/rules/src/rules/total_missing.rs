//! `total-missing`: a summary without a total in a plan whose phases have durations.

use stopgate_expressions::words;
use stopgate_source::{Severity, Words};

use crate::contents::says;
use crate::{Check, Context, Report, Rule};

pub(crate) const RULE: Rule = Rule {
    code: "TSK036",
    name: "total-missing",
    summary: "The summary states no total",
    severity: Severity::Error,
    requirements: &[],
    check: Check::Plan(look),
};

fn look(context: &Context<'_>, report: &mut Report<'_>) {
    static TOTAL: Words = words!(r"\b(?:total|sum|overall|altogether|in all)\b");
    let plan = context.plan;
    let Some(section) = plan.section("summary").filter(|section| !section.empty) else {
        return;
    };
    let durations = plan.phases.iter().any(|phase| phase.duration.is_some());
    if durations && plan.totals.is_empty() && !says(plan, section, &TOTAL) {
        report.find(
            section.heading,
            "The summary has no total, so nobody sees how long the plan takes",
            "Add `Total: N days`, the sum of the phases",
        );
    }
}
