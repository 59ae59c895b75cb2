//! The root of a repository, and the formats and packs that it brings.

use std::path::{Path, PathBuf};

use stopgate_workspace::MAX_FORMAT_BYTES;

use crate::Failure;
use crate::read::read_bounded;

/// Where a repository keeps formats of its own.
const FORMATS: &str = ".stopgate/formats";
/// Where it keeps check packs of its own.
const PACKS: &str = ".stopgate/packs";
/// Where it keeps detectors of its own.
const DETECTORS: &str = ".stopgate/detectors";

/// The root for a file or directory: the nearest directory upwards with `.stopgate/` or `.git`, else
/// the directory itself.
pub fn root_of(path: &Path) -> PathBuf {
    let absolute = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    let start = if absolute.is_dir() {
        absolute.as_path()
    } else {
        absolute.parent().unwrap_or(&absolute)
    };
    let marked = |folder: &&Path| folder.join(".stopgate").is_dir() || folder.join(".git").exists();
    start.ancestors().find(marked).unwrap_or(start).to_owned()
}

/// The format files of a repository, names and texts, sorted by name.
///
/// # Errors
/// When a format file is there and cannot be read.
pub fn user_formats(root: &Path) -> Result<Vec<(String, String)>, Failure> {
    toml_files(root, FORMATS)
}

/// The pack files of a repository, names and texts, sorted by name.
///
/// # Errors
/// When a pack file is there and cannot be read.
pub fn user_packs(root: &Path) -> Result<Vec<(String, String)>, Failure> {
    toml_files(root, PACKS)
}

/// The detector files of a repository, names and texts, sorted by name.
///
/// # Errors
/// When a detector file is there and cannot be read.
pub fn user_detectors(root: &Path) -> Result<Vec<(String, String)>, Failure> {
    toml_files(root, DETECTORS)
}

fn toml_files(root: &Path, folder: &str) -> Result<Vec<(String, String)>, Failure> {
    let Ok(entries) = std::fs::read_dir(root.join(folder)) else {
        return Ok(Vec::new());
    };
    let mut files: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).collect();
    files.retain(|path| path.extension().is_some_and(|ending| ending == "toml"));
    files.sort();
    let named = |path: PathBuf| {
        let name = path
            .strip_prefix(root)
            .unwrap_or(&path)
            .to_string_lossy()
            .into_owned();
        Ok((name, read_format(&path, root)?))
    };
    files.into_iter().map(named).collect()
}

/// Reads one format file.
///
/// # Errors
/// When it is missing, no regular file, larger than any format, outside the root, or cannot be read.
pub fn read_format(path: &Path, root: &Path) -> Result<String, Failure> {
    let bytes = read_bounded(path, root, MAX_FORMAT_BYTES).map_err(|failure| match failure {
        Failure::TooLarge { path, size, limit } => Failure::LargeFormat { path, size, limit },
        other => other,
    })?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}
