//! `task-without-detail`: a task whose detail cell says nothing.

use stopgate_expressions::words;
use stopgate_model::Cell;
use stopgate_source::{About, Severity, Words};

use crate::standing::{brief, is_open};
use crate::{Check, Context, Report, Rule};

pub(crate) const RULE: Rule = Rule {
    code: "TSK013",
    name: "task-without-detail",
    summary: "A task says neither how nor with what",
    severity: Severity::Error,
    requirements: &[],
    check: Check::Plan(look),
};

fn look(context: &Context<'_>, report: &mut Report<'_>) {
    for task in context
        .plan
        .tasks()
        .filter(|task| is_pointless(&task.detail))
    {
        if let Some(title) = task.title.text() {
            report.find(
                task.origin,
                format!("Task \"{}\" has neither detail nor command, so it cannot be carried out as planned", brief(title)),
                "Name the command, the file or the setting that it is about",
            ).ask_for(
                About::Cell { record: task.origin, column: "detail".to_owned() },
                format!("How is \"{}\" done? Nobody can carry it out otherwise. For example: `make table ENV=staging`?", brief(title)),
            );
        }
    }
}

/// True for a detail that is not there, or that points to where no reader can go.
fn is_pointless(detail: &Cell) -> bool {
    static ELSEWHERE: Words = words!(
        r"^\W*(?:as (?:discussed|agreed|usual|above|before|needed|planned|described|required)(?: above| before)?|see (?:above|below|chat|meeting|the (?:chat|meeting|call))|ditto|same|manual(?:ly)?|n/?a|standard(?: procedure)?)\W*$"
    );
    is_open(detail) || detail.text().is_some_and(|text| ELSEWHERE.is_match(text))
}
