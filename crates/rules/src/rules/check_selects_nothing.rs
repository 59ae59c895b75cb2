//! `check-selects-nothing`: a test runner is told to run no test, or to be content with none.

use stopgate_expressions::{pattern, words};
use stopgate_model::Command;
use stopgate_source::{Pattern, Severity, Words};

use crate::contents::proof::{checks, output_decides};
use crate::{Check, Context, Report, Rule};

pub(crate) const RULE: Rule = Rule {
    code: "EVD021",
    name: "check-selects-nothing",
    summary: "A test runner is told to run no test, or to be content with none",
    severity: Severity::Warning,
    requirements: &[],
    check: Check::Plan(look),
};

/// What a runner is told, and what comes of it: `it …`.
static TOLD: [(Pattern, &str); 22] = [
    (
        pattern!(r"\b(?:pytest|py\.test)\b[^|;&]*\s(?P<option>--collect-only|--co)(?:\s|$)"),
        "lists the tests and runs none",
    ),
    (
        pattern!(
            r"\b(?:pytest|py\.test)\b[^|;&]*\s(?P<option>-k[\s=]*[\x22']?(?:nothing|none|no_such\w*|nonexist\w*|does_?not_?exist\w*|not_?exist\w*|xxx+|skip_?all)[\x22']?)(?:\s|$)"
        ),
        "selects no test",
    ),
    (
        pattern!(
            r"\bcargo\s(?:[^|;&]*\s)?(?:test|nextest\s+run|t|bench)\s(?:[^|;&]*\s)?(?P<option>--no-run)(?:\s|$)"
        ),
        "builds the tests and runs none",
    ),
    (
        pattern!(
            r"\bcargo\s(?:[^|;&]*\s)?test\s(?:[^|;&]*\s)?--\s(?:[^|;&]*\s)?(?P<option>--list)(?:\s|$)"
        ),
        "lists the tests and runs none",
    ),
    (
        pattern!(
            r"\bgo\s+test\b[^|;&]*\s(?P<option>-(?:test\.)?run[\s=]+[\x22']?(?:\^\$|XXX+|xxx+|NONE|none|nothing|\^NONE\$|\^XXX\$|DoesNotExist|NoSuch\w*)[\x22']?)(?:\s|$)"
        ),
        "selects no test",
    ),
    (
        pattern!(r"\bgo\s+test\b[^|;&]*\s(?P<option>-list[\s=])"),
        "lists the tests and runs none",
    ),
    (
        pattern!(r"\b(?:npm|pnpm|yarn)\b[^|;&]*\s(?P<option>--if-present)(?:\s|$)"),
        "succeeds where there is no such script",
    ),
    (
        pattern!(
            r"\b(?:jest|vitest|npm|pnpm|yarn|bun|npx|bunx)\b[^|;&]*\s(?P<option>--passWithNoTests)(?:\s|$)"
        ),
        "succeeds where no test is found",
    ),
    (
        pattern!(
            r"\b(?:playwright|cypress|npx|pnpm|npm|yarn)\b[^|;&]*\s(?P<option>--pass-with-no-tests)(?:\s|$)"
        ),
        "succeeds where no test is found",
    ),
    (
        pattern!(r"\b(?:jest|npm|pnpm|yarn|npx)\b[^|;&]*\s(?P<option>--listTests)(?:\s|$)"),
        "lists the tests and runs none",
    ),
    (
        pattern!(r"\bplaywright\s+test\b[^|;&]*\s(?P<option>--list)(?:\s|$)"),
        "lists the tests and runs none",
    ),
    (
        pattern!(
            r"\bmvnw?\b[^|;&]*\s(?:test|verify)\b[^|;&]*\s(?P<option>-DskipTests(?:=true)?|-Dmaven\.test\.skip(?:=true)?)(?:\s|$)"
        ),
        "skips the tests",
    ),
    (
        pattern!(
            r"\bmvnw?\b[^|;&]*\s(?P<option>-DskipTests(?:=true)?|-Dmaven\.test\.skip(?:=true)?)\s[^|;&]*\b(?:test|verify)(?:\s|$)"
        ),
        "skips the tests",
    ),
    (
        pattern!(
            r"\bgradlew?\b[^|;&]*\s(?:test|check)\b[^|;&]*\s(?P<option>(?:-x|--exclude-task)[\s=]+\S*[tT]est)(?:\s|$)"
        ),
        "leaves the tests out",
    ),
    (
        pattern!(r"\bgradlew?\b[^|;&]*\s(?:test|check)\b[^|;&]*\s(?P<option>--dry-run|-m)(?:\s|$)"),
        "names the tasks and runs none",
    ),
    (
        pattern!(r"\bmake\s(?:[^|;&]*\s)?(?P<option>-n|--dry-run|--just-print)(?:\s|$)"),
        "prints the commands and runs none",
    ),
    (
        pattern!(r"\bdotnet\s+test\b[^|;&]*\s(?P<option>--list-tests|-t)(?:\s|$)"),
        "lists the tests and runs none",
    ),
    (
        pattern!(r"\b(?:rspec|mocha)\b[^|;&]*\s(?P<option>--dry-run)(?:\s|$)"),
        "names the tests and runs none",
    ),
    (
        pattern!(r"\bctest\b[^|;&]*\s(?P<option>-N|--show-only)(?:\s|$)"),
        "lists the tests and runs none",
    ),
    (
        pattern!(r"\bphpunit\b[^|;&]*\s(?P<option>--list-tests|--list-suites)(?:\s|$)"),
        "lists the tests and runs none",
    ),
    (
        pattern!(r"\btox\b[^|;&]*\s(?P<option>-l|--listenvs|--notest|list)(?:\s|$)"),
        "runs no test",
    ),
    (
        pattern!(r"\bxcodebuild\b[^|;&]*\s(?P<option>build-for-testing)(?:\s|$)"),
        "builds the tests and runs none",
    ),
];

/// Programs that the patterns begin with: most commands need no look at all of them.
static RUNNER: Pattern = pattern!(
    r"\b(?:pytest|py\.test|cargo|go|npm|pnpm|yarn|bun|npx|bunx|jest|vitest|playwright|cypress|mvnw?|gradlew?|make|dotnet|rspec|mocha|ctest|phpunit|tox|xcodebuild)\b"
);

/// What measures with tests left out on purpose, or looks at what was compiled.
static OTHERWISE: Pattern = pattern!(r"\s-(?:test\.)?bench\b|\btest-without-building\b");

fn look(context: &Context<'_>, report: &mut Report<'_>) {
    for command in checks(context.plan).filter(|command| !output_tells(command)) {
        let Some((option, effect)) = told(&command.text) else {
            continue;
        };
        report
            .find(
                command.origin,
                format!("With `{option}` this check {effect}, so it passes while the tests would fail"),
                format!("Run the tests: take `{option}` away, and name what has to pass"),
            )
            .ask(format!(
                "Which tests have to pass here? With `{option}` none is run. For example: `pytest tests/orders -q`"
            ));
    }
}

/// True where the output that is stated would not come without the tests.
fn output_tells(command: &Command) -> bool {
    static OF_ANY_RUN: Words = words!(
        r"^\W*(?:build success(?:ful)?|success(?:ful(?:ly)?)?|ok|done|passed?|finished|0 failures?)\W*$"
    );
    let mut expectations = command.expectations.iter();
    output_decides(command)
        && !expectations.all(|expectation| OF_ANY_RUN.is_match(&expectation.text()))
}

fn told(command: &str) -> Option<(String, &'static str)> {
    if !RUNNER.is_match(command) || OTHERWISE.is_match(command) {
        return None;
    }
    TOLD.iter().find_map(|(told, effect)| {
        let found = told.captures(command)?;
        Some((found["option"].trim().to_owned(), *effect))
    })
}

#[cfg(test)]
mod tests {
    use super::told;

    #[test]
    fn runners_that_run_nothing_are_told_from_those_that_do() {
        for command in [
            "pytest --collect-only",
            "pytest tests -q -k nothing",
            "cargo test --workspace --no-run",
            "cargo test -- --list",
            "go test ./... -run '^$'",
            "go test -run XXX ./pkg",
            "npm test --if-present",
            "npx jest --passWithNoTests src",
            "npm test -- --listTests",
            "mvn -q verify -DskipTests",
            "make -n test",
            "ctest -N",
            "npx playwright test --list",
        ] {
            assert!(told(command).is_some(), "{command}");
        }
        for command in [
            "pytest tests -k 'orders and not slow'",
            "cargo test --no-fail-fast",
            "go test -run TestOrders ./...",
            "go test -run '^$' -bench . ./...",
            "npm test",
            "mvn package -DskipTests",
            "make test",
            "cargo build",
            "ls --list",
        ] {
            assert!(told(command).is_none(), "{command}");
        }
    }
}
