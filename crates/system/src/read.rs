//! Reading files that somebody named.

use std::io::{Error, ErrorKind, Read as _};
use std::path::{Path, PathBuf};

use crate::Failure;
use crate::files::{self, Access, Kind, disk};

/// Largest plan that is read, bytes. The longest real plan known has under 400 KB; the limit bounds
/// memory on files that are no plans.
pub const MAX_BYTES: u64 = 4 * 1024 * 1024;

/// The file in which a plan lies: a path that names no file may name one of several plans in a file,
/// `PLANS.md#move-the-orders`.
pub fn file_of(path: &Path) -> PathBuf {
    let text = path.to_string_lossy();
    match text.rsplit_once('#') {
        Some((file, slug)) if !files::exists(path) && !slug.contains(['.', '/']) => {
            PathBuf::from(file)
        }
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
    let io = |source| failed("read", path, source);
    let facts = disk(|files| files.facts(path)).map_err(io)?;
    match facts.kind {
        Kind::File => {}
        Kind::Folder => return Err(Failure::Directory(path.to_owned())),
        Kind::Other => return Err(Failure::Special(path.to_owned())),
    }
    stays_inside(path, root)?;
    // One more than the file has, so that one call reads it and sees its end.
    let expected = facts.length.min(limit) + 1;
    let mut bytes = Vec::with_capacity(usize::try_from(expected).unwrap_or_default());
    let file = files::open(path, Access::Read).map_err(io)?;
    file.take(limit + 1).read_to_end(&mut bytes).map_err(io)?;
    let size = facts.length.max(bytes.len() as u64);
    if size > limit {
        return Err(Failure::TooLarge {
            path: path.to_owned(),
            size,
            limit,
        });
    }
    Ok(bytes)
}

/// A file that is a link, or lies below one, must not lead out of the root.
pub(crate) fn stays_inside(path: &Path, root: &Path) -> Result<(), Failure> {
    let io = |source| failed("resolve", path, source);
    let target = disk(|files| files.real_path(path)).map_err(io)?;
    let real_root = disk(|files| files.real_path(root)).map_err(io)?;
    if target.starts_with(&real_root) {
        return Ok(());
    }
    Err(Failure::Outside {
        path: path.to_owned(),
        target,
        root: root.to_owned(),
    })
}

/// A file may go between two looks at it: editors that save by removing first do so.
pub(crate) fn failed(action: &'static str, path: &Path, source: Error) -> Failure {
    match source.kind() {
        ErrorKind::NotFound => Failure::Missing(path.to_owned()),
        _ => Failure::io(action, path)(source),
    }
}
