//! `trace-row-incomplete`: a row of the traceability table with a cell that says nothing.

use stopgate_source::Severity;

use crate::standing::{brief, is_open, listed};
use crate::{Check, Context, Report, Rule};

pub(crate) const RULE: Rule = Rule {
    code: "TRC022",
    name: "trace-row-incomplete",
    summary: "A row of the traceability table lacks its plan part or its check",
    severity: Severity::Error,
    requirements: &["S8"],
    check: Check::Plan(look),
};

fn look(context: &Context<'_>, report: &mut Report<'_>) {
    for row in &context.plan.trace {
        let cells = [("part of the plan", &row.part), ("check", &row.check)];
        let lacking = cells
            .iter()
            .filter(|(_, cell)| is_open(cell))
            .map(|(name, _)| *name);
        let lacking: Vec<&str> = lacking.collect();
        let Some(item) = row.item.text().filter(|_| !lacking.is_empty()) else {
            continue;
        };
        report.find(
            row.origin,
            format!(
                "\"{}\" leads to no {}, so nothing proves that it is reached",
                brief(item),
                listed(&lacking)
            ),
            "Name the part that reaches it and the check that proves it",
        ).ask(format!("Which part reaches \"{}\", and which check proves it? For example: the router, test `limit`?", brief(item)));
    }
}
