//! `command-without-cwd`: a command does not say from which directory it is run.

use std::sync::LazyLock;

use stopgate_model::{Command, Directory, Obstacle};
use stopgate_source::{Severity, Words};

use crate::contents::{commands, says};
use crate::{Check, Context, Report, Rule};

pub(crate) const RULE: Rule = Rule {
    code: "EXE001",
    name: "command-without-cwd",
    summary: "A command does not say from which directory it is run",
    severity: Severity::Error,
    requirements: &[],
    check: Check::Plan(look),
};

const HELP: &str = "Say it once above the commands: `Run everything from the repository root.`";

static SAID: LazyLock<Words> = LazyLock::new(|| {
    Words::new(
        r"\b(?:repo(?:sitory)?(?:'s)? root|root of the repo(?:sitory)?|root (?:directory|folder)|project root|working directory|current directory|from the (?:\S+ )?(?:directory|folder|root|checkout)|in the (?:directory|folder) `)",
    )
});

fn look(context: &Context<'_>, report: &mut Report<'_>) {
    let Some(section) = context.plan.section("steps") else {
        return;
    };
    let asked: Vec<&Command> = commands(context.plan, section)
        .filter(needs_directory)
        .collect();
    let Some(first) = asked
        .iter()
        .find(|command| command.directory == Directory::Unstated)
    else {
        return;
    };
    if asked
        .iter()
        .any(|command| command.directory != Directory::Unstated)
    {
        let message = "This command does not say from which directory it is run, though others do";
        report.find(first.origin, message, HELP).ask("From which directory do these commands run? For example: all commands run from the repository root");
    } else if !says(context.plan, section, &SAID) {
        let message =
            "No command here says from which directory it is run, so a newcomer has to guess";
        report.find(section.heading, message, HELP).ask("From which directory do these commands run? For example: all commands run from the repository root");
    }
}

/// A command that is one, and does not change the directory itself.
fn needs_directory(command: &&Command) -> bool {
    !command.obstacles.contains(&Obstacle::Prose) && !command.text.starts_with("cd ")
}
