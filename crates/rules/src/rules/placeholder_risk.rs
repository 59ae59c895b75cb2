//! `placeholder-risk`: a row of the risk table that still holds the words of the template.

use stopgate_source::{About, Severity};

use crate::standing::is_template_row;
use crate::{Check, Context, Report, Rule};

pub(crate) const RULE: Rule = Rule {
    code: "RSK008",
    name: "placeholder-risk",
    summary: "A row of the risk table is still that of the template",
    severity: Severity::Error,
    requirements: &[],
    check: Check::Plan(look),
};

fn look(context: &Context<'_>, report: &mut Report<'_>) {
    for risk in &context.plan.risks {
        let cells = [&risk.risk, &risk.likelihood, &risk.impact, &risk.mitigation];
        let left = cells
            .into_iter()
            .filter_map(|cell| cell.text())
            .find(|text| is_template_row(text));
        if let Some(words) = left {
            report.find(
                risk.origin,
                format!("\"{words}\" is still what the template says, so this row names no risk"),
                "Fill the row with a real risk, or delete it",
            ).ask_for(
                About::Cell { record: risk.origin, column: "risk".to_owned() },
                "Which risk belongs into this row? The template says nothing. For example: the backfill runs too long?",
            );
        }
    }
}
