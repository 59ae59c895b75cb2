//! `vacuous-check`: a check that succeeds whatever the work has left behind.

use stopgate_source::Severity;

use crate::contents::proof::{always_succeeds, checks, is_declared};
use crate::shell::{Joint, statements, words};
use crate::{Check, Context, Report, Rule};

pub(crate) const RULE: Rule = Rule {
    code: "EVD019",
    name: "vacuous-check",
    summary: "A check succeeds whatever the work has left behind",
    severity: Severity::Error,
    requirements: &[],
    check: Check::Plan(look),
};

fn look(context: &Context<'_>, report: &mut Report<'_>) {
    let plan = context.plan;
    for command in checks(plan) {
        if !proves_nothing(&command.text) || !is_declared(plan, command) {
            continue;
        }
        let text = &command.text;
        report
            .find(
                command.origin,
                format!("`{text}` succeeds whatever the work has left behind, so it proves nothing"),
                "Put the command here that fails when the work is wrong: a test, a query with the rows \
                 it must give, a request with its answer",
            )
            .ask(format!(
                "Which command fails when this is not met, instead of `{text}`? For example: `pytest tests/orders -q`"
            ));
    }
}

fn proves_nothing(command: &str) -> bool {
    statements(command).is_some_and(|statements| {
        let succeeds = |text| always_succeeds(&words(text));
        !statements.is_empty()
            && statements.iter().all(|statement| {
                statement.joint != Joint::Pipe
                    && !statement.text.contains('>')
                    && succeeds(statement.text)
            })
    })
}

#[cfg(test)]
mod tests {
    use super::proves_nothing;

    #[test]
    fn only_what_cannot_fail_proves_nothing() {
        for command in [
            "true",
            ":",
            "exit 0",
            "echo ok",
            "echo a; true",
            "true && echo 'all good'",
        ] {
            assert!(proves_nothing(command), "{command}");
        }
        for command in [
            "test -f a",
            "echo $STATUS",
            "echo '{}' | jq -e .a",
            "make test && echo ok",
            "echo ok > report.txt",
            "exit 1",
        ] {
            assert!(!proves_nothing(command), "{command}");
        }
    }
}
