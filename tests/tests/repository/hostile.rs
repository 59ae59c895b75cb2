//! A repository whose configuration, hooks and attributes name a program: asking starts it nowhere.

use std::os::unix::fs::PermissionsExt as _;
use std::path::PathBuf;
use std::process::Command;

use crate::Git;
use crate::git::{UNDER_WAY, plan};

/// Sections and keys under which git runs what it finds.
const RUNNING: &[(&str, &str)] = &[
    ("core", "fsmonitor"),
    ("core", "sshCommand"),
    ("core", "pager"),
    ("core", "editor"),
    ("core", "askPass"),
    ("core", "gitProxy"),
    ("core", "alternateRefsCommand"),
    ("diff", "external"),
    ("diff \"evil\"", "command"),
    ("diff \"evil\"", "textconv"),
    ("filter \"evil\"", "clean"),
    ("filter \"evil\"", "smudge"),
    ("filter \"evil\"", "process"),
    ("credential", "helper"),
    ("gpg", "program"),
    ("log", "showSignature = true\n\tx"),
    ("pager", "log"),
    ("uploadpack", "packObjectsHook"),
];

/// A stale plan in a repository that wants to run a program, and where the program leaves its trace.
fn hostile() -> (Git, PathBuf) {
    let git = Git::new();
    git.write("src/history/table.py", "0\n");
    git.write(
        "docs/plan.md",
        &plan(UNDER_WAY, "Change `src/history/table.py`."),
    );
    git.commit("2026-03-01T09:00:00Z");
    for number in 1..=2 {
        git.write("src/history/table.py", &format!("{number}\n"));
        git.commit(&format!("2026-03-01T1{number}:00:00Z"));
    }
    let trace = git.beside("trace");
    let program = git.beside("evil");
    let script = format!("#!/bin/sh\necho \"$0 $*\" >> '{}'\ncat\n", trace.display());
    std::fs::write(&program, script).expect("a file");
    executable(&program);
    for hook in ["post-index-change", "fsmonitor-watchman", "pre-auto-gc"] {
        let hook = git.root().join(".git/hooks").join(hook);
        std::fs::create_dir_all(hook.parent().expect("a folder")).expect("folders");
        std::fs::copy(&program, &hook).expect("a copy");
        executable(&hook);
    }
    git.write(
        ".git/info/attributes",
        "* filter=evil diff=evil merge=evil\n",
    );
    let program = program.display();
    let keys = RUNNING
        .iter()
        .map(|(section, key)| format!("[{section}]\n\t{key} = {program}\n"));
    let rest = format!(
        "[alias]\n\tlog = !{program}\n\tcat-file = !{program}\n[protocol]\n\tallow = always\n[protocol \"ext\"]\n\tallow = always\n[remote \"origin\"]\n\turl = ext::{program}\n\tpromisor = true\n\tpartialclonefilter = blob:none\n[extensions]\n\tpartialClone = origin\n"
    );
    let path = git.root().join(".git/config");
    let config = std::fs::read_to_string(&path).expect("a configuration");
    let config = config.replace("repositoryformatversion = 0", "repositoryformatversion = 1");
    std::fs::write(path, config + &keys.collect::<String>() + &rest).expect("a file");
    (git, trace)
}

fn executable(path: &std::path::Path) {
    let mode = std::fs::Permissions::from_mode(0o755);
    std::fs::set_permissions(path, mode).expect("a mode");
}

#[test]
fn asking_starts_nothing_and_is_answered() {
    let (git, trace) = hostile();
    assert_eq!(git.codes("docs/plan.md"), ["LIV004"]);
    assert!(
        !trace.exists(),
        "{}",
        std::fs::read_to_string(trace).unwrap_or_default()
    );
}

#[test]
fn bytes_that_are_not_there_are_not_fetched() {
    let (git, trace) = hostile();
    let objects = git.root().join(".git/objects");
    let blob = Command::new("git")
        .current_dir(git.root())
        .args(["rev-parse", "HEAD:docs/plan.md"])
        .output()
        .expect("git is installed");
    let id = String::from_utf8_lossy(&blob.stdout).trim().to_owned();
    std::fs::remove_file(objects.join(&id[..2]).join(&id[2..])).expect("a loose object");
    let _ = std::fs::remove_file(&trace);
    assert!(git.codes("docs/plan.md").is_empty());
    assert!(
        !trace.exists(),
        "{}",
        std::fs::read_to_string(trace).unwrap_or_default()
    );
}

#[test]
fn the_configuration_does_start_something_where_git_is_asked_as_usual() {
    let (git, trace) = hostile();
    git.write("src/history/table.py", "3\n");
    // Whether it ends well is of no matter: the trace is.
    let _ = Command::new("git")
        .current_dir(git.root())
        .args(["diff", "--stat"])
        .output();
    assert!(trace.exists());
}
