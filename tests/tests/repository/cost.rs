//! How often git is started: not at all where no rule asks, and not once a plan where one does.

use std::os::unix::fs::PermissionsExt as _;
use std::process::Command;

use crate::Git;
use crate::git::{NOT_BEGUN, UNDER_WAY, check, plan};
use crate::program::program;

/// How many calls a run may make, whatever it checks.
const CALLS: usize = 2;

/// How often `stopgate check` calls git: a program of that name in front of it counts.
fn calls(git: &Git, path: &str) -> usize {
    let folder = git.beside("programs");
    std::fs::create_dir_all(&folder).expect("a folder");
    let count = git.beside("count");
    let _ = std::fs::remove_file(&count);
    let found = std::env::var("PATH").expect("a search path");
    let script = format!(
        "#!/bin/sh\necho >> '{}'\nPATH='{found}' exec git \"$@\"\n",
        count.display()
    );
    let program = folder.join("git");
    std::fs::write(&program, script).expect("a file");
    std::fs::set_permissions(&program, std::fs::Permissions::from_mode(0o755)).expect("a mode");
    let search = format!("{}:{found}", folder.display());
    check(&git.root(), path, &[("PATH", &search)]);
    std::fs::read_to_string(count).map_or(0, |lines| lines.lines().count())
}

#[test]
fn plans_that_are_not_begun_start_no_git() {
    let git = Git::new();
    git.write("docs/plan.md", &plan(NOT_BEGUN, "Change `first/table.py`."));
    git.commit("2026-03-01T09:00:00Z");
    assert_eq!(calls(&git, "docs/plan.md"), 0);
}

#[test]
fn many_plans_share_the_calls() {
    let git = Git::new();
    let name = |number: usize| format!("docs/plan-{number}.md");
    for number in 0..20 {
        let file = format!("src/history/table{number}.py");
        git.write(&file, "0\n");
        git.write(
            &name(number),
            &plan(UNDER_WAY, &format!("Change `{file}`.")),
        );
    }
    git.commit("2026-03-01T09:00:00Z");
    for round in 1..=2 {
        for number in 0..20 {
            git.write(
                &format!("src/history/table{number}.py"),
                &format!("{round}\n"),
            );
        }
        git.commit(&format!("2026-03-01T1{round}:00:00Z"));
    }
    assert!(git.codes(&name(7)).contains(&"LIV004".to_owned()));
    let made = calls(&git, "docs");
    assert!((1..=CALLS).contains(&made), "{made} calls");
}

#[test]
fn a_gate_without_git_speaks_of_the_plan_only() {
    let git = Git::new();
    git.write("docs/plan.md", &plan(UNDER_WAY, "Change `first/table.py`."));
    git.commit("2026-03-01T09:00:00Z");
    let done = Command::new(program())
        .current_dir(git.root())
        .args(["gate", "docs/plan.md"])
        .env("PATH", "/nonexistent")
        .output()
        .expect("the binary starts");
    let said = String::from_utf8_lossy(&done.stderr);
    assert!(!said.contains("git"), "{said}");
}
