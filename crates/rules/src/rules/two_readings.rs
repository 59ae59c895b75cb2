//! `two-readings`: a command that not every reader of the document sees.

use stopgate_model::{Command, Obstacle};
use stopgate_source::Severity;

use crate::{Check, Context, Report, Rule};

pub(crate) const RULE: Rule = Rule {
    code: "EXE023",
    name: "two-readings",
    summary: "A command is hidden, or is a command in one reading only",
    severity: Severity::Warning,
    requirements: &[],
    check: Check::Plan(look),
};

fn look(context: &Context<'_>, report: &mut Report<'_>) {
    for command in &context.plan.commands {
        if let Some(reason) = reason(command) {
            report.find(
                command.origin,
                format!("This command cannot run, because {reason}"),
                "Put it into a shell block of its own, with blank lines around and a fence that closes",
            );
        }
    }
}

fn reason(command: &Command) -> Option<String> {
    command
        .obstacles
        .iter()
        .find_map(|obstacle| match obstacle {
            Obstacle::Hidden(place) => Some(format!("it stands in {place}")),
            Obstacle::TwoReadings => Some(
                "Markdown readers disagree here: one sees a command, another does not".to_owned(),
            ),
            _ => None,
        })
}
