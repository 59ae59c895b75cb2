//! `decision-date-invalid`: a decision was made on a day that does not exist or is still to come.

use stopgate_model::find_date;
use stopgate_source::Severity;

use crate::{Check, Context, Report, Rule};

pub(crate) const RULE: Rule = Rule {
    code: "LIV009",
    name: "decision-date-invalid",
    summary: "A decision has an impossible or future date",
    severity: Severity::Error,
    requirements: &[],
    check: Check::Plan(look),
};

fn look(context: &Context<'_>, report: &mut Report<'_>) {
    for decision in &context.plan.decisions {
        let Some(made) = decision.made.filled() else {
            continue;
        };
        let Some((range, day)) = find_date(&made.value) else {
            continue;
        };
        let written = &made.value[range];
        let message = match day {
            None => format!("The date of this decision, {written}, does not exist"),
            Some(day) if day > context.today => {
                format!("The date of this decision, {written}, is still to come")
            }
            Some(_) => continue,
        };
        report.find(
            made.origin,
            message,
            "Write the day on which it was really decided",
        );
    }
}
