//! `stop-gate-missing`: a phase without a stop-gate.

use stopgate_expressions::words;
use stopgate_model::Cell;
use stopgate_source::{About, Severity, Words};

use crate::standing::{brief, value};
use crate::{Check, Context, Report, Rule};

pub(crate) const RULE: Rule = Rule {
    code: "GAT011",
    name: "stop-gate-missing",
    summary: "A phase does not say what is decided at its end",
    severity: Severity::Error,
    requirements: &[],
    check: Check::Plan(look),
};

static NONE: Words = words!(
    r"^\W*(?:none|no|n/?a|not (?:needed|required|applicable|necessary)|no (?:stop-?)?gate)\W*$"
);

fn look(context: &Context<'_>, report: &mut Report<'_>) {
    for phase in &context.plan.phases {
        if value(&phase.stop_gate).is_none_or(|gate| NONE.is_match(gate)) {
            report.find(
                match phase.stop_gate {
                    Cell::Empty(label) => label,
                    _ => phase.title.origin,
                },
                format!(
                    "\"{}\" has no stop-gate, so nothing stops the next phase",
                    brief(&phase.title.value)
                ),
                "Add `> **Stop-gate:** who looks at what and says go or no-go`",
            ).ask_for(About::Phase { heading: phase.title.origin, part: "stop_gate".to_owned() }, format!("Who looks at what before \"{}\" is left, and says go? For example: Ines compares the counts of V1?", brief(&phase.title.value)));
        }
    }
}
