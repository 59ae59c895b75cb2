//! Reading files that somebody named.

use std::fs::{File, Metadata, OpenOptions};
use std::io::Read as _;
use std::os::unix::fs::{MetadataExt as _, OpenOptionsExt as _};
use std::path::{Path, PathBuf};

use rustix::fs::OFlags;

use crate::Failure;

/// Largest plan that is read, bytes. The longest real plan known has under 400 KB; the limit bounds
/// memory on files that are no plans.
pub const MAX_BYTES: u64 = 4 * 1024 * 1024;

/// The file in which a plan lies: a path that names no file may name one of several plans in a file,
/// `PLANS.md#move-the-orders`.
pub fn file_of(path: &Path) -> PathBuf {
    let text = path.to_string_lossy();
    match text.rsplit_once('#') {
        Some((file, slug)) if !path.exists() && !slug.contains(['.', '/']) => PathBuf::from(file),
        _ => path.to_owned(),
    }
}

/// Reads a plan: a regular file that lies inside the root when symbolic links are followed.
///
/// # Errors
/// When it is missing, no regular file, too large, outside the root, or cannot be read.
pub fn read_plan(path: &Path, root: &Path) -> Result<Vec<u8>, Failure> {
    read_bounded(&file_of(path), root, MAX_BYTES)
}

/// Does as [`read_plan`], with another limit.
pub(crate) fn read_bounded(path: &Path, root: &Path, limit: u64) -> Result<Vec<u8>, Failure> {
    let io = |source| Failure::Io {
        action: "read",
        path: path.to_owned(),
        source,
    };
    let named = std::fs::metadata(path).map_err(|error| match error.kind() {
        std::io::ErrorKind::NotFound => Failure::Missing(path.to_owned()),
        _ => io(error),
    })?;
    is_regular(&named, path)?;
    let file = open(path).map_err(io)?;
    // What has the name may be another file by now, so only what was opened counts.
    let metadata = file.metadata().map_err(io)?;
    is_regular(&metadata, path)?;
    is_inside(&metadata, path, root)?;
    let too_large = |size| Failure::TooLarge {
        path: path.to_owned(),
        size,
        limit,
    };
    if metadata.len() > limit {
        return Err(too_large(metadata.len()));
    }
    // One more than the file has, so that one call reads it and sees its end.
    let expected = usize::try_from(metadata.len() + 1).unwrap_or_default();
    let mut bytes = Vec::with_capacity(expected);
    file.take(limit + 1).read_to_end(&mut bytes).map_err(io)?;
    if bytes.len() as u64 > limit {
        return Err(too_large(bytes.len() as u64));
    }
    Ok(bytes)
}

/// Opens for reading, and does not wait for a writer where the name is that of a pipe by now.
fn open(path: &Path) -> std::io::Result<File> {
    let flags = i32::try_from(OFlags::NONBLOCK.bits()).unwrap_or_default();
    OpenOptions::new().read(true).custom_flags(flags).open(path)
}

fn is_regular(metadata: &Metadata, path: &Path) -> Result<(), Failure> {
    if metadata.is_dir() {
        return Err(Failure::Directory(path.to_owned()));
    }
    if !metadata.is_file() {
        return Err(Failure::Special(path.to_owned()));
    }
    Ok(())
}

/// What was opened must be what lies inside the root under its real name.
fn is_inside(opened: &Metadata, path: &Path, root: &Path) -> Result<(), Failure> {
    let target = stays_inside(path, root)?;
    let there = std::fs::symlink_metadata(&target).map_err(Failure::io("resolve", path))?;
    if (there.dev(), there.ino()) == (opened.dev(), opened.ino()) {
        Ok(())
    } else {
        Err(Failure::Swapped(path.to_owned()))
    }
}

/// A file that is a link, or lies below one, must not lead out of the root; its real name.
pub(crate) fn stays_inside(path: &Path, root: &Path) -> Result<PathBuf, Failure> {
    let io = |source| Failure::Io {
        action: "resolve",
        path: path.to_owned(),
        source,
    };
    let target = path.canonicalize().map_err(io)?;
    let real_root = root.canonicalize().map_err(io)?;
    if target.starts_with(&real_root) {
        return Ok(target);
    }
    Err(Failure::Outside {
        path: path.to_owned(),
        target,
        root: root.to_owned(),
    })
}
