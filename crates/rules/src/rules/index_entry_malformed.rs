//! `index-entry-malformed`: a line of the index of plans lacks its day, name, status or owner.

use stopgate_source::Severity;

use crate::contents::index::{STATUSES, lines};
use crate::{Check, Context, Report, Rule};

pub(crate) const RULE: Rule = Rule {
    code: "LIV014",
    name: "index-entry-malformed",
    summary: "An entry of the index of plans is incomplete",
    severity: Severity::Error,
    requirements: &["E1"],
    check: Check::Plan(look),
};

const HELP: &str = "Write `2026-01-31 - NAME - status: planned - owner: WHO`; the status is planned, in_progress, blocked or done";

fn look(context: &Context<'_>, report: &mut Report<'_>) {
    for line in lines(context.plan) {
        let message = match line.entry {
            Some(entry) if STATUSES.contains(&entry.status.as_str()) => continue,
            Some(entry) => format!(
                "The status `{}` of `{}` is none of those of the index, so nobody can sort by it",
                entry.status, entry.name
            ),
            None => "This entry of the index lacks its day, name, status or owner, so nobody can follow it up".to_owned(),
        };
        report
            .find(line.origin, message, HELP)
            .ask("Which plan is this, how does it stand and who owns it? For example: 2026-01-31 - Move orders - status: planned - owner: Ada");
    }
}
