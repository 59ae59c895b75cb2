//! `gate-dash`: another dash than the format's stands between FAIL and its reason.

use stopgate_expressions::pattern;
use stopgate_model::GateWord;
use stopgate_source::{EditSet, Pattern, Severity, Span};

use crate::layout::edit;
use crate::{Check, Context, Report, Rule};

pub(crate) const RULE: Rule = Rule {
    code: "FMT013",
    name: "gate-dash",
    summary: "The dash of the gate line is not the one of the format",
    severity: Severity::Info,
    requirements: &["S6"],
    check: Check::Plan(look),
};

/// A hyphen or a short dash, one or several, with a blank on both sides.
static DASH: Pattern = pattern!(r"(?i)\bFAIL(?:ED)?\*{0,2}\s+([-–]+)\s+\S");

fn look(context: &Context<'_>, report: &mut Report<'_>) {
    let gate = context.plan.gate.as_ref();
    let Some(gate) = gate.filter(|gate| gate.word == GateWord::Fail && gate.reason.is_some())
    else {
        return;
    };
    let line = context.source.slice(gate.origin);
    let dash = DASH.captures(line).and_then(|found| found.get(1));
    let Some(dash) = dash else { return };
    let span = Span::from(dash.range()).shifted(gate.origin.start());
    let finding = report.find(
        span,
        format!(
            "`{}` stands in front of the reason, so tools that look for `—` miss it",
            dash.as_str()
        ),
        "Write `Gate: FAIL — reason`",
    );
    finding.fix_safely(EditSet::one(edit(span, "—")));
}
