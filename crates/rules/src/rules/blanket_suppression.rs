//! `blanket-suppression`: a suppression names no rule.

use stopgate_source::Severity;

use crate::{Check, Report, Rule, Suppressions};

pub(crate) const RULE: Rule = Rule {
    code: "SUP005",
    name: "blanket-suppression",
    summary: "A suppression names no rule",
    severity: Severity::Warning,
    requirements: &[],
    check: Check::Suppressions(look),
};

fn look(suppressions: &Suppressions, report: &mut Report<'_>) {
    for entry in suppressions
        .entries
        .iter()
        .filter(|entry| entry.rules.is_empty())
    {
        let finding = report.find(
            entry.span,
            "This suppression names no rule, so it leaves nothing out",
            "Name the rules between brackets: stopgate-ignore[rule-name]: reason",
        );
        finding.ask("Which rule is to be left out here, since a comment without a name leaves out none? For example: placeholder-text");
    }
}
