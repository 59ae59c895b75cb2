//! `unused-suppression`: a suppression that leaves nothing out.
//!
//! Silent where another rule says why it cannot: expired, unknown, protected, or naming no rule.

use stopgate_source::{EditSet, Severity};

use crate::layout::edit;
use crate::{Check, Report, Rule, Suppression, Suppressions};

pub(crate) const RULE: Rule = Rule {
    code: "SUP001",
    name: "unused-suppression",
    summary: "A suppression leaves nothing out",
    severity: Severity::Warning,
    requirements: &[],
    check: Check::Suppressions(look),
};

fn look(suppressions: &Suppressions, report: &mut Report<'_>) {
    for entry in suppressions.entries.iter().filter(|entry| is_idle(entry)) {
        let finding = report.find(
            entry.span,
            "This suppression leaves nothing out, so it would hide the next real finding",
            "Remove the comment, or move it to the line or block that it is about",
        );
        // Suppressions are part of what is approved, so none goes unseen.
        finding.fix_unsafely(EditSet::one(edit(entry.removal, "")));
    }
}

fn is_idle(entry: &Suppression) -> bool {
    let names_known = entry.known_rules().count() == entry.rules.len();
    let is_possible = names_known && !entry.rules.is_empty() && !entry.expired;
    is_possible && !entry.used && !entry.known_rules().any(Rule::is_protected)
}
