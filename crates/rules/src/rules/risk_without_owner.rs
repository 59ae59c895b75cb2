//! `risk-without-owner`: a risk whose owner cell names nobody.
//!
//! Rows that are still those of the template are left to `placeholder-risk`.

use stopgate_source::{About, Severity};

use crate::standing::{brief, is_template_row, is_unowned};
use crate::{Check, Context, Report, Rule};

pub(crate) const RULE: Rule = Rule {
    code: "RSK003",
    name: "risk-without-owner",
    summary: "A risk has no owner",
    severity: Severity::Error,
    requirements: &[],
    check: Check::Plan(look),
};

fn look(context: &Context<'_>, report: &mut Report<'_>) {
    for risk in &context.plan.risks {
        let Some(name) = risk.risk.text().filter(|name| !is_template_row(name)) else {
            continue;
        };
        if is_unowned(&risk.owner) {
            report.find(
                risk.origin,
                format!(
                    "The risk \"{}\" has no owner, so nobody watches it",
                    brief(name)
                ),
                "Name one person who watches the risk and acts on it",
            ).ask_for(
                About::Cell { record: risk.origin, column: "owner".to_owned() },
                format!("Who watches the risk \"{}\"? Nobody acts on it otherwise. For example: Ines?", brief(name)),
            );
        }
    }
}
