//! The Markdown files below a directory.

use std::collections::HashSet;
use std::fs::Metadata;
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};

use ignore::WalkBuilder;

use crate::Failure;

/// Most files that one walk looks at; beyond that a repository is named wrongly.
const MAX_FILES: usize = 200_000;

/// Bytes of a file such as `.gitignore` at most.
const MAX_IGNORE_BYTES: u64 = 1024 * 1024;

/// What stands for a path that somebody named.
#[derive(Debug)]
pub struct Found {
    /// The file.
    pub path: PathBuf,
    /// True where the path itself was named, and not met on a walk.
    pub named: bool,
}

/// The plans that a list of paths stands for: files as they are, directories as the Markdown files
/// below them that version control does not ignore; each path once. Hidden directories are skipped but for
/// `.spec-dev` and the like, which plans use as homes.
///
/// # Errors
/// When a named path is not there.
pub fn discover(paths: &[PathBuf]) -> Result<Vec<Found>, Failure> {
    let mut found = Vec::new();
    for path in paths {
        if path.is_dir() {
            found.extend(walk(path)?);
        } else if path.symlink_metadata().is_ok() {
            found.push(Found {
                path: path.clone(),
                named: true,
            });
        } else {
            return Err(Failure::Missing(path.clone()));
        }
    }
    let mut seen = HashSet::new();
    found.retain(|found: &Found| seen.insert(found.path.clone()));
    Ok(found)
}

fn walk(folder: &Path) -> Result<Vec<Found>, Failure> {
    let absolute = std::path::absolute(folder).unwrap_or_else(|_| folder.to_owned());
    if let Some(endless) = absolute.ancestors().find_map(endless_ignore_file) {
        return Err(Failure::IgnoreFile(endless));
    }
    let endless = Arc::new(OnceLock::new());
    let found_endless = Arc::clone(&endless);
    let mut walk = WalkBuilder::new(folder);
    walk.hidden(false).follow_links(false).require_git(false);
    walk.filter_entry(move |entry| {
        let is_left_out = matches!(
            entry.file_name().to_str(),
            Some(".git" | "node_modules" | "target")
        );
        let is_folder = entry.file_type().is_some_and(|kind| kind.is_dir());
        if is_left_out || !is_folder {
            return !is_left_out;
        }
        // What a folder leaves out is read after this.
        let endless = endless_ignore_file(entry.path());
        endless.map(|path| found_endless.set(path)).is_none()
    });
    let is_markdown = |path: &Path| {
        path.extension()
            .is_some_and(|ending| ending.eq_ignore_ascii_case("md"))
    };
    let files = walk.build().take(MAX_FILES).flatten();
    let files = files.filter(|entry| entry.file_type().is_some_and(|kind| kind.is_file()));
    let mut paths: Vec<PathBuf> = files
        .map(ignore::DirEntry::into_path)
        .filter(|path| is_markdown(path))
        .collect();
    if let Some(path) = endless.get() {
        return Err(Failure::IgnoreFile(path.clone()));
    }
    paths.sort();
    let found = paths.into_iter();
    Ok(found.map(|path| Found { path, named: false }).collect())
}

/// A file of this folder that says what is left out and that nobody can read to its end.
pub(crate) fn endless_ignore_file(folder: &Path) -> Option<PathBuf> {
    let names = [".gitignore", ".ignore", ".git/info/exclude"];
    let mut paths = names.iter().map(|name| folder.join(name));
    paths.find(|path| {
        let is_short = |file: Metadata| file.is_file() && file.len() <= MAX_IGNORE_BYTES;
        path.metadata()
            .is_ok_and(|file| !file.is_dir() && !is_short(file))
    })
}
