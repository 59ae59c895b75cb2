//! `gate-contradicts-findings`: the gate says PASS although other rules found errors.
//!
//! Findings about the gate line itself do not count, else one defect would be reported twice.

use stopgate_model::{GateWord, Plan};
use stopgate_source::{Finding, Severity};

use crate::{Check, Report, Rule};

pub(crate) const RULE: Rule = Rule {
    code: "GAT005",
    name: "gate-contradicts-findings",
    summary: "The gate says PASS while the plan has errors",
    severity: Severity::Error,
    requirements: &["S6"],
    check: Check::Declaration(look),
};

const OWN: &[&str] = &["GAT001", "GAT002", "GAT003", "GAT004", "GAT005"];

/// How many codes a message names.
const NAMED: usize = 3;

fn look(plan: &Plan, findings: &[Finding], report: &mut Report<'_>) {
    let Some(gate) = plan
        .gate
        .as_ref()
        .filter(|gate| gate.word == GateWord::Pass)
    else {
        return;
    };
    let counts =
        |finding: &&Finding| finding.severity == Severity::Error && !OWN.contains(&finding.code);
    let errors: Vec<&Finding> = findings.iter().filter(counts).collect();
    if errors.is_empty() {
        return;
    }
    let mut codes: Vec<&str> = errors.iter().map(|error| error.code).collect();
    codes.sort_unstable();
    codes.dedup();
    let more = if codes.len() > NAMED { ", …" } else { "" };
    codes.truncate(NAMED);
    let (count, noun) = (
        errors.len(),
        if errors.len() == 1 { "error" } else { "errors" },
    );
    report.find(
        gate.origin,
        format!(
            "The gate says PASS, but the plan has {count} {noun} ({}{more})",
            codes.join(", ")
        ),
        "Mend what they name, or write `Gate: FAIL — reason` until it is mended",
    );
}
