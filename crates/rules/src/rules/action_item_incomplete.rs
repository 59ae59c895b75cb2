//! `action-item-incomplete`: an action item with a cell that says nothing.

use stopgate_source::Severity;

use crate::standing::{brief, is_open, listed};
use crate::{Check, Context, Report, Rule};

pub(crate) const RULE: Rule = Rule {
    code: "TSK029",
    name: "action-item-incomplete",
    summary: "An action lacks its owner, its due date or what is to be done",
    severity: Severity::Error,
    requirements: &["T5"],
    check: Check::Plan(look),
};

fn look(context: &Context<'_>, report: &mut Report<'_>) {
    for action in &context.plan.actions {
        let cells = [
            ("action", &action.action),
            ("owner", &action.owner),
            ("due date", &action.due),
        ];
        let lacking = cells
            .iter()
            .filter(|(_, cell)| is_open(cell))
            .map(|(name, _)| *name);
        let lacking: Vec<&str> = lacking.collect();
        if lacking.is_empty() || lacking.len() == cells.len() {
            continue;
        }
        let name = action.action.text().unwrap_or("without a name");
        report.find(
            action.origin,
            format!(
                "The action item \"{}\" has no {}, so it may never happen",
                brief(name),
                listed(&lacking)
            ),
            "Say what is done, by whom and until which day",
        );
    }
}
