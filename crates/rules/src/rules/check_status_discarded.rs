//! `check-status-discarded`: what decides about a check is thrown away: `|| true`, `; echo done`.
//!
//! Where a stated output decides, the exit code may go, unless the words behind the check print that
//! very output.

use stopgate_expressions::pattern;
use stopgate_model::{Command, Expectation};
use stopgate_source::{Pattern, Severity};

use crate::contents::proof::{
    always_succeeds, checks, is_verifier, output_decides, person_decides,
};
use crate::shell::{Joint, Statement, statements, words};
use crate::{Check, Context, Report, Rule};

pub(crate) const RULE: Rule = Rule {
    code: "EVD020",
    name: "check-status-discarded",
    summary: "A check cannot fail, because what stands behind it throws its exit code away",
    severity: Severity::Warning,
    requirements: &[],
    check: Check::Plan(look),
};

/// Options that let an earlier failure end the command.
static STOPS: Pattern = pattern!(r"\bset\s+-[a-z]*e|\berrexit\b");

fn look(context: &Context<'_>, report: &mut Report<'_>) {
    for command in checks(context.plan) {
        let Some(end) = discarding_end(command) else {
            continue;
        };
        report
            .find(
                command.origin,
                format!("This check cannot fail: `{end}` gives 0 whatever came before it"),
                format!("Take `{end}` away, or state the output that the check must print"),
            )
            .ask(format!(
                "May this check fail the phase? Then `{end}` goes; else say what it must print. For example: prints `0 errors`"
            ));
    }
}

/// The end of a command that makes it succeed after a failure, as it stands there: `|| true`.
fn discarding_end(command: &Command) -> Option<String> {
    let statements = statements(&command.text)?;
    let (last, before) = statements.split_last()?;
    let mark = match last.joint {
        Joint::Or => "||",
        Joint::Then if !STOPS.is_match(&command.text) => ";",
        _ => return None,
    };
    let said = words(last.text);
    let redirects = last.text.contains("> ") && !last.text.contains("/dev/null");
    if !always_succeeds(&said) || redirects || before.is_empty() || only_prepares(before) {
        return None;
    }
    let prints = |expectation: &Expectation| {
        let wanted = expectation.text();
        !wanted.is_empty() && said.iter().skip(1).any(|word| word.contains(&wanted))
    };
    let decided_elsewhere = match () {
        () if command.expectations.iter().any(prints) => false,
        () if output_decides(command) => true,
        () if person_decides(command) => !before.iter().any(|one| is_verifier(&words(one.text))),
        () => false,
    };
    (!decided_elsewhere).then(|| format!("{mark} {}", last.text))
}

/// True where nothing stands in front that could fail a check: `cd a; echo b`.
fn only_prepares(before: &[Statement<'_>]) -> bool {
    before.iter().all(|statement| {
        let words = words(statement.text);
        let first = words.first().map_or("", String::as_str);
        matches!(first, "" | "cd" | "export" | "set" | "source" | ".") || always_succeeds(&words)
    })
}
