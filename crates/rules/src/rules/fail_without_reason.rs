//! `fail-without-reason`: the gate says FAIL and does not say why.

use stopgate_expressions::words;
use stopgate_model::GateWord;
use stopgate_source::{Severity, Words};

use crate::standing::is_blank;
use crate::{Check, Context, Report, Rule};

pub(crate) const RULE: Rule = Rule {
    code: "GAT004",
    name: "fail-without-reason",
    summary: "The gate says FAIL and gives no reason",
    severity: Severity::Error,
    requirements: &["S6"],
    check: Check::Plan(look),
};

fn look(context: &Context<'_>, report: &mut Report<'_>) {
    let Some(gate) = &context.plan.gate else {
        return;
    };
    if gate.word == GateWord::Fail && !gives_reason(gate.reason.as_deref()) {
        report.find(
            gate.origin,
            "The gate says FAIL without a reason, so nobody knows what would turn it",
            "Say what is missing: `Gate: FAIL — reason`",
        ).ask("What keeps the plan from passing its gate? Somebody has to clear it. For example: no owner for alerts?");
    }
}

/// `TBD` and `n/a` stand where a reason should.
fn gives_reason(reason: Option<&str>) -> bool {
    static NONE: Words = words!(r"^\W*(?:n/?a|none|no reason(?: given)?|not applicable)\W*$");
    reason.is_some_and(|reason| !is_blank(reason) && !NONE.is_match(reason))
}
