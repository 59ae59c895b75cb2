//! The files of a repository as the survey sees them: named in parallel, read within bounds, nothing started.

use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use ignore::{DirEntry, WalkBuilder, WalkState};
use stopgate_survey::{Author, Files, Note, Unread};

use crate::Failure;
use crate::discover::endless_ignore_file;
use crate::git::authors;
use crate::read::read_bounded;

/// How much of a repository is looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SurveyBounds {
    /// Files at most.
    pub files: usize,
    /// Bytes of one file.
    pub file_bytes: u64,
    /// Bytes of all files.
    pub all_bytes: u64,
    /// Time in which files are named and read.
    pub time: Duration,
}

impl Default for SurveyBounds {
    fn default() -> Self {
        Self {
            files: 200_000,
            file_bytes: 4 * 1024 * 1024,
            all_bytes: 512 * 1024 * 1024,
            time: Duration::from_secs(30),
        }
    }
}

/// Examples that a note names.
const EXAMPLES: usize = 3;

/// A repository that is surveyed.
#[derive(Debug)]
pub struct SurveyFiles {
    root: PathBuf,
    bounds: SurveyBounds,
    begun: Instant,
    /// How each file is called, and where it lies.
    names: Vec<String>,
    files: Vec<PathBuf>,
    left_out: LeftOut,
    read: AtomicU64,
}

/// What the walk left out.
#[derive(Debug, Default)]
struct LeftOut {
    links: Vec<String>,
    special: Vec<String>,
    unlisted: Vec<String>,
    /// True where there are more files than are looked at.
    too_many: bool,
    late: bool,
}

impl SurveyFiles {
    /// Names the files below a folder that version control does not ignore. Links are not followed.
    ///
    /// # Errors
    /// When the folder is not there, or a file that says what is ignored cannot be read to its end.
    pub fn list(folder: &Path, bounds: SurveyBounds) -> Result<Self, Failure> {
        let root = std::path::absolute(folder).unwrap_or_else(|_| folder.to_owned());
        if !root.is_dir() {
            return Err(Failure::Missing(folder.to_owned()));
        }
        if let Some(endless) = root.ancestors().find_map(endless_ignore_file) {
            return Err(Failure::IgnoreFile(endless));
        }
        let begun = Instant::now();
        let found = Found::below(&root, (bounds, begun))?;
        let mut named: Vec<(String, PathBuf)> = found
            .files
            .into_iter()
            .map(|path| (name(&path, &root), path))
            .collect();
        named.sort();
        let (names, files) = named.into_iter().unzip();
        Ok(Self {
            root,
            bounds,
            begun,
            names,
            files,
            left_out: found.left_out,
            read: AtomicU64::new(0),
        })
    }
}

impl Files for SurveyFiles {
    fn paths(&self) -> &[String] {
        &self.names
    }

    fn read(&self, file: usize) -> Result<Vec<u8>, Unread> {
        if self.begun.elapsed() > self.bounds.time {
            return Err(Unread::Late);
        }
        if self.read.load(Ordering::Relaxed) > self.bounds.all_bytes {
            return Err(Unread::Enough);
        }
        let path = self.files.get(file).ok_or(Unread::Failed)?;
        match read_bounded(path, &self.root, self.bounds.file_bytes) {
            Ok(bytes) => {
                let length = bytes.len() as u64;
                self.read.fetch_add(length, Ordering::Relaxed);
                Ok(bytes)
            }
            Err(Failure::TooLarge { .. }) => Err(Unread::Large),
            Err(_) => Err(Unread::Failed),
        }
    }

    fn left_out(&self) -> Vec<Note> {
        let left = &self.left_out;
        let mut notes: Vec<Note> = [
            ("links, which are not followed", &left.links),
            ("neither files nor folders", &left.special),
            ("folders that cannot be listed", &left.unlisted),
        ]
        .into_iter()
        .filter(|(_, names)| !names.is_empty())
        .map(|(text, names)| note(text, names))
        .collect();
        if left.too_many {
            notes.push(Note {
                count: 1,
                text: format!(
                    "limit reached: more than {} files; the others were not looked at",
                    self.bounds.files
                ),
                examples: Vec::new(),
            });
        }
        if left.late {
            notes.push(Note {
                count: 1,
                text: format!(
                    "limit reached: naming the files took longer than {} s; the others were not looked at",
                    self.bounds.time.as_secs()
                ),
                examples: Vec::new(),
            });
        }
        notes
    }

    fn authors(&self) -> Vec<Author> {
        authors(&self.root)
    }
}

fn note(text: &str, names: &[String]) -> Note {
    let mut examples = names.to_vec();
    examples.sort_unstable();
    examples.truncate(EXAMPLES);
    Note {
        count: names.len(),
        text: text.to_owned(),
        examples,
    }
}

/// A path relative to the root, with `/`.
fn name(path: &Path, root: &Path) -> String {
    let inside = path.strip_prefix(root).unwrap_or(path);
    inside.to_string_lossy().replace('\\', "/")
}

/// What a walk found.
#[derive(Default)]
struct Found {
    files: Vec<PathBuf>,
    left_out: LeftOut,
    /// A file that says what is ignored and has no end.
    endless: Option<PathBuf>,
}

impl Found {
    fn below(root: &Path, (bounds, begun): (SurveyBounds, Instant)) -> Result<Self, Failure> {
        let mut walk = WalkBuilder::new(root);
        walk.hidden(false).follow_links(false).require_git(false);
        let endless = std::sync::Arc::new(Mutex::new(None));
        let met = std::sync::Arc::clone(&endless);
        walk.filter_entry(move |entry| is_entered(entry, &met));
        let found = Mutex::new(Self::default());
        let limits = (bounds.files, begun, bounds.time);
        walk.build_parallel().run(|| {
            Box::new(|entry| {
                let Ok(mut found) = found.lock() else {
                    return WalkState::Quit;
                };
                found.take(entry, root, limits)
            })
        });
        let mut found = found.into_inner().unwrap_or_default();
        found.endless = endless.lock().ok().and_then(|mut met| met.take());
        match found.endless {
            Some(endless) => Err(Failure::IgnoreFile(endless)),
            None => Ok(found),
        }
    }

    fn take(
        &mut self,
        entry: Result<DirEntry, ignore::Error>,
        root: &Path,
        (most, begun, time): (usize, Instant, Duration),
    ) -> WalkState {
        let Ok(entry) = entry else {
            self.left_out.unlisted.push(String::new());
            return WalkState::Continue;
        };
        let Some(kind) = entry.file_type().filter(|kind| !kind.is_dir()) else {
            return WalkState::Continue;
        };
        if kind.is_symlink() {
            self.left_out.links.push(name(entry.path(), root));
        } else if !kind.is_file() {
            self.left_out.special.push(name(entry.path(), root));
        } else if self.files.len() >= most {
            self.left_out.too_many = true;
            return WalkState::Quit;
        } else {
            self.files.push(entry.into_path());
        }
        if self.files.len().is_multiple_of(1_000) && begun.elapsed() > time {
            self.left_out.late = true;
            return WalkState::Quit;
        }
        WalkState::Continue
    }
}

/// False for folders of version control, of packages that were fetched, and of builds that mark themselves.
fn is_entered(entry: &DirEntry, endless: &Mutex<Option<PathBuf>>) -> bool {
    let is_folder = entry.file_type().is_some_and(|kind| kind.is_dir());
    if !is_folder {
        // In a worktree `.git` is a file.
        return entry.file_name() != ".git";
    }
    let is_left_out = matches!(
        entry.file_name().to_str(),
        Some(".git" | ".hg" | ".svn" | ".jj" | "node_modules")
    );
    if is_left_out || entry.path().join("CACHEDIR.TAG").is_file() {
        return false;
    }
    match endless_ignore_file(entry.path()) {
        None => true,
        Some(path) => {
            if let Ok(mut met) = endless.lock() {
                met.get_or_insert(path);
            }
            false
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folder(files: usize) -> tempfile::TempDir {
        let folder = tempfile::TempDir::new().unwrap();
        for number in 0..files {
            let path = folder.path().join(format!("f{number}.txt"));
            std::fs::write(path, "text").unwrap();
        }
        folder
    }

    fn list(folder: &tempfile::TempDir, bounds: SurveyBounds) -> SurveyFiles {
        SurveyFiles::list(folder.path(), bounds).unwrap()
    }

    #[test]
    fn more_files_than_are_looked_at_are_told() {
        let folder = folder(9);
        let bounds = SurveyBounds {
            files: 4,
            ..SurveyBounds::default()
        };
        let files = list(&folder, bounds);
        assert_eq!(files.paths().len(), 4);
        let notes = files.left_out();
        assert!(notes[0].text.contains("more than 4 files"), "{notes:?}");
        assert!(list(&folder, SurveyBounds::default()).left_out().is_empty());
    }

    #[test]
    fn reading_ends_where_time_or_bytes_are_used_up() {
        let folder = folder(2);
        let bounds = SurveyBounds {
            all_bytes: 3,
            ..SurveyBounds::default()
        };
        let files = list(&folder, bounds);
        assert_eq!(files.read(0), Ok(b"text".to_vec()));
        assert_eq!(files.read(1), Err(Unread::Enough));
        let bounds = SurveyBounds {
            time: Duration::ZERO,
            ..SurveyBounds::default()
        };
        assert_eq!(list(&folder, bounds).read(0), Err(Unread::Late));
        let bounds = SurveyBounds {
            file_bytes: 3,
            ..SurveyBounds::default()
        };
        assert_eq!(list(&folder, bounds).read(0), Err(Unread::Large));
        assert_eq!(list(&folder, bounds).read(7), Err(Unread::Failed));
    }

    #[test]
    fn a_folder_that_is_not_there_is_told() {
        let missing = Path::new("/nonexistent/folder");
        let listed = SurveyFiles::list(missing, SurveyBounds::default());
        assert!(matches!(listed, Err(Failure::Missing(_))));
    }
}
