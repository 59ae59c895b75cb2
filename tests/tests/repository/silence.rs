//! Where git is missing, fails or knows little, the rules that ask it say nothing.

use std::process::Command;

use crate::Git;
use crate::git::{UNDER_WAY, check, plan};

const WORK: &str = "Change `src/history/table.py`.";

/// A repository in which a plan is stale.
fn stale() -> Git {
    let git = Git::new();
    git.write("src/history/table.py", "0\n");
    git.write("docs/plan.md", &plan(UNDER_WAY, WORK));
    git.commit("2026-03-01T09:00:00Z");
    for number in 1..=2 {
        git.write("src/history/table.py", &format!("{number}\n"));
        git.commit(&format!("2026-03-01T1{number}:00:00Z"));
    }
    assert_eq!(git.codes("docs/plan.md"), ["LIV004"]);
    git
}

#[test]
fn a_machine_without_git_is_no_error() {
    let git = stale();
    let codes = git.codes_with("docs/plan.md", &[("PATH", "/nonexistent")]);
    assert!(codes.is_empty(), "{codes:?}");
}

#[test]
fn a_repository_that_git_cannot_read_is_no_error() {
    let git = stale();
    git.write(".git/HEAD", "nothing\n");
    assert!(git.codes("docs/plan.md").is_empty());
}

#[test]
fn a_repository_without_commits_and_a_plan_that_git_does_not_know_are_no_error() {
    let git = Git::without_commits();
    git.write("src/history/table.py", "0\n");
    git.write("docs/plan.md", &plan(UNDER_WAY, WORK));
    assert!(git.codes("docs/plan.md").is_empty());
    let git = stale();
    git.write("docs/new.md", &plan(UNDER_WAY, WORK));
    assert!(git.codes("docs/new.md").is_empty());
}

#[test]
fn the_first_commit_of_a_shallow_clone_dates_nothing() {
    let git = stale();
    for (depth, name) in [("1", "one"), ("2", "two")] {
        let clone = git.beside(name);
        let from = format!("file://{}", git.root().display());
        let done = Command::new("git")
            .args(["clone", "--quiet", "--depth", depth, &from])
            .arg(&clone)
            .output()
            .expect("git is installed");
        assert!(done.status.success());
        let document = check(&clone, "docs/plan.md", &[]);
        assert!(!document.to_string().contains("LIV004"), "{name}");
    }
}

#[test]
fn a_partial_clone_that_lacks_the_bytes_fetches_none() {
    let git = stale();
    git.run(&["config", "uploadpack.allowFilter", "true"], "");
    let clone = git.beside("partial");
    let from = format!("file://{}", git.root().display());
    let done = Command::new("git")
        .args([
            "clone",
            "--quiet",
            "--filter=tree:0",
            "--no-checkout",
            &from,
        ])
        .arg(&clone)
        .output()
        .expect("git is installed");
    assert!(done.status.success());
    std::fs::create_dir_all(clone.join("docs")).expect("a folder");
    std::fs::write(clone.join("docs/plan.md"), plan(UNDER_WAY, WORK)).expect("a file");
    std::fs::create_dir_all(clone.join("src/history")).expect("a folder");
    std::fs::write(clone.join("src/history/table.py"), "2\n").expect("a file");
    let document = check(&clone, "docs/plan.md", &[]);
    assert!(!document.to_string().contains("LIV004"));
}

#[test]
fn a_folder_of_a_repository_is_asked_with_paths_of_its_own() {
    let git = Git::new();
    git.write("part/.stopgate/keep", "\n");
    git.write("part/src/history/table.py", "0\n");
    git.write("part/plan.md", &plan(UNDER_WAY, WORK));
    git.commit("2026-03-01T09:00:00Z");
    for number in 1..=2 {
        git.write("part/src/history/table.py", &format!("{number}\n"));
        git.commit(&format!("2026-03-01T1{number}:00:00Z"));
    }
    assert_eq!(git.codes("part/plan.md"), ["LIV004"]);
}
