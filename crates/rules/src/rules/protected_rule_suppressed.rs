//! `protected-rule-suppressed`: a suppression names a rule that the file cannot switch off.

use stopgate_source::Severity;

use crate::{Check, Report, Rule, Suppressions};

pub(crate) const RULE: Rule = Rule {
    code: "SUP006",
    name: "protected-rule-suppressed",
    summary: "A suppression names a rule that a plan cannot switch off for itself",
    severity: Severity::Error,
    requirements: &[],
    check: Check::Suppressions(look),
};

fn look(suppressions: &Suppressions, report: &mut Report<'_>) {
    for entry in &suppressions.entries {
        for rule in entry.known_rules().filter(|rule| rule.is_protected()) {
            report.find(
                entry.span,
                format!(
                    "A plan cannot switch off {} ({}) for itself, so this suppression leaves nothing out",
                    rule.name, rule.code
                ),
                "Mend what the rule finds, and remove its name from the comment",
            );
        }
    }
}
