//! What a commit or a push is about to hold, for the hooks of git.

use std::path::{Path, PathBuf};

use super::Git;

/// How many paths one call of git gets.
const AT_ONCE: usize = 200;

/// The file with a number of zeros that git writes for nothing.
const NOTHING: char = '0';

/// What is about to be committed.
#[derive(Clone, Debug)]
pub struct Staged {
    /// The folder that git works in.
    pub top: PathBuf,
    /// Paths that differ from the commit before, relative to `top`; those that are removed too.
    pub names: Vec<String>,
}

/// What one reference is about to become elsewhere.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pushed {
    /// The commit that is pushed.
    pub commit: String,
    /// Paths that differ from what is there, relative to the top; all of the commit where nothing is known there.
    pub names: Vec<String>,
}

/// What is about to be committed in the repository around a folder.
///
/// # Errors
/// What git says.
pub fn staged(folder: &Path) -> Result<Staged, String> {
    let top = top(folder)?;
    let git = Git::of(&top);
    let head = git.ask(&["rev-parse", "--verify", "--quiet", "HEAD^{commit}"]);
    let names = match head {
        Ok(head) => git.ask(&[
            "diff-index",
            "--cached",
            "--name-only",
            "-z",
            "--no-renames",
            head.trim(),
            "--",
        ]),
        Err(_) => git.ask(&["ls-files", "--cached", "-z"]),
    };
    Ok(Staged {
        names: list(&names?),
        top,
    })
}

fn top(folder: &Path) -> Result<PathBuf, String> {
    let top = Git::plain(folder).ask(&["rev-parse", "--show-toplevel"])?;
    Ok(PathBuf::from(top.trim_end_matches('\n')))
}

fn list(names: &str) -> Vec<String> {
    let names = names.split('\0').filter(|name| !name.is_empty());
    names.map(str::to_owned).collect()
}

impl Staged {
    /// Those of some paths that would be committed otherwise than they lie on the disk, or as links.
    ///
    /// # Errors
    /// What git says.
    pub fn unlike_disk(&self, names: &[&str]) -> Result<Vec<String>, String> {
        let git = Git::of(&self.top);
        let mut unlike = Vec::new();
        for some in names.chunks(AT_ONCE) {
            let literal: Vec<String> = some
                .iter()
                .map(|name| format!(":(top,literal){name}"))
                .collect();
            let mut asked = vec!["ls-files", "-s", "-z", "--"];
            asked.extend(literal.iter().map(String::as_str));
            for entry in list(&git.ask(&asked)?) {
                let entry = Entry::of(&entry).ok_or("git lists what cannot be read")?;
                let on_disk = git.ask(&["hash-object", "--no-filters", "--", entry.name]);
                let is_same = on_disk.is_ok_and(|id| id.trim() == entry.id);
                if !entry.is_file || !is_same {
                    unlike.push(entry.name.to_owned());
                }
            }
        }
        Ok(unlike)
    }

    /// Those of some paths that are committed, and not removed.
    ///
    /// # Errors
    /// What git says.
    pub fn kept(&self, names: &[&str]) -> Result<Vec<String>, String> {
        let git = Git::of(&self.top);
        let mut kept = Vec::new();
        for some in names.chunks(AT_ONCE) {
            let literal: Vec<String> = some
                .iter()
                .map(|name| format!(":(top,literal){name}"))
                .collect();
            let mut asked = vec!["ls-files", "-z", "--"];
            asked.extend(literal.iter().map(String::as_str));
            kept.extend(list(&git.ask(&asked)?));
        }
        Ok(kept)
    }

    /// True where a path is in the commit before.
    pub fn was_committed(&self, name: &str) -> bool {
        let blob = format!("HEAD:{name}");
        Git::plain(&self.top)
            .ask(&["cat-file", "-e", &blob])
            .is_ok()
    }
}

/// `100644 2f3a… 0<tab>plans/a.md`
struct Entry<'a> {
    is_file: bool,
    id: &'a str,
    name: &'a str,
}

impl<'a> Entry<'a> {
    fn of(line: &'a str) -> Option<Self> {
        let (facts, name) = line.split_once('\t')?;
        let mut facts = facts.split(' ');
        let mode = facts.next()?;
        Some(Self {
            is_file: mode.starts_with("100"),
            id: facts.next()?,
            name,
        })
    }
}

/// What is about to be pushed from the repository around a folder, as git tells its hook: lines
/// `LOCAL-REF COMMIT REMOTE-REF COMMIT`. What is removed elsewhere pushes nothing.
///
/// # Errors
/// When a line is none of these, or what git says.
pub fn pushed(folder: &Path, told: &str) -> Result<(PathBuf, Vec<Pushed>), String> {
    let top = top(folder)?;
    let git = Git::of(&top);
    let mut all = Vec::new();
    for line in told.lines() {
        let words: Vec<&str> = line.split(' ').collect();
        let [_, commit, _, there] = words.as_slice() else {
            return Err(format!("git told its hook {line:?}, which is no reference"));
        };
        let is_commit = |id: &str| !id.is_empty() && id.chars().all(|c| c.is_ascii_hexdigit());
        if !is_commit(commit) || !is_commit(there) {
            return Err(format!(
                "git told its hook {line:?}, which names no commits"
            ));
        }
        if commit.chars().all(|c| c == NOTHING) {
            continue;
        }
        let differing = [
            "diff-tree",
            "-r",
            "--name-only",
            "-z",
            "--no-renames",
            there,
            commit,
        ];
        let names = match git.ask(&differing) {
            Ok(names) => names,
            // What is there is not here, or nothing is there.
            Err(_) => git.ask(&["ls-tree", "-r", "--name-only", "-z", "--full-tree", commit])?,
        };
        all.push(Pushed {
            commit: (*commit).to_owned(),
            names: list(&names),
        });
    }
    Ok((top, all))
}

/// What a file holds in a commit; none where it is not in it.
pub fn in_commit(top: &Path, commit: &str, name: &str) -> Option<Vec<u8>> {
    let blob = format!("{commit}:{name}");
    let text = Git::plain(top).ask(&["cat-file", "blob", &blob]).ok()?;
    Some(text.into_bytes())
}
