//! `check-without-expected-result`: a check whose expected result is empty.

use stopgate_model::Cell;
use stopgate_source::Severity;

use crate::placeholder::{find, masked};
use crate::standing::{brief, is_blank};
use crate::{Check, Context, Report, Rule};

pub(crate) const RULE: Rule = Rule {
    code: "EVD016",
    name: "check-without-expected-result",
    summary: "A check does not say what must come out",
    severity: Severity::Error,
    requirements: &[],
    check: Check::Plan(look),
};

fn look(context: &Context<'_>, report: &mut Report<'_>) {
    for check in &context.plan.checks {
        let unknown = match &check.expected {
            Cell::Absent => false,
            Cell::Empty(_) => true,
            Cell::Filled(expected) => {
                // A placeholder is one fault, and it has a rule of its own.
                is_blank(&expected.value) && find(&masked(&expected.value)).is_empty()
            }
        };
        if let Some(title) = check.title.text().filter(|_| unknown) {
            report.find(
                check.origin,
                format!(
                    "The check \"{}\" has no expected result, so nobody can say whether it passed",
                    brief(title)
                ),
                "Write what must come out: a line of output, a number, or what a person sees",
            ).ask(format!("What must come out of the check \"{}\"? For example: `0 rows`, or exit code 0", brief(title)));
        }
    }
}
