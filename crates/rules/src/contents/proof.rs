//! What a check proves: which commands are checks, and what decides whether they passed.

use stopgate_model::{Command, Expectation, Obstacle, Place, Plan, Role, TextPlace};

/// The commands by which a plan verifies, and which a reader takes for commands.
pub(crate) fn checks(plan: &Plan) -> impl Iterator<Item = &Command> {
    plan.commands.iter().filter(|command| {
        command.role == Role::Check
            && !command.obstacles.contains(&Obstacle::Prose)
            && !command.obstacles.contains(&Obstacle::OnlyMentioned)
            && !command.obstacles.contains(&Obstacle::Unfinished)
    })
}

/// True where the plan declares the command to be the check: in a block, a table cell, or an automated
/// criterion, or says what must come out of it. Other inline code may only be what a sentence speaks of.
pub(crate) fn is_declared(plan: &Plan, command: &Command) -> bool {
    if command.place != Place::Inline || is_check_with_result(command) {
        return true;
    }
    let phase = command.phase.and_then(|phase| plan.phases.get(phase));
    let criterion = phase.is_some_and(|phase| phase.criteria.is_some());
    let around = super::text_around(plan, command.origin);
    criterion || around.is_some_and(|text| matches!(text.place, TextPlace::Cell(_)))
}

fn is_check_with_result(command: &Command) -> bool {
    command.role == Role::Check && !command.expectations.is_empty()
}

/// True where a stated output decides, whatever the exit code is.
pub(crate) fn output_decides(command: &Command) -> bool {
    command.expectations.iter().any(|expectation| {
        matches!(
            expectation,
            Expectation::Line(_)
                | Expectation::StartsWith(_)
                | Expectation::EndsWith(_)
                | Expectation::Contains(_)
                | Expectation::NoOutput
        )
    })
}

/// True where the plan says in words what must come out, for a person to compare.
pub(crate) fn person_decides(command: &Command) -> bool {
    let in_words = |expectation: &Expectation| matches!(expectation, Expectation::Prose(_));
    command.expectations.iter().any(in_words)
}

/// True for a statement that succeeds whatever there is: `true`, `:`, `exit 0`, `echo ok`.
///
/// What `echo` prints out of a variable or another command tells something.
pub(crate) fn always_succeeds(words: &[String]) -> bool {
    let first = words.first().map(String::as_str);
    let tells = |word: &String| word.contains(['$', '`']);
    match first {
        Some("true" | ":") => true,
        Some("exit") => words.get(1).is_some_and(|code| code == "0"),
        Some("echo" | "printf") => !words.iter().any(tells),
        Some("[" | "test" | "[[") => compares_constants(&words[1..]),
        _ => false,
    }
}

/// `1 = 1`: two words that are the same wherever it runs.
fn compares_constants(words: &[String]) -> bool {
    match words {
        [left, operator, right, ..] => {
            matches!(operator.as_str(), "=" | "==" | "-eq") && left == right && !left.contains('$')
        }
        _ => false,
    }
}

/// True for a program whose exit code is a verdict: test runners, compilers, linters, scripts.
pub(crate) fn is_verifier(words: &[String]) -> bool {
    let Some(first) = words.first() else {
        return false;
    };
    let program = first.rsplit('/').next().unwrap_or(first);
    let is_script = first.contains('/') && !first.contains("://")
        || [".sh", ".py"].iter().any(|ending| first.ends_with(ending));
    is_script || VERIFIERS.contains(&program)
}

const VERIFIERS: &[&str] = &[
    "make",
    "just",
    "task",
    "rake",
    "tox",
    "nox",
    "pytest",
    "python",
    "python3",
    "uv",
    "poetry",
    "hatch",
    "pdm",
    "ruff",
    "mypy",
    "pyright",
    "flake8",
    "pylint",
    "black",
    "cargo",
    "go",
    "golangci-lint",
    "npm",
    "pnpm",
    "yarn",
    "bun",
    "npx",
    "bunx",
    "deno",
    "node",
    "tsc",
    "eslint",
    "jest",
    "vitest",
    "mocha",
    "playwright",
    "cypress",
    "gradle",
    "gradlew",
    "mvn",
    "mvnw",
    "sbt",
    "dotnet",
    "swift",
    "xcodebuild",
    "bazel",
    "ctest",
    "cmake",
    "ninja",
    "meson",
    "rspec",
    "bundle",
    "rails",
    "mix",
    "phpunit",
    "composer",
    "dbt",
    "sqlfluff",
    "terraform",
    "tofu",
    "helm",
    "ansible-playbook",
    "k6",
    "newman",
    "bats",
    "shellcheck",
    "flutter",
    "dart",
    "zig",
    "stack",
    "cabal",
    "Rscript",
    "julia",
    "great_expectations",
    "trivy",
    "semgrep",
    "bandit",
];
