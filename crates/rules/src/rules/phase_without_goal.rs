//! `phase-without-goal`: a phase without a goal.

use stopgate_model::Cell;
use stopgate_source::{About, Severity};

use crate::standing::{brief, value};
use crate::{Check, Context, Report, Rule};

pub(crate) const RULE: Rule = Rule {
    code: "TSK011",
    name: "phase-without-goal",
    summary: "A phase does not say what it reaches",
    severity: Severity::Error,
    requirements: &[],
    check: Check::Plan(look),
};

fn look(context: &Context<'_>, report: &mut Report<'_>) {
    for phase in &context.plan.phases {
        if value(&phase.goal).is_none() {
            report.find(
                match phase.goal {
                    Cell::Empty(label) => label,
                    _ => phase.title.origin,
                },
                format!(
                    "\"{}\" has no goal, so nobody can say when it is finished",
                    brief(&phase.title.value)
                ),
                "Add `> **Goal:** what is true at the end of this phase`",
            ).ask_for(
                About::Phase { heading: phase.title.origin, part: "goal".to_owned() },
                format!("What is true when \"{}\" is finished? Nobody can end it otherwise. For example: both tables hold the same rows?", brief(&phase.title.value)),
            );
        }
    }
}
