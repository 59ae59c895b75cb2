//! `fail-without-reason`: the gate says FAIL and does not say why.

use stopgate_model::GateWord;
use stopgate_source::Severity;

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
    if gate.word == GateWord::Fail && gate.reason.is_none() {
        report.find(
            gate.origin,
            "The gate says FAIL without a reason, so nobody knows what would turn it",
            "Say what is missing: `Gate: FAIL — reason`",
        ).ask("What keeps the plan from passing its gate? Somebody has to clear it. For example: no owner for alerts?");
    }
}
