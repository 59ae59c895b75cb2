//! `gate-line-malformed`: the gate line has another word, or its reason in another form.
//!
//! FAIL without a reason is left to `fail-without-reason`.

use stopgate_model::GateWord;
use stopgate_source::Severity;

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
    if gate.well_formed || (gate.word == GateWord::Fail && gate.reason.is_none()) {
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
