//! What a repository is kept in around the work of an agent, and what is not touched for it.

use std::process::Command;

use stopgate_tests::repository::Repository;

use crate::scene::{Texts, repository, run, says};

const HELLO: &str = "echo hello > src/greeting.txt";

fn git(repository: &Repository, line: &str) -> String {
    let output = Command::new("sh")
        .args(["-c", &format!("git {line}")])
        .current_dir(repository.root())
        .env("GIT_CONFIG_GLOBAL", "/dev/null")
        .output()
        .expect("a shell");
    assert!(
        output.status.success(),
        "git {line}: {}",
        String::from_utf8_lossy(&output.stderr)
    );
    String::from_utf8(output.stdout).expect("text")
}

/// A repository under git in which everything is committed, with hooks that would leave a trace.
fn committed(script: &str) -> Repository {
    let repository = repository(&Texts::default(), script, "");
    git(&repository, "init -q -b main");
    git(
        &repository,
        "config user.name Ilse && git config user.email ilse@example.org",
    );
    repository.write(".gitignore", b".stopgate/runs/\n.stopgate/locks/\n");
    git(&repository, "add -A && git commit -qm begin");
    for hook in [
        "pre-commit",
        "post-commit",
        "reference-transaction",
        "post-index-change",
    ] {
        let path = format!(".git/hooks/{hook}");
        repository.write(&path, b"#!/bin/sh\necho ran >> ../hooks-ran\n");
        let path = repository.root().join(path);
        let mode = std::os::unix::fs::PermissionsExt::from_mode(0o755);
        std::fs::set_permissions(path, mode).expect("it is there");
    }
    repository
}

#[test]
fn a_clean_repository_is_kept_before_and_after_the_agent() {
    let repository = committed(HELLO);
    let index = std::fs::read(repository.root().join(".git/index")).expect("an index");
    let head = git(&repository, "rev-parse HEAD");
    // The command before the agent makes an empty directory, which git does not know.
    run(&repository, &[]).exits(10);
    let refs = git(
        &repository,
        "for-each-ref --format='%(refname)' refs/stopgate",
    );
    let kept: Vec<&str> = refs.lines().collect();
    assert_eq!(kept.len(), 2, "{refs}");
    assert!(
        kept[0].ends_with("001-after") && kept[1].ends_with("001-before"),
        "{refs}"
    );
    let files = |kept: &str| git(&repository, &format!("ls-tree -r --name-only {kept}"));
    assert!(files(kept[0]).contains("src/greeting.txt"));
    assert!(!files(kept[1]).contains("src/greeting.txt"));
    assert!(!files(kept[0]).contains(".stopgate/runs"));
    assert_eq!(git(&repository, "rev-parse HEAD"), head);
    assert_eq!(
        std::fs::read(repository.root().join(".git/index")).expect("an index"),
        index
    );
    assert_eq!(git(&repository, "branch --list").trim(), "* main");
    assert!(!repository.root().join("../hooks-ran").exists());
    let shown = repository.run(&["show"]).exits(0);
    says(&shown, "kept before the agent");
    let back = shown
        .stdout
        .split("to go back: git ")
        .nth(1)
        .expect("a way back");
    let back = back.lines().next().expect("a line");
    git(&repository, &format!("add -A src && git {back}"));
    assert!(!repository.root().join("src/greeting.txt").exists());
}

#[test]
fn what_people_have_not_committed_is_not_kept_for_them() {
    let repository = committed(HELLO);
    repository.write("draft.txt", b"mine\n");
    says(
        &run(&repository, &[]).exits(10),
        "draft.txt is not committed",
    );
    assert_eq!(git(&repository, "for-each-ref refs/stopgate"), "");
    let objects = git(&repository, "cat-file --batch-check --batch-all-objects");
    let draft = git(&repository, "hash-object draft.txt");
    assert!(!objects.contains(draft.trim()));
}

#[test]
fn an_agent_that_commits_is_found() {
    let repository = committed(&format!(
        "{HELLO}; git -c core.hooksPath=/dev/null -c user.name=x -c user.email=x@example.org commit -q --allow-empty -m mine"
    ));
    says(&run(&repository, &[]).exits(1), ".git/refs/heads/main");
}
