//! `command-without-expected-outcome`: nobody can tell whether the command worked.

use std::sync::LazyLock;

use regex::Regex;
use stopgate_model::{Command, Obstacle, Plan};
use stopgate_source::Severity;

use crate::contents::{commands, pattern, text_around};
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
static PREPARES: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"^(?:cd|export|unset|set|source|\.|alias|pushd|popd|umask|shopt)(?:\s|$)|^[A-Z_][A-Z0-9_]*=\S*$",
    )
});

fn look(context: &Context<'_>, report: &mut Report<'_>) {
    let commands: Vec<&Command> = steps(context.plan).collect();
    let silent = commands.iter().enumerate();
    let silent = silent
        .filter(|(at, command)| is_silent(command) && !is_shared(context.plan, &commands[*at..]));
    for (_, command) in silent {
        report.find(
            command.origin,
            "This command does not say what must come out of it, so nobody can tell whether it worked",
            "Add what it prints or its exit code behind it: `Expected: 14 passed`",
        ).ask("What shows that this command worked? For example: `14 passed`, or exit code 0 and no output");
    }
}

/// Commands that only record what the steps before have shown to work.
static RECORDS: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"^git (?:add|commit|push|switch|checkout|branch|tag|worktree)\b"));

/// The commands of the steps; where no section holds them, those of phases made of check-boxes.
fn steps(plan: &Plan) -> Box<dyn Iterator<Item = &Command> + '_> {
    if let Some(section) = plan.section("steps") {
        return Box::new(commands(plan, section));
    }
    let boxed = |at: usize| {
        let tasks = plan.phases.get(at).map(|phase| &phase.tasks);
        tasks.is_some_and(|tasks| tasks.iter().any(|task| task.mark.is_some()))
    };
    let commands = plan
        .commands
        .iter()
        .filter(|command| !RECORDS.is_match(&command.text));
    Box::new(commands.filter(move |command| command.phase.is_some_and(boxed)))
}

/// True where the next command of the same text says what must come out: `Run: a`, `Run: b`, `Expected: …`.
fn is_shared(plan: &Plan, from: &[&Command]) -> bool {
    let text = |command: &Command| text_around(plan, command.origin).map(|text| text.origin);
    let Some(first) = from.first().and_then(|command| text(command)) else {
        return false;
    };
    let same = from[1..]
        .iter()
        .take_while(|command| text(command) == Some(first));
    same.into_iter().any(|command| !is_silent(command))
}

fn is_silent(command: &Command) -> bool {
    command.outcome.is_none()
        && command.expectations.is_empty()
        && !command.obstacles.contains(&Obstacle::Prose)
        && !PREPARES.is_match(&command.text)
}
