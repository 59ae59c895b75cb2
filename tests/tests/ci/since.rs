//! `check --since`: only what differs from a revision, whatever the repository configures.

use std::process::Command;

use crate::folder::Folder;

const PLAN: &str = "# Partition the history\n\n## Progress\n\n- [x] One\n\n## Decision Log\n\n## Concrete Steps\n\n## Idempotence and Recovery\n";

fn git(folder: &Folder, arguments: &[&str]) {
    let identity = ["-c", "user.name=Test", "-c", "user.email=test@example.org"];
    let done = Command::new("git")
        .current_dir(folder.path(""))
        .args(identity)
        .args(arguments)
        .output()
        .expect("git is installed");
    let said = String::from_utf8_lossy(&done.stderr).into_owned();
    assert!(done.status.success(), "{arguments:?}: {said}");
}

/// Three plans, committed; then one is changed and one is new.
fn repository() -> Folder {
    let folder = Folder::new();
    std::fs::remove_dir(folder.path(".git")).expect("an empty folder");
    git(&folder, &["init", "-q", "-b", "main"]);
    for name in ["a.md", "b.md", "sub/c.md"] {
        folder.write(name, PLAN);
    }
    git(&folder, &["add", "."]);
    git(&folder, &["commit", "-q", "-m", "three"]);
    folder.write("sub/c.md", &PLAN.replace("One", "Another one"));
    folder.write("d.md", PLAN);
    folder
}

fn checked(folder: &Folder, since: &str) -> Vec<String> {
    let arguments = [
        "--since",
        since,
        "--output-format",
        "json",
        "--fail-on",
        "never",
        ".",
    ];
    let document = folder.check(&arguments).exits(0).json();
    let files = document["files"].as_array().expect("a list").iter();
    files
        .map(|file| file["path"].as_str().expect("a path").to_owned())
        .collect()
}

#[test]
fn what_is_as_it_was_is_left_out() {
    let folder = repository();
    assert_eq!(checked(&folder, "HEAD"), ["d.md", "sub/c.md"]);
    git(&folder, &["add", "."]);
    git(&folder, &["commit", "-q", "-m", "four"]);
    assert!(checked(&folder, "HEAD").is_empty());
    assert_eq!(checked(&folder, "HEAD~1"), ["d.md", "sub/c.md"]);
}

#[test]
fn a_revision_that_is_none_is_refused_with_what_git_says() {
    let folder = repository();
    for revision in ["nowhere", "--output=stolen", "-n", "HEAD:a.md"] {
        let called = folder.check(&["--since", revision, "."]).exits(2);
        assert!(called.err.contains("cannot be found out"), "{}", called.err);
    }
    assert!(!folder.path("stolen").exists());
}

#[test]
fn nothing_that_the_repository_configures_is_started() {
    let folder = repository();
    let program = folder.path("program");
    folder.write(
        "program",
        "#!/bin/sh\ntouch \"$(dirname \"$0\")/started\"\ncat\n",
    );
    std::fs::set_permissions(
        &program,
        std::os::unix::fs::PermissionsExt::from_mode(0o755),
    )
    .expect("a mode");
    let program = program.to_string_lossy().into_owned();
    folder.write(".gitattributes", "*.md filter=evil diff=evil\n");
    for key in [
        "core.fsmonitor",
        "core.pager",
        "diff.external",
        "diff.evil.textconv",
        "diff.evil.command",
        "filter.evil.clean",
        "filter.evil.smudge",
        "filter.evil.process",
    ] {
        git(&folder, &["config", key, &program]);
    }
    git(
        &folder,
        &["config", "alias.diff-index", &format!("!{program}")],
    );
    // A partial clone would fetch an object that it lacks.
    let remote = format!("ext::{program}");
    for (key, value) in [
        ("core.repositoryformatversion", "1"),
        ("extensions.partialClone", "far"),
        ("remote.far.url", remote.as_str()),
        ("remote.far.promisor", "true"),
        ("protocol.ext.allow", "always"),
    ] {
        git(&folder, &["config", key, value]);
    }
    let started = folder.path("started");
    let _ = std::fs::remove_file(&started);
    assert!(checked(&folder, "HEAD").contains(&"d.md".to_owned()));
    let absent = "1234567890123456789012345678901234567890";
    folder.check(&["--since", absent, "."]).exits(2);
    assert!(!started.exists(), "a configured program was started");
}
