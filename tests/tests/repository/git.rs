//! A real repository of git, with commits at chosen times.

use std::path::PathBuf;
use std::process::Command;

use serde_json::Value;
use tempfile::TempDir;

use crate::program::program;

/// A repository in a folder of its own, and room beside it.
pub struct Git {
    folder: TempDir,
}

impl Git {
    /// An empty one with a first commit, in which nothing counts.
    pub fn new() -> Self {
        let git = Self::without_commits();
        git.write("first", "\n");
        git.commit("2026-01-01T09:00:00Z");
        git
    }

    /// An empty one.
    pub fn without_commits() -> Self {
        let git = Self {
            folder: TempDir::new().expect("a temporary directory"),
        };
        std::fs::create_dir(git.root()).expect("a folder");
        git.run(&["init", "--quiet", "--initial-branch=main"], "");
        git
    }

    /// The root.
    pub fn root(&self) -> PathBuf {
        self.folder.path().join("repository")
    }

    /// A path beside the repository.
    pub fn beside(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Writes a file.
    pub fn write(&self, name: &str, text: &str) {
        let path = self.root().join(name);
        std::fs::create_dir_all(path.parent().expect("a folder")).expect("folders");
        std::fs::write(path, text).expect("a file");
    }

    /// Commits everything at a time (`2026-01-02T10:00:00Z`).
    pub fn commit(&self, when: &str) {
        self.run(&["add", "--all"], when);
        self.run(&["commit", "--quiet", "--message", "change"], when);
    }

    /// Runs git as a person would, at a time.
    pub fn run(&self, arguments: &[&str], when: &str) {
        let mut command = Command::new("git");
        command.current_dir(self.root()).args(arguments);
        for role in ["AUTHOR", "COMMITTER"] {
            command.env(format!("GIT_{role}_NAME"), "Ada");
            command.env(format!("GIT_{role}_EMAIL"), "ada@example.org");
            if !when.is_empty() {
                command.env(format!("GIT_{role}_DATE"), when);
            }
        }
        let done = command.output().expect("git is installed");
        let errors = String::from_utf8_lossy(&done.stderr);
        assert!(done.status.success(), "git {arguments:?}: {errors}");
    }

    /// The codes that a plan is told, in order, of those that ask the repository.
    pub fn codes(&self, plan: &str) -> Vec<String> {
        self.codes_with(plan, &[])
    }

    /// The same with an environment of its own.
    pub fn codes_with(&self, plan: &str, environment: &[(&str, &str)]) -> Vec<String> {
        let document = check(&self.root(), plan, environment);
        let findings = document["files"][0]["findings"].as_array().expect("a list");
        let mut codes: Vec<String> = findings
            .iter()
            .map(|finding| finding["code"].as_str().expect("a code").to_owned())
            .filter(|code| ASKING.contains(&code.as_str()))
            .collect();
        codes.sort_unstable();
        codes.dedup();
        codes
    }
}

/// The rules that ask.
const ASKING: &[&str] = &[
    "EVD006", "LIV004", "LIV014", "LIV015", "LIV017", "LIV018", "LIV020", "PTH002", "PTH003",
    "PTH004", "PTH005", "PTH007", "PTH008", "PTH009", "PTH010", "PTH012",
];

/// What `stopgate check` prints of a plan as JSON.
pub fn check(root: &std::path::Path, plan: &str, environment: &[(&str, &str)]) -> Value {
    let done = Command::new(program())
        .current_dir(root)
        .args(["check", "--as-of", "2026-06-01", "--fail-on", "never"])
        .args(["--output-format", "json", plan])
        .envs(environment.iter().copied())
        .output()
        .expect("the binary starts");
    let errors = String::from_utf8_lossy(&done.stderr);
    assert_eq!(done.status.code(), Some(0), "{errors}");
    serde_json::from_slice(&done.stdout).expect("JSON")
}

/// A plan with this progress and this work; all else of it is of no matter here.
pub fn plan(progress: &str, work: &str) -> String {
    format!(
        "# Partition the match history\n\n## Purpose / Big Picture\n\nReports are fast.\n\n## Progress\n\n{progress}\n\n## Decision Log\n\n- Decision: Partition by month, because the reports ask for months.\n  Rationale: Days would give four thousand partitions after ten years.\n  Date/Author: 2026-03-01, Ada\n\n## Context and Orientation\n\nThe reports.\n\n## Plan of Work\n\n{work}\n\n## Concrete Steps\n\nNone.\n\n## Idempotence and Recovery\n\nNone.\n"
    )
}

/// A progress that is under way.
pub const UNDER_WAY: &str = "- [x] (2026-03-01 08:00Z) Measured: 41 tests pass in `src/history/table.py`.\n- [ ] Old table dropped.";
/// One that has not begun.
pub const NOT_BEGUN: &str = "- [ ] Measured.\n- [ ] Old table dropped.";
/// One that is finished.
pub const FINISHED: &str =
    "- [x] (2026-03-01 08:00Z) Measured.\n- [x] (2026-03-02 08:00Z) Dropped.";
