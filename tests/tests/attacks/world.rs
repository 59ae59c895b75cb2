//! Repositories with a plan of three phases, and commands that are ended when they do not end.

use std::fs;
use std::os::unix::process::ExitStatusExt as _;
use std::process::{Command, Output};

use stopgate_tests::repository::{Done, Repository};
use stopgate_tests::root;

use crate::program::program;

/// The plan in its repository.
pub(crate) const PLAN: &str = "plan.md";

/// The day on which it is approved and run.
pub(crate) const DAY: &str = "2026-04-30";

/// The first task of the plan.
const FIRST: &str =
    "| 1.1 | Switch the main pump | `echo a1 >> effects.txt` | Jonna | exit code 0, no output |";

/// Seconds after which a command that does not end is ended.
const PATIENCE: &str = "60";

/// The text of the plan with other texts in it, each of which it holds.
pub(crate) fn plan(replaced: &[(&str, &str)]) -> String {
    let text = fs::read_to_string(root().join("tests/runs/three-phases.md")).expect("a plan");
    replaced.iter().fold(text, |text, (from, to)| {
        assert!(text.contains(from), "{from}");
        text.replace(from, to)
    })
}

/// The plan whose first phase has these commands instead of its own.
pub(crate) fn plan_of(commands: &[String]) -> String {
    let row = |(at, command): (usize, &String)| {
        let number = at + 1;
        format!("| 1.{number} | Switch pump {number} | `{command}` | Jonna | exit code 0 |")
    };
    let rows: Vec<String> = commands.iter().enumerate().map(row).collect();
    plan(&[(FIRST, &rows.join("\n"))])
}

/// A repository with a plan.
pub(crate) fn repository(text: &str) -> Repository {
    let repository = Repository::new(program());
    repository.write(PLAN, text.as_bytes());
    repository
}

/// A repository with a plan that is approved.
pub(crate) fn approved(text: &str) -> Repository {
    let repository = repository(text);
    approve(&repository);
    repository
}

/// Approves the plan.
pub(crate) fn approve(repository: &Repository) {
    repository.sign(&["approve", PLAN, "--as-of", DAY]).exits(0);
}

/// Runs the first phase.
pub(crate) const RUN: [&str; 4] = ["run", PLAN, "--as-of", DAY];

/// What a command does that may not come to its end: where it does not, its code is -9.
pub(crate) fn bounded(repository: &Repository, arguments: &[&str]) -> Done {
    let command = repository.command(arguments);
    Done::of(arguments, ended(command, None))
}

/// The same with limits of the shell on what the command may take: `-d 262144`.
pub(crate) fn limited(command: Command, limits: &str) -> Output {
    ended(command, Some(limits))
}

fn ended(command: Command, limits: Option<&str>) -> Output {
    let limits = limits.map_or(String::new(), |limits| format!("ulimit {limits} && "));
    let mut guarded = Command::new("bash");
    guarded
        .args([
            "-c",
            &format!("{limits}exec timeout -s KILL {PATIENCE} \"$@\""),
        ])
        .arg("bash")
        .arg(command.get_program())
        .args(command.get_args())
        .env("NO_COLOR", "1")
        .stdin(std::process::Stdio::null());
    if let Some(folder) = command.get_current_dir() {
        guarded.current_dir(folder);
    }
    for (name, value) in command.get_envs() {
        match value {
            Some(value) => guarded.env(name, value),
            None => guarded.env_remove(name),
        };
    }
    guarded.output().expect("bash is installed")
}

/// Why a command went wrong in a way that no command may: it did not end, or crashed.
pub(crate) fn crash(output: &Output) -> Option<String> {
    let code = output.status.code();
    let said = String::from_utf8_lossy(&output.stderr);
    let said: String = said.chars().take(300).collect();
    match (code, output.status.signal()) {
        (Some(137), _) | (None, Some(9)) => Some(format!("did not end: {said}")),
        (Some(0..=4 | 10 | 11), _) => None,
        (code, signal) => Some(format!("exit {code:?}, signal {signal:?}: {said}")),
    }
}
