//! `suppression-without-reason`: a suppression that does not say why.

use stopgate_source::Severity;

use crate::{Check, Report, Rule, Suppressions};

pub(crate) const RULE: Rule = Rule {
    code: "SUP002",
    name: "suppression-without-reason",
    summary: "A suppression gives no reason",
    severity: Severity::Warning,
    requirements: &[],
    check: Check::Suppressions(look),
};

fn look(suppressions: &Suppressions, report: &mut Report<'_>) {
    for entry in suppressions
        .entries
        .iter()
        .filter(|entry| !says_why(&entry.reason))
    {
        let names = entry.rules.join(", ");
        let finding = report.find(
            entry.span,
            "This suppression gives no reason, so an approver cannot judge it",
            "Say why behind a colon: stopgate-ignore[rule]: reason until=YYYY-MM-DD",
        );
        finding.ask(format!(
            "Why may {} be left out here, so that an approver can judge it? For example: the vendor answers on Monday",
            if names.is_empty() { "findings" } else { names.as_str() }
        ));
    }
}

fn says_why(reason: &str) -> bool {
    reason.contains(char::is_alphanumeric)
}
