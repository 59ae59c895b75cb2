//! A repository in which the binary is called.

use std::path::PathBuf;
use std::process::{Command, Stdio};

use serde_json::Value;
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

    /// `stopgate` with these arguments, without a terminal.
    pub(crate) fn call(&self, arguments: &[&str]) -> Called {
        let mut command = Command::new(program());
        command.current_dir(self.0.path()).args(arguments);
        command.env("NO_COLOR", "1").env_remove("CI");
        let output = command.stdin(Stdio::null()).output().expect("it starts");
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("UTF-8");
        let called = Called {
            code: output.status.code().expect("it ends by itself"),
            out: text(output.stdout),
            err: text(output.stderr),
        };
        let is_bug = called.err.contains("panicked");
        assert!(!is_bug, "{arguments:?}: {}", called.err);
        called
    }
}
