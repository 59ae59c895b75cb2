//! The last commits of a repository, and the bytes that they name.

use std::collections::HashMap;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::sync::{Arc, Mutex, OnceLock};
use std::time::Duration;

use stopgate_model::{Change, Commit, History};

use super::Git;
use crate::MAX_BYTES;

/// How many commits are looked at: older ones say nothing about work that is under way.
const COMMITS: &str = "--max-count=2000";
/// How long git may take to find the bytes of one file.
const PATIENCE: Duration = Duration::from_secs(10);
/// What begins a commit in the answer.
const MARK: char = '\u{1}';

/// What git remembers of a repository, asked when it is first needed: one call for the commits, one
/// more for all that is read out of them.
#[derive(Debug, Default)]
pub(crate) struct Memory {
    history: OnceLock<Option<History>>,
    store: Mutex<Store>,
}

/// The call that reads bytes by their ids, and what it read.
#[derive(Debug, Default)]
struct Store {
    reader: Option<Reader>,
    failed: bool,
    known: HashMap<String, Option<Arc<[u8]>>>,
}

impl Memory {
    /// The last commits; none where git is missing, fails, or knows no repository there.
    pub(crate) fn history(&self, root: &Path) -> Option<&History> {
        self.history.get_or_init(|| read(root)).as_ref()
    }

    /// The bytes with this id; none where git does not have them, or they are larger than any plan.
    pub(crate) fn content(&self, root: &Path, id: &str) -> Option<Vec<u8>> {
        let mut store = self.store.lock().ok()?;
        if let Some(known) = store.known.get(id) {
            return known.as_deref().map(<[u8]>::to_vec);
        }
        let content = store.read(root, id);
        let kept = content.as_deref().map(Arc::from);
        store.known.insert(id.to_owned(), kept);
        content
    }
}

fn read(root: &Path) -> Option<History> {
    let asked = [
        "log",
        COMMITS,
        "--no-show-signature",
        "--no-ext-diff",
        "--no-textconv",
        "--no-renames",
        "--diff-merges=off",
        "--ignore-submodules=all",
        "--raw",
        "-z",
        "--no-abbrev",
        "--relative",
        "--format=%x01%H %ct %P",
        "HEAD",
        "--",
    ];
    let answer = Git::plain(root).ask(&asked).ok()?;
    Some(History::new(commits(&answer)))
}

/// Reads `\u{1}ID TIME PARENTS`, then pairs of `:MODE MODE ID ID LETTER` and path, with zero bytes
/// between all of them.
fn commits(answer: &str) -> Vec<Commit> {
    let mut commits: Vec<Commit> = Vec::new();
    let mut pieces = answer.split('\0');
    while let Some(piece) = pieces.next() {
        let piece = piece.trim_start_matches('\n');
        if let Some(header) = piece.strip_prefix(MARK) {
            commits.extend(commit(header));
        } else if let Some(change) = piece.strip_prefix(':') {
            let read = pieces.next().and_then(|path| changed(change, path));
            if let Some(commit) = commits.last_mut() {
                commit.changes.extend(read);
            }
        }
    }
    commits
}

fn commit(header: &str) -> Option<Commit> {
    let mut words = header.split_whitespace();
    Some(Commit {
        id: words.next()?.to_owned(),
        time: words.next()?.parse().ok()?,
        parents: words.map(str::to_owned).collect(),
        changes: Vec::new(),
    })
}

fn changed(change: &str, path: &str) -> Option<Change> {
    let mut fields = change.split(' ').skip(2);
    let id = |field: &str| {
        let is_nothing = field.bytes().all(|byte| byte == b'0');
        (!is_nothing).then(|| field.to_owned())
    };
    Some(Change {
        path: path.to_owned(),
        before: id(fields.next()?),
        after: id(fields.next()?),
    })
}

impl Store {
    fn read(&mut self, root: &Path, id: &str) -> Option<Vec<u8>> {
        if self.failed || !id.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            return None;
        }
        if self.reader.is_none() {
            self.reader = Reader::start(root);
        }
        let answer = self.reader.as_mut().and_then(|reader| reader.ask(id));
        if answer.is_none() {
            self.failed = true;
            self.reader = None;
        }
        answer.flatten()
    }
}

/// A git that answers with the bytes of one id after the other.
#[derive(Debug)]
struct Reader {
    child: Child,
    ids: ChildStdin,
    answers: Receiver<Option<Vec<u8>>>,
}

impl Reader {
    fn start(root: &Path) -> Option<Self> {
        let mut command = Git::plain(root).command(&["cat-file", "--batch"]);
        command.stdin(Stdio::piped()).stderr(Stdio::null());
        let mut child = command.spawn().ok()?;
        let ids = child.stdin.take()?;
        let mut output = BufReader::new(child.stdout.take()?);
        let (sender, answers) = channel();
        std::thread::spawn(move || {
            while let Some(answer) = next(&mut output) {
                if sender.send(answer).is_err() {
                    break;
                }
            }
        });
        Some(Self {
            child,
            ids,
            answers,
        })
    }

    /// None where git does not answer; in it none where it does not have the bytes.
    fn ask(&mut self, id: &str) -> Option<Option<Vec<u8>>> {
        self.ids.write_all(format!("{id}\n").as_bytes()).ok()?;
        self.ids.flush().ok()?;
        self.answers.recv_timeout(PATIENCE).ok()
    }
}

impl Drop for Reader {
    fn drop(&mut self) {
        // It may have ended by itself; either way nothing of it is needed any more.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The next answer: `ID blob SIZE`, the bytes and a line ending, or one line that says why not.
fn next(output: &mut BufReader<ChildStdout>) -> Option<Option<Vec<u8>>> {
    let mut header = String::new();
    if output.read_line(&mut header).ok()? == 0 {
        return None;
    }
    let mut words = header.split_whitespace().skip(1);
    let (Some(_), Some(Ok(size))) = (words.next(), words.next().map(str::parse::<u64>)) else {
        return Some(None);
    };
    let mut rest = output.by_ref().take(size + 1);
    if size > MAX_BYTES {
        std::io::copy(&mut rest, &mut std::io::sink()).ok()?;
        return Some(None);
    }
    let mut bytes = Vec::new();
    rest.read_to_end(&mut bytes).ok()?;
    bytes.truncate(usize::try_from(size).ok()?);
    Some(Some(bytes))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_of_git_is_commits_with_their_changes() {
        let answer = "\u{1}c 30 b a\0\u{1}b 20 a\0\n:100644 100644 01 02 M\0d/a b\0:100644 000000 03 00 D\0\u{e9}\0\u{1}a 10 \0";
        let read = commits(answer);
        let short: Vec<_> = read
            .iter()
            .map(|commit| (commit.id.as_str(), commit.time, commit.parents.len()))
            .collect();
        assert_eq!(short, [("c", 30, 2), ("b", 20, 1), ("a", 10, 0)]);
        let changed = &read[1].changes;
        assert_eq!(changed[0].path, "d/a b");
        assert_eq!(changed[0].before.as_deref(), Some("01"));
        assert_eq!(changed[1].path, "\u{e9}");
        assert_eq!(changed[1].after, None);
    }
}
