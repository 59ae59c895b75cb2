//! What git knows of a repository: read with plumbing commands that start nothing else, whatever the
//! configuration of the repository says.

mod about_to;
mod authors;
mod history;
mod keeper;

use std::io::Read as _;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::process::{Pid, PidfdFlags, pidfd_open};

use crate::Failure;
pub use about_to::{Pushed, Staged, in_commit, pushed, staged};
pub(crate) use authors::authors;
pub(crate) use history::Memory;
pub(crate) use keeper::Keeper;

/// How long git may take.
const PATIENCE: Duration = Duration::from_secs(30);
/// How often it is looked at where the kernel does not tell of its end.
const PAUSE: Duration = Duration::from_millis(5);
/// Bytes of its answer that are read.
const MOST: u64 = 64 * 1024 * 1024;

/// Programs that a configuration can name are switched off: monitors, hooks, and what checks signatures.
/// A commit without parents is not compared with nothing: it may hold a whole repository.
const HARMLESS: [&str; 8] = [
    "-c",
    "core.fsmonitor=false",
    "-c",
    "core.hooksPath=/dev/null",
    "-c",
    "log.showSignature=false",
    "-c",
    "log.showRoot=false",
];

/// The files below `root` that differ from a revision, and those that git does not know, relative to
/// `root`. A file that was only touched may be among them, because nothing is refreshed.
///
/// # Errors
/// When git is missing, knows no such revision, or takes too long.
pub fn changed_since(root: &Path, revision: &str) -> Result<Vec<String>, Failure> {
    let failed = |why: String| Failure::Git {
        revision: revision.to_owned(),
        why,
    };
    let git = Git::of(root);
    let commit = format!("{revision}^{{commit}}");
    let found = git.ask(&["rev-parse", "--verify", "--end-of-options", &commit]);
    let commit = found.map_err(failed)?;
    let commit = commit.trim();
    let of_index = [
        "diff-index",
        "--name-only",
        "-z",
        "--relative",
        "--no-renames",
        commit,
        "--",
    ];
    let others = ["ls-files", "-z", "--others", "--exclude-standard"];
    let mut names = git.ask(&of_index).map_err(failed)?;
    names.push_str(&git.ask(&others).map_err(failed)?);
    let names = names.split('\0').filter(|name| !name.is_empty());
    Ok(names.map(str::to_owned).collect())
}

/// The last commit that two revisions have in common.
///
/// # Errors
/// When git is not there, does not know a revision, or they have none.
pub fn last_common(root: &Path, from: &str, to: &str) -> Result<String, Failure> {
    let git = Git::plain(root);
    let common = git.ask(&["merge-base", &git.commit(from)?, &git.commit(to)?]);
    let common = common.map(|commit| commit.trim().to_owned());
    common.map_err(|_| Failure::Git {
        revision: format!("{from}...{to}"),
        why: "they have no commit in common".to_owned(),
    })
}

/// The files below `root` that differ between two revisions, relative to `root`.
///
/// # Errors
/// When git is missing, knows one of them not, or takes too long.
pub fn changed_between(root: &Path, from: &str, to: &str) -> Result<Vec<String>, Failure> {
    let git = Git::plain(root);
    let (from_commit, to_commit) = (git.commit(from)?, git.commit(to)?);
    let of_trees = [
        "diff-tree",
        "-r",
        "--name-only",
        "-z",
        "--relative",
        "--no-renames",
        &from_commit,
        &to_commit,
        "--",
    ];
    let names = git.ask(&of_trees).map_err(|why| Failure::Git {
        revision: format!("{from}..{to}"),
        why,
    })?;
    let names = names.split('\0').filter(|name| !name.is_empty());
    Ok(names.map(str::to_owned).collect())
}

/// The name that git would give a commit of this person; none where git does not say.
pub fn git_user(root: &Path) -> Option<String> {
    let name = Git::plain(root)
        .ask(&["config", "--get", "user.name"])
        .ok()?;
    Some(name.trim().to_owned()).filter(|name| !name.is_empty())
}

/// Git in a repository, with all that the repository wants started switched off.
struct Git<'a> {
    root: &'a Path,
    /// Filters that the configuration names: git starts them to compare what it is not sure of.
    filters: Vec<String>,
}

impl<'a> Git<'a> {
    /// For questions that compare no file, and so start no filter.
    fn plain(root: &'a Path) -> Self {
        Self {
            root,
            filters: Vec::new(),
        }
    }

    fn of(root: &'a Path) -> Self {
        let bare = Self::plain(root);
        let names = ["config", "--name-only", "-z", "--get-regexp", r"^filter\."];
        let names = bare.ask(&names).unwrap_or_default();
        let filters = names.split('\0').filter(|name| !name.is_empty());
        Self {
            root,
            filters: filters.map(str::to_owned).collect(),
        }
    }

    /// The commit that a revision names.
    fn commit(&self, revision: &str) -> Result<String, Failure> {
        let name = format!("{revision}^{{commit}}");
        let found = self.ask(&["rev-parse", "--verify", "--end-of-options", &name]);
        let found = found.map(|commit| commit.trim().to_owned());
        found.map_err(|why| Failure::Git {
            revision: revision.to_owned(),
            why,
        })
    }

    /// The answer, or why there is none.
    fn ask(&self, arguments: &[&str]) -> Result<String, String> {
        answer_of(self.command(arguments))
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new("git");
        command
            .arg("-C")
            .arg(self.root)
            .args(HARMLESS)
            .args(arguments)
            .env("GIT_OPTIONAL_LOCKS", "0")
            // A partial clone fetches what it lacks, through a program that its remote may name.
            .env("GIT_ALLOW_PROTOCOL", "none")
            .env("GIT_NO_LAZY_FETCH", "1")
            .env("GIT_NO_REPLACE_OBJECTS", "1")
            .env("GIT_TERMINAL_PROMPT", "0")
            .env("GIT_CONFIG_COUNT", self.filters.len().to_string())
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        for (number, name) in self.filters.iter().enumerate() {
            let value = if name.ends_with(".required") {
                "false"
            } else {
                ""
            };
            command.env(format!("GIT_CONFIG_KEY_{number}"), name);
            command.env(format!("GIT_CONFIG_VALUE_{number}"), value);
        }
        command
    }
}

fn answer_of(mut command: Command) -> Result<String, String> {
    let started = command.spawn();
    let mut child = started.map_err(|error| format!("git cannot be started: {error}"))?;
    let answer = reader(child.stdout.take());
    let complaint = reader(child.stderr.take());
    let ended = wait(&mut child)?;
    // A whole history is checked as a whole, which is quick, and only one that is no text is looked at in pieces.
    let text = |reading: std::thread::JoinHandle<Vec<u8>>| {
        String::from_utf8(reading.join().unwrap_or_default())
            .unwrap_or_else(|other| String::from_utf8_lossy(other.as_bytes()).into_owned())
    };
    if ended {
        return Ok(text(answer));
    }
    let complaint = text(complaint);
    let first = complaint.lines().next();
    Err(first.unwrap_or("git failed and did not say why").to_owned())
}

/// Reads beside the child, so that a full pipe does not stop it.
fn reader(pipe: Option<impl std::io::Read + Send + 'static>) -> std::thread::JoinHandle<Vec<u8>> {
    std::thread::spawn(move || {
        let mut bytes = Vec::new();
        if let Some(pipe) = pipe {
            let _ = pipe.take(MOST).read_to_end(&mut bytes);
        }
        bytes
    })
}

/// True where it ended well.
fn wait(child: &mut Child) -> Result<bool, String> {
    let begun = Instant::now();
    // Every check waits for an answer: it is noticed when it comes, and not at the next look.
    let handle = pidfd_open(Pid::from_child(child), PidfdFlags::empty());
    loop {
        let ended = child.try_wait().map_err(|error| error.to_string())?;
        if let Some(status) = ended {
            return Ok(status.success());
        }
        let left = PATIENCE.saturating_sub(begun.elapsed());
        if left.is_zero() {
            let _ = child.kill();
            let _ = child.wait();
            return Err(format!(
                "git did not answer within {} s",
                PATIENCE.as_secs()
            ));
        }
        match &handle {
            Ok(handle) => {
                let mut watched = [PollFd::new(handle, PollFlags::IN)];
                let _ = poll(&mut watched, Timespec::try_from(left).ok().as_ref());
            }
            // A kernel before 5.3.
            Err(_) => std::thread::sleep(PAUSE.min(left)),
        }
    }
}
