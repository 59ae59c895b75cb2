//! `risk-without-contingency`: a risk whose contingency cell says nothing.
//!
//! Rows that are still those of the template are left to `placeholder-risk`.

use stopgate_model::Cell;
use stopgate_source::{About, Severity};

use crate::standing::{brief, is_template_row, is_void};
use crate::{Check, Context, Report, Rule};

pub(crate) const RULE: Rule = Rule {
    code: "RSK006",
    name: "risk-without-contingency",
    summary: "A risk has no contingency",
    severity: Severity::Error,
    requirements: &[],
    check: Check::Plan(look),
};

fn look(context: &Context<'_>, report: &mut Report<'_>) {
    let risks = &context.plan.risks;
    if let Some(first) = risks
        .first()
        .filter(|_| risks.iter().all(|risk| risk.contingency == Cell::Absent))
    {
        report.find(
            first.origin,
            "The risks have no contingency, so nobody knows what to do when one of them happens",
            "Add a column Contingency: what is done when it happens in spite of the mitigation",
        );
    }
    for risk in risks {
        let Some(name) = risk.risk.text().filter(|name| !is_template_row(name)) else {
            continue;
        };
        if is_void(&risk.contingency) {
            report.find(
                risk.origin,
                format!("The risk \"{}\" has no contingency, so nobody knows what to do when it happens", brief(name)),
                "Say what is done when it happens in spite of the mitigation",
            ).ask_for(
                About::Cell { record: risk.origin, column: "contingency".to_owned() },
                format!("What is done when \"{}\" happens in spite of that? For example: switch back to the old queue?", brief(name)),
            );
        }
    }
}
