//! `ticket-reference-invalid`: the ticket is not written like tickets of the team.

use regex::Regex;
use stopgate_source::Severity;

use crate::{Check, Context, Report, Rule};

pub(crate) const RULE: Rule = Rule {
    code: "PTH012",
    name: "ticket-reference-invalid",
    summary: "The ticket is not written like tickets of the team",
    severity: Severity::Warning,
    requirements: &["X1"],
    check: Check::Plan(look),
};

fn look(context: &Context<'_>, report: &mut Report<'_>) {
    let field = context.plan.header("ticket");
    let Some(ticket) = field.and_then(|field| field.value.filled()) else {
        return;
    };
    let Some(expression) = context.repository.tickets() else {
        return;
    };
    let is_placeholder = ticket.value.starts_with(['[', '<', '{']) && !ticket.value.contains("](");
    // Whoever reads the configuration says where it is none.
    let Ok(pattern) = Regex::new(expression) else {
        return;
    };
    if !is_placeholder && !pattern.is_match(&ticket.value) {
        let message = format!(
            "The ticket `{}` is not written like the tickets of this repository (`{expression}`), so nobody finds it",
            ticket.value
        );
        report
            .find(
                ticket.origin,
                message,
                "Write the ticket as the tracker shows it",
            )
            .ask("Which ticket is this plan for? It leads to the reasons. For example: PAY-1234");
    }
}
