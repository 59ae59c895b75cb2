//! What git is let push, through its own hook.

use std::process::Command;

use stopgate_tests::repository::{Done, Repository};

use crate::commits::{connect, git};
use crate::world::{DAY, PLAN, bare, in_state, plan};

/// Commits everything, with a place to push to; the hook is connected.
fn pushable(repository: Repository) -> Repository {
    let _ = std::fs::remove_dir_all(repository.root().join("nested"));
    let elsewhere = repository.root().join("../elsewhere.git");
    let made = Command::new("git")
        .args(["init", "-q", "--bare"])
        .arg(&elsewhere)
        .status();
    assert!(made.expect("git").success());
    git(&repository, &["init", "-q", "-b", "main"]).exits(0);
    git(
        &repository,
        &["remote", "add", "origin", "../elsewhere.git"],
    )
    .exits(0);
    save(&repository);
    connect(&repository, "git-pre-push");
    repository
}

fn save(repository: &Repository) {
    git(repository, &["add", "-A"]).exits(0);
    git(repository, &["commit", "-q", "--allow-empty", "-m", "x"]).exits(0);
}

fn push(repository: &Repository) -> Done {
    git(repository, &["push", "-q", "origin", "main"])
}

#[test]
fn work_and_plans_are_pushed() {
    for state in ["outside", "waiting", "planning"] {
        let repository = pushable(in_state(state));
        push(&repository).exits(0);
        repository.write("src/main.rs", b"fn main() { }\n");
        save(&repository);
        push(&repository).exits(0);
        git(&repository, &["push", "-q", "origin", ":main"]).exits(0);
    }
}

#[test]
fn a_plan_whose_approval_is_void_is_not_pushed() {
    let repository = pushable(in_state("waiting"));
    push(&repository).exits(0);
    let text = repository.read(PLAN).replace("echo b1", "echo b2");
    repository.write(PLAN, text.as_bytes());
    save(&repository);
    let refused = push(&repository);
    assert_ne!(refused.code, 0);
    assert!(
        refused.stderr.contains("otherwise than it was approved"),
        "{}",
        refused.stderr
    );
    // What is pushed counts, not what lies there.
    let text = repository.read(PLAN).replace("echo b2", "echo b1");
    repository.write(PLAN, text.as_bytes());
    assert_ne!(push(&repository).code, 0);
    save(&repository);
    push(&repository).exits(0);
}

/// A runner that is gone leaves a step behind of which nobody knows what became of it.
#[test]
fn nothing_is_pushed_while_an_outcome_is_unknown() {
    let first = "| 1.1 | Switch it | `touch begun && sleep 300` | Jonna | exit code 0 |";
    let repository = bare(&plan(first));
    repository.sign(&["approve", PLAN, "--as-of", DAY]).exits(0);
    let repository = pushable(repository);
    push(&repository).exits(0);
    let mut runner = repository.start(&["run", PLAN, "--as-of", DAY]);
    while !repository.root().join("begun").exists() {
        std::thread::yield_now();
    }
    runner.kill().expect("a runner");
    runner.wait().expect("its end");
    repository.tampered();
    let refused = push(&repository);
    assert_ne!(refused.code, 0);
    assert!(
        refused.stderr.contains("nobody knows what became"),
        "{}",
        refused.stderr
    );
}
