//! `due-before-session`: an action that is due before the day of its session.

use stopgate_model::Mark;
use stopgate_source::Severity;

use crate::chains::first_day;
use crate::standing::brief;
use crate::written_day::day_in;
use crate::{Check, Context, Report, Rule};

pub(crate) const RULE: Rule = Rule {
    code: "TSK033",
    name: "due-before-session",
    summary: "An action is due before the session in which it was agreed",
    severity: Severity::Error,
    requirements: &["T5"],
    check: Check::Plan(look),
};

fn look(context: &Context<'_>, report: &mut Report<'_>) {
    let plan = context.plan;
    let Some(session) = first_day(plan) else {
        return;
    };
    for action in plan
        .actions
        .iter()
        .filter(|action| action.mark != Some(Mark::Done))
    {
        let Some(due) = action.due.filled() else {
            continue;
        };
        let Some(day) = day_in(&due.value) else {
            continue;
        };
        if day < session {
            let name = action.action.text().unwrap_or("without a name");
            report.find(
                due.origin,
                format!(
                    "The action item \"{}\" is due on {day}, before the session of {session}",
                    brief(name)
                ),
                "Set a day after the session, or delete the action if it is done",
            );
        }
    }
}
