//! `directory-unstated`: a plan with commands that nowhere says in which directory they run.
//!
//! Reported once, at the first command: until it is mended, none of them can run.

use stopgate_model::Directory;
use stopgate_source::Severity;

use crate::{Check, Context, Report, Rule};

pub(crate) const RULE: Rule = Rule {
    code: "EXE024",
    name: "directory-unstated",
    summary: "The plan has commands and does not say in which directory they run",
    severity: Severity::Warning,
    requirements: &[],
    check: Check::Plan(look),
};

fn look(context: &Context<'_>, report: &mut Report<'_>) {
    let commands = &context.plan.commands;
    let unstated = |directory: &Directory| *directory == Directory::Unstated;
    let Some(first) = commands
        .first()
        .filter(|_| commands.iter().all(|command| unstated(&command.directory)))
    else {
        return;
    };
    report.find(
        first.origin,
        "Nothing says in which directory the commands of this plan run, so none of them can run as it stands",
        "Add a sentence such as “All commands are run from the repository root.”",
    ).ask("From which directory do all commands run? For example: the repository root");
}
