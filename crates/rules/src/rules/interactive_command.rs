//! `interactive-command`: a command waits for somebody at a terminal, or never ends.

use stopgate_model::{Command, Obstacle, Place, Plan, why_it_waits};
use stopgate_source::Severity;

use crate::contents::proof::is_declared;
use crate::shell::is_other_language;
use crate::{Check, Context, Report, Rule};

pub(crate) const RULE: Rule = Rule {
    code: "EXE009",
    name: "interactive-command",
    summary: "A command waits for somebody at a terminal, or never ends",
    severity: Severity::Warning,
    requirements: &[],
    check: Check::Plan(look),
};

fn look(context: &Context<'_>, report: &mut Report<'_>) {
    let plan = context.plan;
    for command in plan
        .commands
        .iter()
        .filter(|command| is_step(plan, command))
    {
        let Some(reason) = why_it_waits(&command.text) else {
            continue;
        };
        report
            .find(
                command.origin,
                format!("A run cannot carry out this command: {reason}"),
                "Use the form that ends by itself (an option, a script, a time limit), or make it a \
                 manual step",
            )
            .ask(format!(
                "How does `{}` do its work without a person at the terminal? For example: `psql -f report.sql`",
                excerpt(&command.text)
            ));
    }
}

fn is_step(plan: &Plan, command: &Command) -> bool {
    let told_otherwise = [Obstacle::Prose, Obstacle::OnlyMentioned, Obstacle::Unclear];
    let foreign = command.place == Place::Fence(None) && is_other_language(&command.text);
    !foreign
        && is_declared(plan, command)
        && !command
            .obstacles
            .iter()
            .any(|obstacle| told_otherwise.contains(obstacle))
}

fn excerpt(command: &str) -> String {
    let line = command.lines().next().unwrap_or_default();
    match line.char_indices().nth(40) {
        Some((end, _)) => format!("{}…", &line[..end]),
        None => line.to_owned(),
    }
}
