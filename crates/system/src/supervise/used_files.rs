//! The files that a step uses, as they were approved (EXECUTION.md b.2).

use std::collections::{BTreeMap, BTreeSet};
use std::fs::File;
use std::io::Read as _;
use std::os::unix::fs::MetadataExt as _;
use std::path::Path;

use rustix::fs::{Mode, OFlags, ResolveFlags, openat2};
use sha2::{Digest as _, Sha256};

use crate::Failure;

/// Longest file that is read, bytes: what a step runs is a script, and not an archive.
const LONGEST: u64 = 64 * 1024 * 1024;

/// The SHA-256 of each of these files below a root, in hexadecimal digits; empty where it cannot be read, so
/// that no step that uses it starts.
///
/// # Errors
/// When the root cannot be opened.
pub fn used_files(
    root: &Path,
    paths: &BTreeSet<String>,
) -> Result<BTreeMap<String, String>, Failure> {
    if paths.is_empty() {
        return Ok(BTreeMap::new());
    }
    let opened = File::open(root).map_err(Failure::io("open", root))?;
    let digest = |path: &String| digest(&opened, path).unwrap_or_default();
    Ok(paths
        .iter()
        .map(|path| (path.clone(), digest(path)))
        .collect())
}

/// Files of a step as they were when it started.
pub(super) struct Witnesses(Vec<Seen>);

struct Seen {
    path: String,
    digest: String,
    /// Device, number and last change: what is exchanged and put back shows here.
    state: (u64, u64, i64, i64),
}

/// Refuses a step whose files are not what was approved.
pub(super) fn check(root: &File, uses: &BTreeMap<String, String>) -> Result<Witnesses, String> {
    let mut witnesses = Vec::new();
    for (path, approved) in uses {
        let seen = look(root, path)?;
        if seen.digest != *approved {
            return Err(format!(
                "{path} is not what was approved with the step; put it back, or have the plan approved anew"
            ));
        }
        witnesses.push(seen);
    }
    Ok(Witnesses(witnesses))
}

impl Witnesses {
    /// The first file that is not as it was, or was not meanwhile.
    pub(super) fn changed(&self, root: &File) -> Option<String> {
        let is_other = |then: &&Seen| {
            let now = look(root, &then.path);
            now.is_err()
                || now.is_ok_and(|now| (now.state, now.digest) != (then.state, then.digest.clone()))
        };
        self.0.iter().find(is_other).map(|seen| seen.path.clone())
    }
}

/// The SHA-256 of a file below the root that is reached without links, in hexadecimal digits.
fn digest(root: &File, path: &str) -> Result<String, String> {
    look(root, path).map(|seen| seen.digest)
}

/// A file below the root that is reached without links, as it is.
fn look(root: &File, path: &str) -> Result<Seen, String> {
    let why = |error: &dyn std::fmt::Display| {
        format!("{path}, which the step uses, cannot be read: {error}")
    };
    let flags = OFlags::RDONLY | OFlags::CLOEXEC | OFlags::NONBLOCK;
    let resolve = ResolveFlags::BENEATH | ResolveFlags::NO_SYMLINKS | ResolveFlags::NO_MAGICLINKS;
    let opened = openat2(root, path, flags, Mode::empty(), resolve).map_err(|error| why(&error))?;
    let file = File::from(opened);
    let data = file.metadata().map_err(|error| why(&error))?;
    if !data.is_file() || data.len() > LONGEST {
        return Err(why(&"it is no file, or a very large one"));
    }
    let mut bytes = Vec::new();
    file.take(LONGEST)
        .read_to_end(&mut bytes)
        .map_err(|error| why(&error))?;
    Ok(Seen {
        path: path.to_owned(),
        digest: format!("{:x}", Sha256::digest(&bytes)),
        state: (data.dev(), data.ino(), data.ctime(), data.ctime_nsec()),
    })
}
