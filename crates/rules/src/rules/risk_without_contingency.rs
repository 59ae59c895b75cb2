//! `risk-without-contingency`: a risk whose contingency cell is empty.
//!
//! Rows that are still those of the template are left to `placeholder-risk`.

use stopgate_source::Severity;

use crate::standing::{brief, is_template_row};
use crate::{Check, Context, Report, Rule};

pub(crate) const RULE: Rule = Rule {
    code: "RSK006",
    name: "risk-without-contingency",
    summary: "A risk has no contingency",
    severity: Severity::Error,
    requirements: &[],
    check: Check::Plan(look),
};

fn look(context: &Context<'_>, report: &mut Report<'_>) {
    for risk in &context.plan.risks {
        let Some(name) = risk.risk.text().filter(|name| !is_template_row(name)) else {
            continue;
        };
        if risk.contingency.is_empty() {
            report.find(
                risk.origin,
                format!("The risk \"{}\" has no contingency, so nobody knows what to do when it happens", brief(name)),
                "Say what is done when it happens in spite of the mitigation",
            );
        }
    }
}
