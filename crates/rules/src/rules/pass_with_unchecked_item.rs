//! `pass-with-unchecked-item`: the gate says PASS although a point of the readiness checklist is not ticked.

use stopgate_model::GateWord;
use stopgate_source::Severity;

use crate::standing::brief;
use crate::{Check, Context, Report, Rule};

pub(crate) const RULE: Rule = Rule {
    code: "GAT003",
    name: "pass-with-unchecked-item",
    summary: "The gate says PASS while a point of the checklist is open",
    severity: Severity::Error,
    requirements: &["S6"],
    check: Check::Plan(look),
};

fn look(context: &Context<'_>, report: &mut Report<'_>) {
    let plan = context.plan;
    let Some(gate) = plan
        .gate
        .as_ref()
        .filter(|gate| gate.word == GateWord::Pass)
    else {
        return;
    };
    let names: Vec<String> = plan
        .open_points()
        .map(|item| format!("\"{}\"", brief(&item.text)))
        .collect();
    if names.is_empty() {
        return;
    }
    report.find(
        gate.origin,
        format!(
            "The gate says PASS, but the checklist is open at {}",
            names.join(", ")
        ),
        "Finish and tick these points, or write `Gate: FAIL — reason`",
    );
}
