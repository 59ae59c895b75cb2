//! `gate-line-malformed`: the gate line has another word, or its reason in another form.
//!
//! FAIL without a reason is left to `fail-without-reason`; bold letters and the kind of dash are not judged.

use stopgate_expressions::pattern;
use stopgate_model::{GateLine, GateWord};
use stopgate_source::{Pattern, Severity};

use crate::{Check, Context, Report, Rule};

pub(crate) const RULE: Rule = Rule {
    code: "GAT002",
    name: "gate-line-malformed",
    summary: "The gate line is not written as the format says",
    severity: Severity::Error,
    requirements: &["S6"],
    check: Check::Plan(look),
};

fn look(context: &Context<'_>, report: &mut Report<'_>) {
    let Some(gate) = &context.plan.gate else {
        return;
    };
    let unreasoned = gate.word == GateWord::Fail && gate.reason.is_none();
    if gate.well_formed || unreasoned || reads_well(gate) {
        return;
    }
    let message = match gate.word {
        GateWord::Other => "The gate line says neither PASS nor FAIL, so it declares nothing",
        GateWord::Pass => "The gate line says more than `Gate: PASS`, so tools cannot rely on it",
        GateWord::Fail => {
            "The reason of the gate line is not set off by a dash, so tools cannot read it"
        }
    };
    report.find(
        gate.origin,
        message,
        "Write `Gate: PASS`, or `Gate: FAIL — reason`, and nothing else",
    );
}

/// As a reader of the rendered page sees it.
fn reads_well(gate: &GateLine) -> bool {
    static FORM: Pattern = pattern!(r"^\W*Gate\s*:\s*(?:PASS|FAIL\s+[—–-]+\s+\S.*)\W*$");
    let shown = gate.shown.as_deref().unwrap_or_default();
    shown.lines().any(|line| FORM.is_match(line))
}
