//! The command line as scripts and people meet it: output, exit codes, bad input.

#![expect(
    clippy::expect_used,
    clippy::disallowed_methods,
    clippy::disallowed_types,
    reason = "tests start the binary on files"
)]

use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::time::{Duration, Instant};

use tempfile::TempDir;

/// Longest that any call may take, whatever it is given.
const PATIENCE: Duration = Duration::from_secs(60);

struct Repository(TempDir);

impl Repository {
    fn new() -> Self {
        let folder = TempDir::new().expect("a temporary directory");
        std::fs::create_dir(folder.path().join(".git")).expect("a repository");
        Self(folder)
    }

    fn write(&self, name: &str, content: impl AsRef<[u8]>) -> PathBuf {
        let path = self.0.path().join(name);
        std::fs::create_dir_all(path.parent().expect("a folder")).expect("folders");
        std::fs::write(&path, content).expect("a file");
        path
    }

    fn read(&self, name: &str) -> String {
        std::fs::read_to_string(self.0.path().join(name)).expect("a file")
    }

    fn run(&self, arguments: &[&str]) -> (i32, String, String) {
        run_in(self.0.path(), arguments)
    }
}

fn run_in(folder: &Path, arguments: &[&str]) -> (i32, String, String) {
    let started = Instant::now();
    let output: Output = Command::new(env!("CARGO_BIN_EXE_stopgate"))
        .args(arguments)
        .current_dir(folder)
        .env("NO_COLOR", "1")
        .stdin(Stdio::null())
        .output()
        .expect("the binary starts");
    assert!(
        started.elapsed() < PATIENCE,
        "{arguments:?} took {:?}",
        started.elapsed()
    );
    let code = output.status.code().expect("it ends by itself");
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("UTF-8");
    let (out, err) = (text(output.stdout), text(output.stderr));
    assert!(!err.contains("panicked"), "{arguments:?}: {err}");
    (code, out, err)
}

/// A plan of the spec format without a gate line, and with one error.
const SPEC: &str = "# Active Plan\n\n## Spec Snapshot\n\n- **Success Metric:** M1: 5 minutes\n\n## Spec Gaps & Assumptions\n\n## Architecture Overview\n\n## Key Decisions & Rationale\n\nGate: FAIL (stub)\n";

/// Formats that demand no section, so that an empty list is no error.
const TASK_LISTS: &[&str] = &["openspec", "speckit-tasks", "superpowers"];

#[test]
fn a_new_plan_of_every_format_is_recognised_and_asks_for_what_is_missing() {
    let repository = Repository::new();
    let (code, formats, _) = repository.run(&["formats", "--output-format", "concise"]);
    assert_eq!(code, 0);
    for format in formats
        .lines()
        .filter_map(|line| line.split_whitespace().next())
    {
        let title = "Move the orders";
        let (code, out, _) = repository.run(&["new", format, title, "--as-of", "2026-03-02"]);
        let name = out.trim().to_owned();
        assert_eq!(code, 0, "{format}");
        assert!(repository.read(&name).contains("Move the orders"));
        let (code, out, _) = repository.run(&[
            "check",
            &name,
            "--output-format",
            "json",
            "--as-of",
            "2026-03-02",
        ]);
        assert!(
            out.contains(&format!("\"format\": \"{format}\"")),
            "{format}: {out}"
        );
        assert!(
            code == 1 || TASK_LISTS.contains(&format),
            "an empty plan of {format} is not ready"
        );
        assert!(
            !out.contains("STR008"),
            "a new plan holds no placeholder: {out}"
        );
        let (code, _, err) = repository.run(&["new", format, "Again", "-o", &name]);
        assert_eq!(code, 2);
        assert!(err.contains("exists"), "{err}");
        std::fs::remove_file(repository.0.path().join(&name)).expect("the plan is there");
    }
}

#[test]
fn the_gate_writes_its_line_and_no_other_byte() {
    let repository = Repository::new();
    let before = SPEC.replace('\n', "\r\n");
    repository.write("active-plan.md", &before);
    let (code, out, _) = repository.run(&["gate", "active-plan.md", "--write"]);
    assert_eq!(code, 3);
    assert!(out.starts_with("FAIL"), "{out}");
    let after = repository.read("active-plan.md");
    let line = after
        .lines()
        .find(|line| line.starts_with("Gate: FAIL — "))
        .expect("a gate line");
    assert_eq!(after.replace(line, "Gate: FAIL (stub)"), before);
    let (_, _, err) = repository.run(&["gate", "active-plan.md", "--write"]);
    assert!(
        !err.contains("written"),
        "a second time nothing changes: {err}"
    );
    assert_eq!(repository.read("active-plan.md"), after);
}

#[test]
fn json_has_the_keys_of_the_contract() {
    let repository = Repository::new();
    repository.write("active-plan.md", SPEC);
    let (_, check, _) = repository.run(&["check", "active-plan.md", "--output-format", "json"]);
    for key in [
        "schema",
        "files",
        "path",
        "format",
        "confidence",
        "ready",
        "findings",
        "code",
        "name",
        "severity",
        "line",
        "end_line",
        "column",
        "end_column",
        "message",
        "help",
        "requirements",
        "fix",
        "skipped",
    ] {
        assert!(check.contains(&format!("\"{key}\"")), "check lacks {key}");
    }
    let (_, gate, _) = repository.run(&["gate", "active-plan.md", "--output-format", "json"]);
    for key in ["schema", "plan", "verdict", "approved", "reasons"] {
        assert!(gate.contains(&format!("\"{key}\"")), "gate lacks {key}");
    }
    let (_, status, _) = repository.run(&["status", "--output-format", "json"]);
    for key in [
        "plans", "path", "format", "title", "verdict", "approved", "run", "next",
    ] {
        assert!(status.contains(&format!("\"{key}\"")), "status lacks {key}");
    }
    repository.write("plan.md", "# P\n\n## Concrete Steps\n\nRun all commands from the repository root.\n\n```sh\nmake a # ✓ exit code 0\n```\n");
    let (code, steps, _) = repository.run(&[
        "steps",
        "plan.md",
        "--format",
        "execplan",
        "--output-format",
        "json",
    ]);
    assert_eq!(code, 0);
    for key in [
        "plan", "steps", "id", "phase", "section", "kind", "command", "cwd", "expect", "runnable",
        "why", "line",
    ] {
        assert!(steps.contains(&format!("\"{key}\"")), "steps lacks {key}");
    }
}

#[test]
fn wrong_calls_say_what_to_do() {
    let repository = Repository::new();
    repository.write("notes.md", "# Notes\n\ntext\n");
    for (arguments, wanted) in [
        (&["chekc"][..], "similar subcommand"),
        (&["check", "missing.md"], "does not exist"),
        (&["gate", "."], "is a directory"),
        (&["steps", "notes.md"], "--format"),
        (
            &["check", "notes.md", "--format", "platfrom"],
            "there is no format",
        ),
        (&["explain", "missing-rolback"], "did you mean"),
        (
            &["explain", "rolback-missing"],
            "did you mean `rollback-missing`?",
        ),
        (&["new", "nonsense", "T"], "there is no format"),
        (&["check", "notes.md", "--as-of", "yesterday"], "as-of"),
        (&["check", "--root", "nowhere"], "not a directory"),
    ] {
        let (code, _, err) = repository.run(arguments);
        assert_eq!(code, 2, "{arguments:?}: {err}");
        assert!(err.contains(wanted), "{arguments:?}: {err}");
    }
    let (code, out, _) = repository.run(&["check", "notes.md"]);
    assert_eq!(code, 1, "a named file that no format claims is a finding");
    assert!(out.contains("STR004"), "{out}");
}

#[test]
fn any_bytes_are_judged_in_bounded_time() {
    let repository = Repository::new();
    let megabyte = 1024 * 1024;
    let bombs: [(&str, Vec<u8>); 7] = [
        ("empty.md", Vec::new()),
        ("zero.md", vec![0; 4096]),
        (
            "binary.md",
            (0..65_536_u32)
                .map(|n| (n.wrapping_mul(2_654_435_761) >> 13) as u8)
                .collect(),
        ),
        ("quotes.md", b"> ".repeat(megabyte / 2)),
        ("lists.md", b"- ".repeat(megabyte / 2)),
        ("brackets.md", b"[".repeat(megabyte)),
        ("line.md", b"a ".repeat(megabyte)),
    ];
    for (name, bytes) in bombs {
        repository.write(name, bytes);
        let (code, _, err) = repository.run(&["check", name, "--format", "execplan", "-q"]);
        assert_eq!(code, 1, "{name}: {err}");
    }
    let path = repository.write("large.md", "");
    let file = std::fs::File::options()
        .write(true)
        .open(path)
        .expect("the file");
    file.set_len(100 * megabyte as u64).expect("a sparse file");
    let (code, _, err) = repository.run(&["check", "large.md"]);
    assert_eq!(code, 2);
    assert!(
        err.contains("104857600 bytes") && err.contains("at most"),
        "{err}"
    );
}

#[cfg(unix)]
#[test]
fn a_link_out_of_the_repository_is_refused() {
    let outside = TempDir::new().expect("a temporary directory");
    let target = outside.path().join("plan.md");
    std::fs::write(&target, SPEC).expect("a file");
    let repository = Repository::new();
    std::os::unix::fs::symlink(&target, repository.0.path().join("active-plan.md"))
        .expect("a link");
    for arguments in [
        &["check", "active-plan.md"][..],
        &["gate", "active-plan.md", "--write"],
        &["steps", "active-plan.md"],
    ] {
        let (code, _, err) = repository.run(arguments);
        assert_eq!(code, 4, "{arguments:?}: {err}");
        assert!(err.contains("outside of the root"), "{err}");
    }
    assert_eq!(std::fs::read_to_string(&target).expect("the target"), SPEC);
}

#[test]
fn a_broken_format_file_is_named_with_its_fault() {
    let repository = Repository::new();
    repository.write(
        ".stopgate/formats/mine.toml",
        "id = \"mine\"\nnme = \"x\"\n",
    );
    let (code, _, err) = repository.run(&["formats"]);
    assert_eq!(code, 2);
    assert!(
        err.contains(".stopgate/formats/mine.toml") && err.contains("line 2"),
        "{err}"
    );
}

#[test]
fn nothing_that_a_terminal_obeys_comes_out_of_a_plan() {
    let repository = Repository::new();
    repository.write("plan.md", "# P \u{1b}]0;x\u{7}\u{202e}\n\n## Concrete Steps\n\n```sh\nmake \u{1b}[2J\n```\n\nTBD \u{1b}[31m\n");
    for arguments in [
        &["check", "plan.md", "--format", "execplan"][..],
        &["steps", "plan.md", "--format", "execplan"],
        &["gate", "plan.md", "--format", "execplan"],
        &["status"],
    ] {
        let (_, out, err) = repository.run(arguments);
        for c in (out + &err).chars().filter(|c| *c != '\n') {
            assert!(!c.is_control() && c != '\u{202e}', "{arguments:?}: {c:?}");
        }
    }
}

#[test]
fn a_closed_pipe_is_success() {
    let mut child = Command::new(env!("CARGO_BIN_EXE_stopgate"))
        .arg("man")
        .stdout(Stdio::piped())
        .spawn()
        .expect("the binary starts");
    drop(child.stdout.take());
    assert!(child.wait().expect("it ends").success());
}

#[test]
fn completions_and_man_page_know_every_command() {
    let repository = Repository::new();
    let commands = [
        "new", "formats", "explain", "rules", "check", "steps", "gate", "status",
    ];
    let (_, man, _) = repository.run(&["man"]);
    for shell in ["bash", "zsh", "fish"] {
        let (code, script, _) = repository.run(&["completions", shell]);
        assert_eq!(code, 0);
        assert!(
            commands.iter().all(|command| script.contains(command)),
            "{shell}"
        );
    }
    assert!(commands.iter().all(|command| man.contains(command)));
}

/// A plan with layout to mend, a safe fix to make, and a box that only an unsafe one makes.
const UNTIDY: &str = "# Partition the history\n\n## Progress\n* [x] (2026-03-04 10:00Z) One \n* [ ] Two\n\n## Validation\n\n|a|b|\n|-|-|\n|1|\n\n- [] three";

#[test]
fn fixes_are_shown_made_and_counted() {
    let repository = Repository::new();
    repository.write("plans/a.md", UNTIDY);
    let day = [
        "--as-of",
        "2026-06-01",
        "--format",
        "execplan",
        "plans/a.md",
    ];
    let check = |options: &[&str]| repository.run(&[&["check"], options, &day[..]].concat());

    let (code, diff, _) = check(&["--diff"]);
    assert_eq!(code, 1);
    assert!(
        diff.starts_with("--- a/plans/a.md\n+++ b/plans/a.md\n@@ "),
        "{diff}"
    );
    assert!(
        diff.contains("\n-|1|\n") && !diff.contains("[ ] three"),
        "{diff}"
    );
    assert_eq!(
        repository.read("plans/a.md"),
        UNTIDY,
        "--diff writes nothing"
    );

    let (_, _, err) = check(&["--fix"]);
    assert!(
        err.contains("fixed") && err.contains("with --unsafe-fixes"),
        "{err}"
    );
    let fixed = repository.read("plans/a.md");
    assert!(
        fixed.contains("One\n") && fixed.contains("|1| |"),
        "{fixed}"
    );
    assert!(fixed.contains("[] three\n") && fixed.contains("[x] (2026-03-04 10:00Z)"));
    assert_eq!(check(&["--diff"]).1, "", "twice is once");

    check(&["--unsafe-fixes"]);
    assert!(repository.read("plans/a.md").contains("[ ] three\n"));
    assert_eq!(check(&["--preflight"]).0, 2);
}

#[test]
fn a_preflight_writes_all_plans_or_none() {
    let repository = Repository::new();
    repository.write("plans/a.md", UNTIDY);
    let locked = repository.write("locked/b.md", UNTIDY);
    let folder = locked.parent().expect("a folder");
    let mode = |bits: u32| {
        use std::os::unix::fs::PermissionsExt as _;
        std::fs::set_permissions(folder, std::fs::Permissions::from_mode(bits)).expect("a mode");
    };
    mode(0o555);
    // Whoever may write everywhere cannot be kept out by a mode.
    let is_locked = std::fs::write(folder.join("probe"), "").is_err();
    let arguments = [
        "check",
        "--fix",
        "--preflight",
        "--format",
        "execplan",
        "plans/a.md",
        "locked/b.md",
    ];
    let (code, _, err) = repository.run(&arguments);
    let after = repository.read("plans/a.md");
    mode(0o755);
    if is_locked {
        assert_eq!((code, after.as_str()), (2, UNTIDY), "{err}");
        assert!(
            err.contains("nothing was written") && err.contains("locked/b.md"),
            "{err}"
        );
    } else {
        assert_ne!(after, UNTIDY);
    }
}

#[test]
fn fmt_lays_plans_out_and_leaves_other_files_alone() {
    let repository = Repository::new();
    repository.write("plans/a.md", UNTIDY);
    repository.write("notes.md", "Text \n");
    let format = ["--format", "execplan", "plans/a.md"];
    let fmt = |options: &[&str]| repository.run(&[&["fmt"], options, &format[..]].concat());
    assert_eq!(fmt(&["--check"]).0, 1);
    assert_eq!(fmt(&["--diff"]).0, 1);
    assert_eq!(repository.read("plans/a.md"), UNTIDY);
    let (code, out, _) = fmt(&[]);
    assert_eq!((code, out.as_str()), (0, "plans/a.md\n"));
    assert_eq!(fmt(&["--check"]).0, 0);
    let text = repository.read("plans/a.md");
    assert!(
        text.contains("## Progress\n\n* [x] (2026-03-04 10:00Z) One\n"),
        "{text}"
    );
    assert_eq!(repository.run(&["fmt"]).0, 0);
    assert_eq!(
        repository.read("notes.md"),
        "Text \n",
        "a file that is no plan"
    );
}

#[test]
fn slips_of_newcomers_are_answered_with_what_was_meant() {
    let repository = Repository::new();
    repository.write("empty.md", "\n");
    repository.write("data.md", b"MZ\0\x01\0".as_slice());
    for (arguments, code, said) in [
        (&["plans/p.md"][..], 2, "stopgate check plans/p.md"),
        (&["check", "--strict"], 2, "--profile strict"),
        (
            &["check", "--select", "placeholder-txt"],
            2,
            "did you mean `placeholder-text`?",
        ),
        (&["check", "empty.md"], 1, "The file is empty"),
        (&["check", "data.md"], 1, "no text"),
        (&["format", "check"], 2, "stopgate format init"),
    ] {
        let (exit, out, err) = repository.run(arguments);
        assert_eq!(exit, code, "{arguments:?}: {err}");
        let all = out + &err;
        assert!(all.contains(said), "{arguments:?}: {all}");
    }
}
