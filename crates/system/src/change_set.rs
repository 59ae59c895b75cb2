//! Several files that change together, or not at all.

use std::path::{Path, PathBuf};

use crate::Failure;
use crate::approval_file::is_absent;
use crate::files::{self, disk};
use crate::journal_file::sync_folder;
use crate::own_folder::own_folder;
use crate::read::{MAX_BYTES, read_bounded, stays_inside};
use crate::write::{can_replace, replace, write_new};

/// A file that changes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileChange {
    /// Its name, relative to the root.
    pub name: String,
    /// What it holds; none where it is not there.
    pub before: Option<Vec<u8>>,
    /// What it is to hold; none where it is to go.
    pub after: Option<Vec<u8>>,
}

/// The text of a file below the root; none where there is no such file.
///
/// # Errors
/// When it lies outside of the root, is no regular file, is too large, is not UTF-8, or cannot be read.
pub fn read_text(root: &Path, name: &str) -> Result<Option<String>, Failure> {
    let path = root.join(name);
    if is_absent(&path) {
        return Ok(None);
    }
    let bytes = read_bounded(&path, root, MAX_BYTES)?;
    let text = String::from_utf8(bytes);
    text.map(Some).map_err(|_| Failure::NotText(path))
}

/// The name under which a file below the root is known once links are followed, as far as it is there.
///
/// # Errors
/// When it leads out of the root, or to nothing.
pub fn real_name_of(root: &Path, name: &str) -> Result<String, Failure> {
    let mut there = root.join(name);
    let mut missing = Vec::new();
    while is_absent(&there) && there != root {
        missing.extend(there.file_name().map(ToOwned::to_owned));
        there.pop();
    }
    let mut real = stays_inside(&there, root)?;
    real.extend(missing.iter().rev());
    let real_root = stays_inside(root, root)?;
    let name = real.strip_prefix(&real_root).unwrap_or(&real);
    Ok(name.to_string_lossy().into_owned())
}

/// The folders above a file that are not there yet, relative to the root, the outermost first.
pub fn missing_folders(root: &Path, name: &str) -> Vec<String> {
    let above = Path::new(name).ancestors().skip(1);
    let mut missing: Vec<String> = above
        .filter(|folder| !folder.as_os_str().is_empty() && is_absent(&root.join(folder)))
        .map(|folder| folder.to_string_lossy().into_owned())
        .collect();
    missing.reverse();
    missing
}

/// Writes all changes, and removes those of the folders that are empty then. Where one of the changes fails, those
/// before it are taken back.
///
/// # Errors
/// When a file changed since it was read, leads out of the root, or cannot be written or removed.
pub fn write_all(root: &Path, changes: &[FileChange], emptied: &[String]) -> Result<(), Failure> {
    for change in changes {
        can_be_made(root, change)?;
    }
    let made: Vec<String> = changes
        .iter()
        .filter(|change| change.before.is_none())
        .flat_map(|change| missing_folders(root, &change.name))
        .collect();
    for (number, change) in changes.iter().enumerate() {
        if let Err(failure) = make(root, change) {
            let left = take_back(root, &changes[..number]);
            remove_empty(root, &made);
            return Err(if left.is_empty() {
                failure
            } else {
                Failure::Halfway {
                    why: Box::new(failure),
                    left,
                }
            });
        }
    }
    remove_empty(root, emptied);
    Ok(())
}

/// Whether a change can be made, as far as that is known before.
fn can_be_made(root: &Path, change: &FileChange) -> Result<(), Failure> {
    let path = root.join(&change.name);
    match &change.before {
        Some(before) => can_replace(&path, root, before),
        None if is_absent(&path) => Ok(()),
        None => Err(Failure::Changed(path)),
    }
}

fn make(root: &Path, change: &FileChange) -> Result<(), Failure> {
    let path = root.join(&change.name);
    match (&change.before, &change.after) {
        (None, None) => Ok(()),
        (Some(before), Some(after)) => replace(&path, root, before, after),
        (Some(before), None) => remove(&path, before),
        (None, Some(after)) => {
            let folder = Path::new(&change.name).parent().unwrap_or(Path::new(""));
            let folder = own_folder(root, &folder.to_string_lossy())?;
            let new = write_new(&path, after).map_err(|failure| match failure {
                // Somebody else was faster.
                Failure::Exists(path) => Failure::Changed(path),
                failure => failure,
            });
            new.and_then(|()| sync_folder(&folder))
        }
    }
}

fn remove(path: &Path, before: &[u8]) -> Result<(), Failure> {
    let io = Failure::io("remove", path);
    if files::read(path).map_err(Failure::io("read", path))? != before {
        return Err(Failure::Changed(path.to_owned()));
    }
    disk(|files| files.remove(path)).map_err(io)?;
    sync_folder(path.parent().unwrap_or(Path::new(".")))
}

/// Takes changes back that were made, and names the files for which that did not work.
fn take_back(root: &Path, made: &[FileChange]) -> Vec<PathBuf> {
    let undone = |change: &FileChange| FileChange {
        name: change.name.clone(),
        before: change.after.clone(),
        after: change.before.clone(),
    };
    let failed = made.iter().rev().filter_map(|change| {
        let failed = make(root, &undone(change)).is_err();
        failed.then(|| root.join(&change.name))
    });
    failed.collect()
}

/// Removes those folders that hold nothing, the innermost first.
fn remove_empty(root: &Path, folders: &[String]) {
    let mut folders = folders.to_vec();
    folders.sort();
    for folder in folders.iter().rev() {
        // What holds something stays.
        let _ = std::fs::remove_dir(root.join(folder));
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    fn change(name: &str, before: Option<&str>, after: Option<&str>) -> FileChange {
        let bytes = |text: &str| text.as_bytes().to_vec();
        FileChange {
            name: name.to_owned(),
            before: before.map(bytes),
            after: after.map(bytes),
        }
    }

    #[test]
    fn what_fails_leaves_everything_as_it_was() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path();
        fs::write(root.join("a"), "1").unwrap();
        fs::write(root.join("gone"), "x").unwrap();
        fs::write(root.join("no-folder"), "").unwrap();
        let changes = [
            change("a", Some("1"), Some("2")),
            change("new/deep/b", None, Some("b")),
            change("gone", Some("x"), None),
            // What looks like a folder is a file, which nobody notices before.
            change("new/deep/b/c", None, Some("c")),
        ];
        assert!(write_all(root, &changes, &[]).is_err());
        assert_eq!(fs::read(root.join("a")).unwrap(), b"1");
        assert_eq!(fs::read(root.join("gone")).unwrap(), b"x");
        assert!(!root.join("new").exists());
        write_all(root, &changes[..3], &[]).unwrap();
        assert_eq!(fs::read(root.join("a")).unwrap(), b"2");
        assert!(root.join("new/deep/b").exists() && !root.join("gone").exists());
    }

    #[test]
    fn what_changed_meanwhile_is_not_touched_and_full_folders_stay() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path();
        fs::create_dir_all(root.join("f/g")).unwrap();
        fs::write(root.join("f/a"), "mine").unwrap();
        let changed = change("f/a", Some("other"), None);
        assert!(matches!(
            write_all(root, &[changed], &[]),
            Err(Failure::Changed(_))
        ));
        let there = change("f/a", None, Some("ours"));
        assert!(matches!(
            write_all(root, &[there], &[]),
            Err(Failure::Changed(_))
        ));
        let folders = ["f".to_owned(), "f/g".to_owned()];
        write_all(root, &[], &folders).unwrap();
        assert!(root.join("f/a").exists() && !root.join("f/g").exists());
    }

    #[test]
    fn links_are_followed_inside_of_the_root_alone() {
        use std::os::unix::fs::symlink;
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path().join("root");
        fs::create_dir_all(root.join("real")).unwrap();
        fs::create_dir(folder.path().join("outside")).unwrap();
        symlink("real", root.join("link")).unwrap();
        symlink("../outside", root.join("out")).unwrap();
        symlink("nowhere", root.join("dangling")).unwrap();
        assert_eq!(real_name_of(&root, "link/x/y").unwrap(), "real/x/y");
        assert_eq!(real_name_of(&root, "x/y").unwrap(), "x/y");
        assert!(matches!(
            real_name_of(&root, "out/x"),
            Err(Failure::Outside { .. })
        ));
        assert!(real_name_of(&root, "dangling").is_err());
        assert_eq!(missing_folders(&root, "real/x/y/z"), ["real/x", "real/x/y"]);
        fs::write(root.join("bytes"), b"\xff").unwrap();
        assert!(matches!(
            read_text(&root, "bytes"),
            Err(Failure::NotText(_))
        ));
        assert_eq!(read_text(&root, "missing").unwrap(), None);
    }
}
