//! `rollback-order`: the rollback undoes the phases in the order in which they were done.
//!
//! A written list runs in the order in which it is written (CONTRACT 11).

use stopgate_model::{Plan, Role};
use stopgate_source::{Severity, Span};

use crate::{Check, Context, Report, Rule};

pub(crate) const RULE: Rule = Rule {
    code: "RBK010",
    name: "rollback-order",
    summary: "The rollback undoes the first phase before the later ones",
    severity: Severity::Warning,
    requirements: &[],
    check: Check::Plan(look),
};

fn look(context: &Context<'_>, report: &mut Report<'_>) {
    let undone = undone_phases(context.plan);
    let ascending = undone.windows(2).all(|pair| pair[0].0 < pair[1].0);
    let (Some(first), Some(last)) = (undone.first(), undone.last()) else {
        return;
    };
    if undone.len() < 2 || !ascending {
        return;
    }
    let title = |at: usize| {
        let phase = context.plan.phases.get(at);
        phase.map_or_else(String::new, |phase| phase.title.value.clone())
    };
    report.find(
        first.1,
        format!(
            "The rollback undoes “{}” before “{}”, which builds on it; a written list runs in this order",
            title(first.0),
            title(last.0)
        ),
        "Begin with what was done last, or say that the parts do not depend on each other",
    );
}

/// The phases that rollback commands name, in the order of the commands, each with its first command.
fn undone_phases(plan: &Plan) -> Vec<(usize, Span)> {
    let commands = plan
        .commands
        .iter()
        .filter(|command| command.role == Role::Rollback);
    let mut undone: Vec<(usize, Span)> = commands
        .filter_map(|command| Some((command.phase?, command.origin)))
        .collect();
    undone.dedup_by_key(|(phase, _)| *phase);
    undone
}
