//! What changed below a root, seen from outside: by what the operating system says of each file, which
//! a program cannot set back.

use std::collections::BTreeMap;
use std::fs::Metadata;
use std::os::unix::fs::MetadataExt as _;
use std::path::{Path, PathBuf};

use ignore::WalkBuilder;

/// Of a repository's own folder, what decides what its commands start and where its branches are.
const OF_GIT: [&str; 5] = ["HEAD", "config", "hooks", "info", "refs/heads"];

/// All that is below a root at one time.
#[derive(Debug, Default)]
pub(crate) struct TreeWatch {
    entries: BTreeMap<PathBuf, Stamp>,
}

/// What is known of one file.
#[derive(Debug, PartialEq, Eq)]
struct Stamp {
    mode: u32,
    /// Inode, length and time of the last change; nothing for a directory, whose entries stand for it.
    content: Option<(u64, u64, i64, i64)>,
}

impl TreeWatch {
    /// Takes note of everything; of `.git` only what decides.
    ///
    /// # Errors
    /// When a directory cannot be read: then nobody could say what changed in it.
    pub(crate) fn of(root: &Path) -> Result<Self, String> {
        let mut entries = BTreeMap::new();
        let git = root.join(".git");
        let is_folder = git.is_dir();
        let skipped = git.clone();
        let mut walk = WalkBuilder::new(root);
        walk.standard_filters(false).follow_links(false);
        walk.filter_entry(move |entry| !(is_folder && entry.path() == skipped));
        take(&walk, root, &mut entries)?;
        for part in OF_GIT.iter().filter(|_| is_folder) {
            let path = git.join(part);
            if path.symlink_metadata().is_ok() {
                let mut walk = WalkBuilder::new(&path);
                walk.standard_filters(false).follow_links(false);
                take(&walk, root, &mut entries)?;
            }
        }
        Ok(Self { entries })
    }

    /// Paths that are there now and were not, are gone, or are not what they were; relative to the root.
    pub(crate) fn changed_since(&self, before: &Self) -> Vec<PathBuf> {
        let here = self.entries.iter();
        let changed = here.filter(|(path, stamp)| before.entries.get(*path) != Some(stamp));
        let gone = before.entries.keys();
        let gone = gone.filter(|path| !self.entries.contains_key(*path));
        let mut paths: Vec<PathBuf> = changed.map(|(path, _)| path).chain(gone).cloned().collect();
        paths.sort();
        paths
    }
}

fn take(
    walk: &WalkBuilder,
    root: &Path,
    entries: &mut BTreeMap<PathBuf, Stamp>,
) -> Result<(), String> {
    for entry in walk.build() {
        let entry = entry.map_err(|error| error.to_string())?;
        let path = entry.path().strip_prefix(root).unwrap_or(entry.path());
        if path.as_os_str().is_empty() {
            continue;
        }
        match entry.path().symlink_metadata() {
            Ok(metadata) => {
                entries.insert(path.to_owned(), stamp(&metadata));
            }
            // Somebody removed it meanwhile.
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {}
            Err(error) => return Err(format!("{}: {error}", path.display())),
        }
    }
    Ok(())
}

fn stamp(metadata: &Metadata) -> Stamp {
    let content = (
        metadata.ino(),
        metadata.len(),
        metadata.ctime(),
        metadata.ctime_nsec(),
    );
    Stamp {
        mode: metadata.mode(),
        content: (!metadata.is_dir()).then_some(content),
    }
}
