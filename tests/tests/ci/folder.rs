//! A repository in which the binary is called.

use std::io::Write as _;
use std::path::PathBuf;
use std::process::{Command, Stdio};

use serde_json::Value;
use stopgate_tests::{files, root};
use tempfile::TempDir;

use crate::program::program;

/// The day on which everything is judged.
pub(crate) const DAY: &str = "2026-11-02";

/// What a call left behind.
pub(crate) struct Called {
    pub(crate) code: i32,
    pub(crate) out: String,
    pub(crate) err: String,
}

impl Called {
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.out).unwrap_or_else(|error| panic!("{error}: {}", self.out))
    }

    pub(crate) fn exits(self, code: i32) -> Self {
        assert_eq!(self.code, code, "{}\n{}", self.out, self.err);
        self
    }
}

pub(crate) struct Folder(TempDir);

impl Folder {
    pub(crate) fn new() -> Self {
        let folder = TempDir::new().expect("a temporary directory");
        std::fs::create_dir_all(folder.path().join(".git")).expect("a repository");
        Self(folder)
    }

    /// With our own plans in `plans/`.
    pub(crate) fn with_plans() -> Self {
        let folder = Self::new();
        for plan in files(&root().join("tests/plans"), ".md") {
            let name = plan
                .file_name()
                .expect("a name")
                .to_string_lossy()
                .into_owned();
            let home = plan
                .parent()
                .expect("a folder")
                .file_name()
                .expect("a name");
            let name = format!("{}/{name}", home.to_string_lossy());
            folder.write(&name, &std::fs::read_to_string(&plan).expect("a plan"));
        }
        folder
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    pub(crate) fn write(&self, name: &str, text: &str) {
        let path = self.path(name);
        std::fs::create_dir_all(path.parent().expect("a folder")).expect("folders");
        std::fs::write(path, text).expect("a file");
    }

    pub(crate) fn read(&self, name: &str) -> String {
        std::fs::read_to_string(self.path(name)).expect("a file")
    }

    /// `stopgate check` with these arguments.
    pub(crate) fn check(&self, arguments: &[&str]) -> Called {
        self.call(&[&["check", "--as-of", DAY], arguments].concat(), "")
    }

    /// `stopgate` with these arguments and this input.
    pub(crate) fn call(&self, arguments: &[&str], input: &str) -> Called {
        let mut command = Command::new(program());
        command.current_dir(self.0.path()).args(arguments);
        command.env("NO_COLOR", "1").env_remove("CI");
        command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        let mut child = command.spawn().expect("the binary starts");
        let mut pipe = child.stdin.take().expect("a pipe");
        // Who does not read its input closes the pipe.
        let _ = pipe.write_all(input.as_bytes());
        drop(pipe);
        let output = child.wait_with_output().expect("it ends");
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("UTF-8");
        let called = Called {
            code: output.status.code().expect("it ends by itself"),
            out: text(output.stdout),
            err: text(output.stderr),
        };
        assert!(
            !called.err.contains("panicked"),
            "{arguments:?}: {}",
            called.err
        );
        called
    }
}
