//! `mixed-units`: hours and days in one plan.

use crate::{Check, Context, Report, Rule};
use stopgate_model::parse_estimate;
use stopgate_source::Severity;

pub(crate) const RULE: Rule = Rule {
    code: "TSK030",
    name: "mixed-units",
    summary: "Estimates use hours and days side by side",
    severity: Severity::Info,
    requirements: &[],
    check: Check::Plan(look),
};

fn look(context: &Context<'_>, report: &mut Report<'_>) {
    for phase in &context.plan.phases {
        let mut first = None;
        for task in &phase.tasks {
            let Some(estimate) = task.estimate.filled() else {
                continue;
            };
            let Some(unit) = unit(&estimate.value) else {
                continue;
            };
            if *first.get_or_insert(unit) != unit {
                report.find(
                    estimate.origin,
                    format!(
                        "\"{}\" uses another unit than the estimates above, so the table is hard to add up",
                        estimate.value
                    ),
                    "Use one unit in a table; a day is eight hours here",
                );
                break;
            }
        }
    }
}

/// The first letter of the unit of an estimate that can be read: `h`, `d`, `w`.
fn unit(text: &str) -> Option<char> {
    parse_estimate(text)?;
    text.chars()
        .find(|c| c.is_alphabetic())
        .map(|c| c.to_ascii_lowercase())
}
