//! `command-without-expected-outcome`: nobody can tell whether the command worked.

use stopgate_expressions::pattern;
use stopgate_model::{Command, Obstacle, Plan};
use stopgate_source::{Pattern, Severity};

use crate::contents::{commands, text_around};
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
    for command in silent(context.plan) {
        report.find(
            command.origin,
            "This command does not say what must come out of it, so nobody can tell whether it worked",
            "Add what it prints or its exit code behind it: `Expected: 14 passed`",
        ).ask("What shows that this command worked? For example: `14 passed`, or exit code 0 and no output");
    }
}

/// Commands that only record what the steps before have shown to work.
static RECORDS: Pattern =
    pattern!(r"^git (?:add|commit|push|switch|checkout|branch|tag|worktree)\b");

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

/// Commands without an outcome; the last of a text speaks for it: `Run: a`, `Run: b`, `Expected: …`.
fn silent(plan: &Plan) -> Vec<&Command> {
    let commands: Vec<&Command> = steps(plan).collect();
    let (mut found, mut told) = (Vec::new(), None);
    for command in commands.into_iter().rev() {
        let text = text_around(plan, command.origin).map(|text| text.origin);
        if !is_silent(command) {
            told = text;
        } else if text.is_none() || told != text {
            found.push(command);
        }
    }
    found.reverse();
    found
}

fn is_silent(command: &Command) -> bool {
    command.outcome.is_none()
        && command.expectations.is_empty()
        && !command.obstacles.contains(&Obstacle::Prose)
        && !PREPARES.is_match(&command.text)
}
