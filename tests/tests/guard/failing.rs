//! The guard fails closed: a program that is missing, killed or broken is a no, and so is an input without an end.

use std::io::Write as _;
use std::os::unix::fs::PermissionsExt as _;
use std::process::{Command, Stdio};

use stopgate_tests::repository::Done;
use stopgate_tests::root;

use crate::world::{answered, hook, in_state};

const CALLERS: [&str; 6] = [
    "claude-code",
    "codex",
    "cursor",
    "gemini",
    "git-pre-commit",
    "git-pre-push",
];

/// The line that stands in the configuration of an agent, or in a hook of git.
fn line(caller: &str) -> String {
    let repository = in_state("outside");
    let printed = repository.run(&["hook", caller, "--print"]).exits(0);
    if caller.starts_with("git") {
        let line = printed.stdout.lines().nth(1);
        return line.expect("a line").to_owned();
    }
    printed.stdout.trim_end().to_owned()
}

fn shell(line: &str, path: &str) -> Done {
    let mut command = Command::new("/bin/sh");
    command.args(["-c", line]).env("PATH", path);
    answered(command, &[line], b"{}")
}

#[test]
fn a_missing_program_is_a_no() {
    for caller in CALLERS {
        let done = shell(&line(caller), "").exits(2);
        assert!(done.stderr.contains("did not rule"), "{}", done.stderr);
    }
}

/// Agents let pass what a hook ends with that fails with another code than 2: 47 of 47 in a public write-up.
#[test]
fn a_program_that_fails_in_any_way_is_a_no() {
    let line = line("codex");
    for end in [
        "exit 1",
        "exit 101",
        "exit 127",
        "kill -9 $$",
        "kill -11 $$",
        "exit 255",
    ] {
        let folder = tempfile::tempdir().expect("a folder");
        let program = folder.path().join("stopgate");
        std::fs::write(&program, format!("#!/bin/sh\n{end}\n")).expect("a program");
        let all = std::fs::Permissions::from_mode(0o755);
        std::fs::set_permissions(&program, all).expect("permissions");
        let done = shell(&line, &folder.path().to_string_lossy()).exits(2);
        assert!(
            done.stderr.contains("did not rule"),
            "{end}: {}",
            done.stderr
        );
    }
}

#[test]
fn a_call_that_the_program_does_not_understand_is_a_no() {
    let repository = in_state("outside");
    for arguments in [
        ["hook"].as_slice(),
        &["hook", "aider"],
        &["hook", "claude-code", "--allow"],
        &["hook", "claude-code", "--output-format", "sarif"],
    ] {
        let done = repository.run(arguments);
        assert_eq!(done.code, 2, "{arguments:?}");
        assert!(!done.stderr.is_empty(), "{arguments:?}");
    }
}

/// What the repository says that cannot be understood is no reason to let pass.
#[test]
fn what_cannot_be_found_out_is_a_no() {
    let repository = in_state("outside");
    repository.write(".stopgate/config.toml", b"[guard]\noutside = \"perhaps\"\n");
    let input = serde_json::json!({
        "hook_event_name": "PreToolUse", "cwd": repository.root(), "tool_name": "Write",
        "tool_input": {"file_path": "src/main.rs", "content": "x"},
    });
    let done = hook(&repository, "claude-code", input.to_string().as_bytes()).exits(2);
    assert!(done.stderr.contains("config.toml"), "{}", done.stderr);
}

#[test]
fn an_input_that_is_too_large_is_a_no() {
    let repository = in_state("outside");
    let mut input = br#"{"hook_event_name": "Stop", "cwd": "/", "x": ""#.to_vec();
    input.resize(1024 * 1024, b'x');
    input.extend_from_slice(b"\"}");
    let done = hook(&repository, "claude-code", &input).exits(2);
    assert!(done.stderr.contains("larger than"), "{}", done.stderr);
}

#[test]
fn an_input_without_an_end_is_a_no() {
    let repository = in_state("outside");
    let mut child = repository
        .command(&["hook", "gemini"])
        .stdin(Stdio::piped())
        .spawn()
        .expect("it starts");
    let mut input = child.stdin.take().expect("a pipe");
    input.write_all(b"{").expect("a pipe");
    let done = Done::of(
        &["hook", "gemini"],
        child.wait_with_output().expect("its end"),
    );
    drop(input);
    let done = done.exits(2);
    assert!(
        done.stderr.contains("did not end within"),
        "{}",
        done.stderr
    );
}

/// The page shows the line that is printed.
#[test]
fn the_page_shows_what_connects_the_callers() {
    let page = std::fs::read_to_string(root().join("docs/guard.md")).expect("the page");
    for caller in ["claude-code", "git-pre-commit"] {
        assert!(page.contains(&line(caller)), "{caller}: {}", line(caller));
    }
}
