//! `duplicate-risk`: the same risk in two rows.

use crate::standing::is_template_row;
use std::collections::HashSet;
use stopgate_source::Severity;

use crate::standing::brief;
use crate::{Check, Context, Report, Rule};

pub(crate) const RULE: Rule = Rule {
    code: "RSK011",
    name: "duplicate-risk",
    summary: "A risk is listed twice",
    severity: Severity::Info,
    requirements: &[],
    check: Check::Plan(look),
};

fn look(context: &Context<'_>, report: &mut Report<'_>) {
    let mut seen = HashSet::new();
    for risk in &context.plan.risks {
        let Some(name) = risk.risk.text().filter(|name| !is_template_row(name)) else {
            continue;
        };
        let letters: String = name.chars().filter(|c| c.is_alphanumeric()).collect();
        if !seen.insert((letters.to_lowercase(), risk.area.text())) {
            report.find(
                risk.origin,
                format!("The risk \"{}\" is listed above already", brief(name)),
                "Keep one row, with the stricter levels and both mitigations",
            );
        }
    }
}
