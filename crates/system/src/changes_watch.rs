//! Waiting until files change.

use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use crate::discover;

/// How often is looked. Asking a file system for two thousand times costs it a few milliseconds.
const INTERVAL: Duration = Duration::from_millis(300);

/// What the Markdown files below some paths looked like at one moment.
#[derive(Debug, PartialEq, Eq)]
pub struct Looks(Vec<(PathBuf, Option<(SystemTime, u64)>)>);

/// Looks at the files that the paths stand for, and at `also`.
pub fn look_at(paths: &[PathBuf], also: &[PathBuf]) -> Looks {
    let found = discover(paths).unwrap_or_default();
    let files = found
        .into_iter()
        .map(|found| found.path)
        .chain(also.iter().cloned());
    Looks(
        files
            .map(|path| {
                let look = look(&path);
                (path, look)
            })
            .collect(),
    )
}

/// Waits until they look different; an editor that writes in several steps is waited for.
pub fn wait_for_change(paths: &[PathBuf], also: &[PathBuf], before: &Looks) {
    let mut seen = None;
    loop {
        std::thread::sleep(INTERVAL);
        let now = look_at(paths, also);
        if now != *before && seen.as_ref() == Some(&now) {
            return;
        }
        seen = Some(now);
    }
}

fn look(path: &Path) -> Option<(SystemTime, u64)> {
    let metadata = std::fs::metadata(path).ok()?;
    Some((metadata.modified().ok()?, metadata.len()))
}
