//! `command-without-expected-outcome`: nobody can tell whether the command worked.

use stopgate_expressions::pattern;
use stopgate_model::{Command, Obstacle};
use stopgate_source::{Pattern, Severity};

use crate::contents::commands;
use crate::{Check, Context, Report, Rule};

pub(crate) const RULE: Rule = Rule {
    code: "EXE002",
    name: "command-without-expected-outcome",
    summary: "A command does not say what must come out of it",
    severity: Severity::Error,
    requirements: &[],
    check: Check::Plan(look),
};

/// Commands that only prepare the shell for the ones behind them.
static PREPARES: Pattern = pattern!(
    r"^(?:cd|export|unset|set|source|\.|alias|pushd|popd|umask|shopt)(?:\s|$)|^[A-Z_][A-Z0-9_]*=\S*$"
);

fn look(context: &Context<'_>, report: &mut Report<'_>) {
    let Some(section) = context.plan.section("steps") else {
        return;
    };
    for command in commands(context.plan, section).filter(|command| is_silent(command)) {
        report.find(
            command.origin,
            "This command does not say what must come out of it, so nobody can tell whether it worked",
            "Add what it prints or its exit code behind it: `Expected: 14 passed`",
        ).ask("What shows that this command worked? For example: `14 passed`, or exit code 0 and no output");
    }
}

fn is_silent(command: &Command) -> bool {
    command.outcome.is_none()
        && command.expectations.is_empty()
        && !command.obstacles.contains(&Obstacle::Prose)
        && !PREPARES.is_match(&command.text)
}
