//! A repository, a cache outside of it, and the binary.

use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use stopgate_tests::files;

use crate::git::Git;
use crate::program::program;

/// The day on which everything is judged.
pub(crate) const DAY: &str = "2026-06-01";
/// Bytes in front of what an entry holds: the digest of its conditions, and a checksum.
pub(crate) const CONDITIONS: usize = 32;
pub(crate) const HEAD: usize = CONDITIONS + 8;

/// What a call left behind.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Called {
    pub(crate) code: i32,
    pub(crate) out: String,
    pub(crate) err: String,
}

impl Called {
    fn of(child: Child) -> Self {
        let output = child.wait_with_output().expect("it ends");
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("UTF-8");
        let called = Self {
            code: output.status.code().expect("it ends by itself"),
            out: text(output.stdout),
            err: text(output.stderr),
        };
        assert!(called.code < 2, "{called:?}");
        assert!(!called.err.contains("panicked"), "{called:?}");
        called
    }

    /// How many files were answered from the cache, and how many there were; none where it said nothing of it.
    pub(crate) fn answered(&self) -> Option<(usize, usize)> {
        let said = self
            .err
            .lines()
            .find(|line| line.ends_with("from the cache"))?;
        let words: Vec<&str> = said.split(' ').collect();
        Some((words[0].parse().ok()?, words[2].parse().ok()?))
    }

    /// True where all files were answered from the cache.
    pub(crate) fn is_warm(&self) -> bool {
        let (answered, all) = self.answered().expect("it says so");
        answered == all
    }
}

pub(crate) struct World {
    pub(crate) git: Git,
}

impl World {
    pub(crate) fn new() -> Self {
        Self { git: Git::new() }
    }

    pub(crate) fn cache(&self) -> PathBuf {
        self.git.beside("cache")
    }

    /// `stopgate check -v` with these arguments and this cache.
    pub(crate) fn start(&self, arguments: &[&str], cache: &Path) -> Child {
        let mut command = command(&self.git.root(), arguments);
        command.env("STOPGATE_CACHE_DIR", cache);
        command.spawn().expect("the binary starts")
    }

    pub(crate) fn check_with(&self, arguments: &[&str], cache: &Path) -> Called {
        Called::of(self.start(arguments, cache))
    }

    pub(crate) fn check(&self, arguments: &[&str]) -> Called {
        self.check_with(arguments, &self.cache())
    }

    /// What a check says that has no cache.
    pub(crate) fn afresh(&self, arguments: &[&str]) -> Called {
        let called = self.check(&[arguments, &["--no-cache"]].concat());
        assert_eq!(called.answered(), None, "{}", called.err);
        called
    }

    /// Fills the cache, and makes sure that it then knows everything.
    pub(crate) fn fill(&self, arguments: &[&str]) -> Called {
        self.check(arguments);
        let warm = self.check(arguments);
        assert!(warm.is_warm(), "{}", warm.err);
        warm
    }

    /// The files of all entries.
    pub(crate) fn entries(&self) -> Vec<PathBuf> {
        let mut entries = files(&self.cache().join("check"), "");
        entries.retain(|path| !path.ends_with("pruned"));
        entries
    }
}

/// `stopgate check -v` in a folder, on the day unless the arguments name another.
pub(crate) fn command(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(program());
    command.current_dir(folder).args(["check", "-v"]);
    if !arguments.contains(&"--as-of") {
        command.args(["--as-of", DAY]);
    }
    command
        .args(arguments)
        .env("NO_COLOR", "1")
        .env_remove("CI")
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    command
}

/// What such a command says.
pub(crate) fn called(mut command: Command) -> Called {
    Called::of(command.spawn().expect("the binary starts"))
}
