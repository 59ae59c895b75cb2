//! `phase-number-gap`: phases whose numbers do not follow each other.

use stopgate_source::Severity;

use crate::standing::brief;
use crate::{Check, Context, Report, Rule};

pub(crate) const RULE: Rule = Rule {
    code: "TSK037",
    name: "phase-number-gap",
    summary: "The numbers of the phases do not follow each other",
    severity: Severity::Warning,
    requirements: &[],
    check: Check::Plan(look),
};

fn look(context: &Context<'_>, report: &mut Report<'_>) {
    let mut last: Option<u32> = None;
    for phase in &context.plan.phases {
        let Some(number) = phase
            .label
            .as_deref()
            .and_then(|label| label.parse::<u32>().ok())
        else {
            continue;
        };
        let expected = last.map(|last| last + 1);
        // A smaller number begins another count: a sub-list of phases, a note about one.
        let follows = |expected: &u32| number > *expected || Some(number) == last;
        if let Some(expected) = expected.filter(follows) {
            report.find(
                phase.title.origin,
                format!(
                    "\"{}\" stands where phase {expected} should, so one may be lost",
                    brief(&phase.title.value)
                ),
                "Number the phases one after the other, and mend the references to them",
            );
        }
        last = Some(number);
    }
}
