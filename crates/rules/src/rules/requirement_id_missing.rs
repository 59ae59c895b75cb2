//! `requirement-id-missing`: a requirement without an id.

use stopgate_source::Severity;

use crate::standing::{brief, is_blank};
use crate::{Check, Context, Report, Rule};

pub(crate) const RULE: Rule = Rule {
    code: "TRC001",
    name: "requirement-id-missing",
    summary: "A requirement has no id",
    severity: Severity::Error,
    requirements: &[],
    check: Check::Plan(look),
};

fn look(context: &Context<'_>, report: &mut Report<'_>) {
    let written = context
        .plan
        .requirements
        .iter()
        .filter(|requirement| !is_blank(&requirement.text));
    for requirement in written.filter(|requirement| requirement.id.is_none()) {
        report
            .find(
                requirement.origin,
                format!(
                    "The requirement \"{}\" has no id, so no task or test can refer to it",
                    brief(&requirement.text)
                ),
                "Put an id in front: `FR3:` or `NFR3 (Security):`",
            )
            .ask(format!(
                "Which id has \"{}\"? Tasks and tests refer to it. For example: FR3?",
                brief(&requirement.text)
            ));
    }
}
