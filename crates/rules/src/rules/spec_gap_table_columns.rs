//! `spec-gap-table-columns`: the table of gaps has no column for what has to be known of each.

use stopgate_model::{Cell, TextPlace};
use stopgate_source::Severity;

use crate::standing::listed;
use crate::{Check, Context, Report, Rule};

pub(crate) const RULE: Rule = Rule {
    code: "GAT014",
    name: "spec-gap-table-columns",
    summary: "The table of gaps lacks a column",
    severity: Severity::Error,
    requirements: &[],
    check: Check::Plan(look),
};

fn look(context: &Context<'_>, report: &mut Report<'_>) {
    let plan = context.plan;
    let Some(section) = plan.section("gaps") else {
        return;
    };
    let is_header = |text: &&stopgate_model::Text| text.place == TextPlace::Cell(true);
    let Some(header) = plan.texts_in(section.body).find(is_header) else {
        return;
    };
    let absent = |cell: fn(&stopgate_model::Gap) -> &Cell| {
        plan.gaps.iter().all(|gap| *cell(gap) == Cell::Absent)
    };
    let lacking: Vec<&str> = [
        ("Proposed Fix", absent(|gap| &gap.fix)),
        ("Owner", absent(|gap| &gap.owner)),
        ("Status", absent(|gap| &gap.status)),
    ]
    .into_iter()
    .filter_map(|(name, lacks)| lacks.then_some(name))
    .collect();
    if plan.gaps.is_empty() || lacking.is_empty() {
        return;
    }
    let names = listed(&lacking);
    report
        .find(
            header.origin,
            format!("The table of gaps has no column {names}, so a gap can stay open unnoticed"),
            "Give the table the columns Gap, Proposed Fix, Owner and Status",
        )
        .ask(format!(
            "What stands under {names} for each gap? Open gaps keep the plan from its gate. For example: Ines, resolved 2026-01-31?"
        ));
}
