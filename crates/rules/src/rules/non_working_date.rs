//! `non-working-date`: an action that is due on a weekend.

use crate::chains::is_weekend;
use crate::written_day::day_in;
use stopgate_source::Severity;

use crate::standing::brief;
use crate::{Check, Context, Report, Rule};

pub(crate) const RULE: Rule = Rule {
    code: "TSK027",
    name: "non-working-date",
    summary: "An action is due on a Saturday or Sunday",
    severity: Severity::Info,
    requirements: &[],
    check: Check::Plan(look),
};

fn look(context: &Context<'_>, report: &mut Report<'_>) {
    for action in &context.plan.actions {
        let Some(due) = action.due.filled() else {
            continue;
        };
        let Some(day) = day_in(&due.value) else {
            continue;
        };
        if is_weekend(day) {
            report.find(
                due.origin,
                format!(
                    "\"{}\" is due on {day}, a weekend, when nobody may be there to take it",
                    brief(action.action.text().unwrap_or("An action"))
                ),
                "Choose a working day, unless the weekend is meant",
            );
        }
    }
}
