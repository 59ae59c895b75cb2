//! `expired-suppression`: the last day of a suppression has passed.

use stopgate_source::Severity;

use crate::{Check, Report, Rule, Suppressions};

pub(crate) const RULE: Rule = Rule {
    code: "SUP004",
    name: "expired-suppression",
    summary: "The last day of a suppression has passed",
    severity: Severity::Error,
    requirements: &[],
    check: Check::Suppressions(look),
};

fn look(suppressions: &Suppressions, report: &mut Report<'_>) {
    for entry in suppressions.entries.iter().filter(|entry| entry.expired) {
        let until = entry
            .until
            .map_or_else(String::new, |day| format!(" on {day}"));
        let finding = report.find(
            entry.span,
            format!("This suppression ended{until}, so it leaves nothing out any more"),
            "Mend what it was about and remove the comment, or set a later day if the reason still holds",
        );
        let names = entry.rules.join(", ");
        finding.ask(format!(
            "Until which day may {} still be left out, or is it mended? For example: mended",
            if names.is_empty() {
                "this"
            } else {
                names.as_str()
            }
        ));
    }
}
