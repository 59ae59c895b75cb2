//! `risk-without-mitigation`: a risk whose mitigation cell says nothing.
//!
//! Rows that are still those of the template are left to `placeholder-risk`.

use stopgate_source::{About, Severity};

use crate::standing::{brief, is_template_row, is_void};
use crate::{Check, Context, Report, Rule};

pub(crate) const RULE: Rule = Rule {
    code: "RSK002",
    name: "risk-without-mitigation",
    summary: "A risk has no mitigation",
    severity: Severity::Error,
    requirements: &[],
    check: Check::Plan(look),
};

fn look(context: &Context<'_>, report: &mut Report<'_>) {
    for risk in &context.plan.risks {
        let Some(name) = risk.risk.text().filter(|name| !is_template_row(name)) else {
            continue;
        };
        if is_void(&risk.mitigation) {
            report.find(
                risk.origin,
                format!(
                    "The risk \"{}\" has no mitigation, so nothing keeps it from happening",
                    brief(name)
                ),
                "Say what is done against it, and by when; a risk that is accepted says so",
            ).ask_for(
                About::Cell { record: risk.origin, column: "mitigation".to_owned() },
                format!("What is done against \"{}\"? Nothing keeps it from happening. For example: a load test in week 1?", brief(name)),
            );
        }
    }
}
