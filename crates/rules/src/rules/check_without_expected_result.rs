//! `check-without-expected-result`: a check whose expected result is empty.

use stopgate_expressions::words;
use stopgate_model::{Cell, Check as PlannedCheck};
use stopgate_source::{About, Severity, Words};

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

/// Words that agree with whatever comes out, or leave it for later.
static ANYTHING: Words = words!(
    r"^\W*(?:(?:works? |behaves? |is )?(?:as|like) (?:expected|intended|it should|before it)|(?:it |everything |all )?works?(?: fine| correctly| well)?",
    r"|(?:it |everything |all )?(?:is |looks? )?(?:correct|fine|good|in order)|to be (?:agreed|decided|defined|discussed)\b.*)\W*$",
);

fn look(context: &Context<'_>, report: &mut Report<'_>) {
    let checks = &context.plan.checks;
    let others_say = checks.iter().any(|check| check.expected.filled().is_some());
    for check in checks {
        let unknown = match &check.expected {
            // Entries of a list that say it elsewhere: this one leaves it out.
            Cell::Absent => others_say && is_listed(check),
            Cell::Empty(_) => true,
            Cell::Filled(expected) => {
                // A placeholder is one fault, and it has a rule of its own.
                (is_blank(&expected.value) || ANYTHING.is_match(&expected.value))
                    && find(&masked(&expected.value)).is_empty()
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
            ).ask_for(About::Cell { record: check.origin, column: "expected".to_owned() }, format!("What must come out of the check \"{}\"? For example: `0 rows`, or exit code 0", brief(title)));
        }
    }
}

/// True for a check that names its method, and so uses the keys of the format.
fn is_listed(check: &PlannedCheck) -> bool {
    check.method.filled().is_some()
}
