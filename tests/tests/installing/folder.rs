//! A repository as a folder, and what is in it.

use std::collections::BTreeMap;
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use serde_json::Value;
use tempfile::TempDir;

use crate::stopgate;

/// The agents and editors.
pub const AGENTS: [&str; 5] = ["claude-code", "codex", "cursor", "gemini", "vscode"];

/// A repository with a home folder beside it.
pub struct Folder {
    folder: TempDir,
    program: &'static Path,
}

/// How a command ended.
pub struct Done {
    pub code: Option<i32>,
    pub out: String,
    pub said: String,
}

impl Folder {
    /// An empty repository.
    pub fn new() -> Self {
        let folder = TempDir::new().expect("a temporary directory");
        fs::create_dir_all(folder.path().join("repository/.git")).expect("folders");
        fs::create_dir(folder.path().join("home")).expect("a folder");
        Self {
            folder,
            program: stopgate::program(),
        }
    }

    /// A repository with these files.
    pub fn with(files: &[(&str, &str)]) -> Self {
        let folder = Self::new();
        for (name, text) in files {
            folder.write(name, text.as_bytes());
        }
        folder
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
    pub fn write(&self, name: &str, bytes: &[u8]) {
        let path = self.root().join(name);
        fs::create_dir_all(path.parent().expect("a folder")).expect("folders");
        fs::write(path, bytes).expect("a file");
    }

    /// Reads a file.
    pub fn read(&self, name: &str) -> String {
        fs::read_to_string(self.root().join(name)).unwrap_or_else(|why| panic!("{name}: {why}"))
    }

    /// Calls the binary.
    pub fn call(&self, arguments: &[&str]) -> Done {
        Done::from(self.command(arguments).output().expect("the binary starts"))
    }

    /// The binary with these arguments, not started.
    pub fn command(&self, arguments: &[&str]) -> Command {
        let mut command = stopgate::command("stopgate", self.program, &self.root());
        command.args(arguments).env("HOME", self.beside("home"));
        command
    }

    /// Calls it on a terminal on which somebody types this; none where no terminal can be made.
    pub fn on_terminal(&self, arguments: &str, typed: &str) -> Option<Done> {
        let script = Command::new("script").arg("--version").output();
        if !script.is_ok_and(|done| done.status.success()) {
            println!("there is no `script` to make a terminal with");
            return None;
        }
        let line = format!("{} {arguments}", self.program.display());
        let mut command = Command::new("script");
        let mut child = command
            .args(["-qefc", &line, "/dev/null"])
            .current_dir(self.root())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("script starts");
        let mut keys = child.stdin.take().expect("it is piped");
        keys.write_all(typed.as_bytes()).expect("it reads");
        let output = child.wait_with_output().expect("it ends");
        drop(keys);
        Some(Done::from(output))
    }

    /// Calls it, which has to go well; what it prints as JSON.
    pub fn json(&self, arguments: &[&str]) -> Value {
        let done = self.call(&[arguments, &["--output-format", "json"]].concat());
        assert_eq!(done.code, Some(0), "{arguments:?}: {}", done.said);
        let value: Value = serde_json::from_str(&done.out).expect("JSON");
        assert_eq!(value["schema"], 1);
        value
    }

    /// Everything that is there: files with their bytes, and folders.
    pub fn all(&self) -> BTreeMap<String, Option<Vec<u8>>> {
        let mut found = BTreeMap::new();
        gather(self.folder.path(), self.folder.path(), &mut found);
        found
    }
}

fn gather(top: &Path, folder: &Path, found: &mut BTreeMap<String, Option<Vec<u8>>>) {
    for entry in fs::read_dir(folder).expect("a folder").flatten() {
        let path = entry.path();
        let name = path.strip_prefix(top).expect("below").display().to_string();
        let is_folder = entry.file_type().expect("a type").is_dir();
        let bytes = (!is_folder).then(|| fs::read(&path).unwrap_or_default());
        found.insert(name, bytes);
        if is_folder {
            gather(top, &path, found);
        }
    }
}

impl From<Output> for Done {
    fn from(output: Output) -> Self {
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        Self {
            code: output.status.code(),
            out: text(&output.stdout),
            said: text(&output.stderr),
        }
    }
}

impl Done {
    /// It ended so.
    #[track_caller]
    pub fn exits(self, code: i32) -> Self {
        assert_eq!(self.code, Some(code), "{}\n{}", self.out, self.said);
        self
    }
}
