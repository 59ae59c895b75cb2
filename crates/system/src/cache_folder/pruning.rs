//! Removing entries that nobody wrote for long.

use std::fs::{self, DirEntry, File, FileType};
use std::path::Path;
use std::time::{Duration, SystemTime};

/// When somebody looked last is when this file was written.
const MARKER: &str = "pruned";
/// How long nobody looks again.
const PAUSE: Duration = Duration::from_hours(24);
/// How long an entry stays that nobody writes.
const LIFE: Duration = Duration::from_hours(30 * 24);

/// Removes old entries, and directories that are then empty, once a day.
pub(super) fn prune(folder: &Path) {
    let marker = folder.join(MARKER);
    if !folder.is_dir() || written(&marker).is_some_and(|written| !is_older(written, PAUSE)) {
        return;
    }
    // First, so that two that end at once do not both look.
    if File::create(&marker).is_err() {
        return;
    }
    for root in below(folder, FileType::is_dir) {
        for shelf in below(&root.path(), FileType::is_dir) {
            for entry in below(&shelf.path(), FileType::is_file) {
                let path = entry.path();
                if written(&path).is_some_and(|written| is_older(written, LIFE)) {
                    let _ = fs::remove_file(path);
                }
            }
            // What is not empty stays.
            let _ = fs::remove_dir(shelf.path());
        }
        let _ = fs::remove_dir(root.path());
    }
}

/// What lies in a directory and is of this kind and named by us; links are followed nowhere.
fn below(folder: &Path, kind: fn(&FileType) -> bool) -> Vec<DirEntry> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let ours = |entry: &DirEntry| {
        let name = entry.file_name();
        let name = name.to_string_lossy();
        let is_ours = name.bytes().all(|byte| byte.is_ascii_hexdigit()) || name.starts_with(".tmp");
        is_ours && entry.file_type().is_ok_and(|found| kind(&found))
    };
    entries.filter(ours).collect()
}

fn written(path: &Path) -> Option<SystemTime> {
    fs::symlink_metadata(path).ok()?.modified().ok()
}

/// A time that is still to come is not older than anything.
fn is_older(time: SystemTime, than: Duration) -> bool {
    SystemTime::now()
        .duration_since(time)
        .is_ok_and(|age| age > than)
}
