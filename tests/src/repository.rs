//! Repositories in which tests run plans: a copy, a signing key, and the binary.

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};

use serde_json::Value;
use tempfile::TempDir;

/// Who approves and decides in tests.
pub const SIGNER: &str = "reviewer@example.org";

/// A repository of its own, with a key that its `.stopgate/allowed_signers` names.
///
/// When it goes, the second reader reads every run that was left in it, and the test fails where one does not hold.
pub struct Repository {
    folder: TempDir,
    program: PathBuf,
    environment: Vec<(String, String)>,
    is_tampered: AtomicBool,
}

impl Repository {
    /// An empty repository, worked on with this binary.
    pub fn new(program: &Path) -> Self {
        let folder = TempDir::new().expect("a temporary directory");
        let root = folder.path();
        std::fs::create_dir_all(root.join("repo/.stopgate")).expect("a folder");
        let made = Command::new("ssh-keygen")
            .args(["-q", "-t", "ed25519", "-N", "", "-C", "test", "-f"])
            .arg(root.join("key"))
            .stdin(Stdio::null())
            .status()
            .expect("ssh-keygen is installed");
        assert!(made.success());
        let public = std::fs::read_to_string(root.join("key.pub")).expect("a public key");
        let signers = format!("{SIGNER} {public}");
        std::fs::write(root.join("repo/.stopgate/allowed_signers"), signers).expect("a file");
        Self {
            folder,
            program: program.to_owned(),
            environment: Vec::new(),
            is_tampered: AtomicBool::new(false),
        }
    }

    /// A repository with a copy of everything below a folder.
    pub fn copy_of(program: &Path, from: &Path) -> Self {
        let repository = Self::new(program);
        for file in crate::files(from, "") {
            let name = file.strip_prefix(from).expect("below the folder");
            repository.write(
                &name.to_string_lossy(),
                &std::fs::read(&file).expect("a file"),
            );
        }
        repository
    }

    /// A copy of the repository as it is now, with the same key.
    pub fn fork(&self) -> Self {
        let folder = TempDir::new().expect("a temporary directory");
        for file in crate::files(self.folder.path(), "") {
            let name = file.strip_prefix(self.folder.path()).expect("below it");
            let copy = folder.path().join(name);
            std::fs::create_dir_all(copy.parent().expect("a folder")).expect("folders");
            std::fs::copy(&file, copy).expect("a copy");
        }
        Self {
            folder,
            program: self.program.clone(),
            environment: self.environment.clone(),
            is_tampered: AtomicBool::new(self.is_tampered.load(Ordering::Relaxed)),
        }
    }

    /// Says that the test forges, loses or breaks off what its runs leave: they are not read when it goes.
    pub fn tampered(&self) {
        self.is_tampered.store(true, Ordering::Relaxed);
    }

    /// Sets a variable for every command.
    pub fn set(&mut self, name: &str, value: &str) {
        self.environment.push((name.to_owned(), value.to_owned()));
    }

    /// The root of the repository.
    pub fn root(&self) -> PathBuf {
        self.folder.path().join("repo")
    }

    /// The private key.
    pub fn key(&self) -> PathBuf {
        self.folder.path().join("key")
    }

    /// Writes a file below the root.
    pub fn write(&self, name: &str, content: &[u8]) {
        let path = self.root().join(name);
        std::fs::create_dir_all(path.parent().expect("a folder")).expect("folders");
        std::fs::write(path, content).expect("a file");
    }

    /// The text of a file below the root; empty where it is not there.
    pub fn read(&self, name: &str) -> String {
        let bytes = std::fs::read(self.root().join(name)).unwrap_or_default();
        String::from_utf8_lossy(&bytes).into_owned()
    }

    /// A command in the repository, without a terminal.
    pub fn command(&self, arguments: &[&str]) -> Command {
        self.command_of(&self.program, arguments)
    }

    /// A command of another binary in the repository, without a terminal.
    pub fn command_of(&self, program: &Path, arguments: &[&str]) -> Command {
        let mut command = Command::new(program);
        command
            .current_dir(self.root())
            .args(arguments)
            .envs(self.environment.iter().map(|(name, value)| (name, value)))
            .env("NO_COLOR", "1")
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        command
    }

    /// What a command prints, and how it exits.
    pub fn run(&self, arguments: &[&str]) -> Done {
        Done::of(
            arguments,
            self.command(arguments).output().expect("the binary starts"),
        )
    }

    /// Starts a command and does not wait.
    pub fn start(&self, arguments: &[&str]) -> Child {
        self.command(arguments).spawn().expect("the binary starts")
    }

    /// Runs a command as the signer, with JSON as output.
    pub fn sign(&self, arguments: &[&str]) -> Done {
        let key = self.key();
        let key = key.to_string_lossy();
        let signed = ["--as", SIGNER, "--key", &key];
        self.run(&[arguments, &signed, &["--output-format", "json"]].concat())
    }

    /// What git does in it, as a person of this name, without the configuration of this machine.
    pub fn git(&self, who: &str, arguments: &[&str]) -> Done {
        let mut command = self.command_of("git".as_ref(), arguments);
        command
            .env("GIT_CONFIG_GLOBAL", "/dev/null")
            .env("GIT_CONFIG_NOSYSTEM", "1");
        for role in ["AUTHOR", "COMMITTER"] {
            command.env(format!("GIT_{role}_NAME"), who);
            command.env(format!("GIT_{role}_EMAIL"), "person@example.org");
        }
        Done::of(arguments, command.output().expect("git is installed"))
    }

    /// Runs a command with JSON as output.
    pub fn json(&self, arguments: &[&str]) -> Done {
        self.run(&[arguments, &["--output-format", "json"]].concat())
    }
}

impl Drop for Repository {
    fn drop(&mut self) {
        let is_over = std::thread::panicking() || self.is_tampered.load(Ordering::Relaxed);
        if is_over || !holds_runs(&self.root()) {
            return;
        }
        let (is_sound, said) = crate::second_reader::read(&self.root(), &[]);
        assert!(is_sound, "the second reader of what a test left:\n{said}");
    }
}

/// True where a run left its journal.
fn holds_runs(root: &Path) -> bool {
    let runs = std::fs::read_dir(root.join(".stopgate/runs"));
    let mut runs = runs.into_iter().flatten().flatten();
    runs.any(|run| run.path().join("journal.jsonl").is_file())
}

/// A command that ended.
pub struct Done {
    /// Its arguments.
    pub arguments: String,
    /// Its exit code; -1 where a signal ended it.
    pub code: i32,
    /// What it wrote to stdout.
    pub stdout: String,
    /// What it wrote to stderr.
    pub stderr: String,
}

impl Done {
    /// What a command left that was handed this on standard input.
    pub fn handed(mut command: Command, arguments: &[&str], input: &[u8]) -> Self {
        let mut child = command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("it starts");
        // Who ends without having read everything closes the pipe.
        let _ = child.stdin.take().expect("a pipe").write_all(input);
        Self::of(arguments, child.wait_with_output().expect("it ends"))
    }

    /// What a command left that was called with these arguments.
    pub fn of(arguments: &[&str], output: Output) -> Self {
        Self {
            arguments: arguments.join(" "),
            code: output.status.code().unwrap_or(-1),
            stdout: String::from_utf8_lossy(&output.stdout).into_owned(),
            stderr: String::from_utf8_lossy(&output.stderr).into_owned(),
        }
    }

    /// Itself, where it exited with this code.
    pub fn exits(self, code: i32) -> Self {
        assert_eq!(
            self.code, code,
            "stopgate {}\n{}\n{}",
            self.arguments, self.stdout, self.stderr
        );
        self
    }

    /// The JSON document that it printed.
    pub fn document(&self) -> Value {
        serde_json::from_str(&self.stdout)
            .unwrap_or_else(|error| panic!("{error}: {}\n{}", self.stdout, self.stderr))
    }
}
