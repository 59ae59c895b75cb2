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
        if !seen.insert((words(name), risk.area.text())) {
            report.find(
                risk.origin,
                format!("The risk \"{}\" is listed above already", brief(name)),
                "Keep one row, with the stricter levels and both mitigations",
            );
        }
    }
}

/// The words of a name: articles, case and punctuation make no other risk of it.
fn words(name: &str) -> Vec<String> {
    let words = name.split(|c: char| !c.is_alphanumeric());
    words
        .map(str::to_lowercase)
        .filter(|word| !matches!(word.as_str(), "" | "a" | "an" | "the"))
        .collect()
}
