//! The Markdown files below a directory.

use std::collections::HashSet;
use std::path::{Path, PathBuf};

use ignore::WalkBuilder;

use crate::Failure;

/// Most files that one walk looks at; beyond that a repository is named wrongly.
const MAX_FILES: usize = 200_000;

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
            found.extend(walk(path));
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

fn walk(folder: &Path) -> Vec<Found> {
    let mut walk = WalkBuilder::new(folder);
    walk.hidden(false).follow_links(false).require_git(false);
    walk.filter_entry(|entry| {
        !matches!(
            entry.file_name().to_str(),
            Some(".git" | "node_modules" | "target")
        )
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
    paths.sort();
    paths
        .into_iter()
        .map(|path| Found { path, named: false })
        .collect()
}
