//! What a hostile repository holds besides plans: links, pipes, files without an end; and a folder beside
//! it that nobody may touch or tell of.

use std::fs;
use std::os::unix::fs::{MetadataExt as _, symlink};
use std::path::{Path, PathBuf};
use std::process::Command;

use stopgate_tests::repository::Repository;

/// A word of the folder outside that no output may hold.
pub(crate) const OUTSIDE_WORD: &str = "outside-word-4711";

/// The folder beside the root.
pub(crate) fn outside(repository: &Repository) -> PathBuf {
    repository.key().with_file_name("outside")
}

/// Fills the folder beside the root: a plan, a configuration, a folder, a file that is executable.
pub(crate) fn furnish(repository: &Repository, plan: &str) {
    let outside = outside(repository);
    fs::create_dir_all(outside.join("folder/runs")).expect("folders");
    let plan = plan.replace("Jonna", OUTSIDE_WORD);
    let files = [
        ("plan.md", plan.as_str()),
        ("notes.md", OUTSIDE_WORD),
        ("folder/a.txt", "a"),
    ];
    for (name, text) in files {
        fs::write(outside.join(name), text).expect("a file");
    }
}

/// A link; what was there goes.
pub(crate) fn link(repository: &Repository, name: &str, target: &Path) {
    let path = clear(repository, name);
    symlink(target, path).expect("a link");
}

/// A pipe that nobody writes to.
pub(crate) fn pipe(repository: &Repository, name: &str) {
    let path = clear(repository, name);
    let made = Command::new("mkfifo").arg(&path).status();
    assert!(made.expect("mkfifo is installed").success());
}

/// A file of a size that takes no room on the disk.
pub(crate) fn sparse(repository: &Repository, name: &str, size: u64) {
    let path = clear(repository, name);
    let file = fs::File::create(path).expect("a file");
    file.set_len(size).expect("the file system knows holes");
}

/// The path of a name below the root at which there is nothing any more.
fn clear(repository: &Repository, name: &str) -> PathBuf {
    let path = repository.root().join(name);
    fs::create_dir_all(path.parent().expect("a folder")).expect("folders");
    if path.is_dir() && !path.is_symlink() {
        fs::remove_dir_all(&path).expect("it can go");
    } else if path.symlink_metadata().is_ok() {
        fs::remove_file(&path).expect("it can go");
    }
    path
}

/// Everything below a folder: names, kinds, sizes, times and contents.
pub(crate) fn picture(folder: &Path) -> Vec<String> {
    let mut lines = Vec::new();
    let mut open = vec![folder.to_owned()];
    while let Some(path) = open.pop() {
        let seen = path.symlink_metadata().expect("it is there");
        let content = if seen.is_file() {
            fs::read(&path).expect("a file")
        } else {
            Vec::new()
        };
        lines.push(format!(
            "{} {:o} {} {}.{} {content:?}",
            path.display(),
            seen.mode(),
            seen.nlink(),
            seen.mtime(),
            seen.mtime_nsec(),
        ));
        if seen.is_dir() {
            let entries = fs::read_dir(&path).expect("a folder").flatten();
            open.extend(entries.map(|entry| entry.path()));
        }
    }
    lines.sort();
    lines
}
