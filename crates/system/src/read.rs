//! Reading files that somebody named.

use std::io::{Error, ErrorKind, Read as _};
use std::path::{Path, PathBuf};

use crate::Failure;
use crate::files::{self, Access, Facts, Kind, disk};

/// How often a file is read that is another one each time.
const TRIES: usize = 5;

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
    // An editor that saves puts another file in its place, and that one is what is asked for.
    for _ in 1..TRIES {
        match read_once(path, root, limit) {
            Err(Failure::Swapped(_)) => {}
            read => return read,
        }
    }
    read_once(path, root, limit)
}

fn read_once(path: &Path, root: &Path, limit: u64) -> Result<Vec<u8>, Failure> {
    let io = |source| failed("read", path, source);
    is_regular(disk(|files| files.facts(path)).map_err(io)?, path)?;
    let file = files::open(path, Access::Read).map_err(io)?;
    // What has the name may be another file by now, so only what was opened counts.
    let facts = file.facts().map_err(io)?;
    is_regular(facts, path)?;
    is_inside(facts, path, root)?;
    let too_large = |size| Failure::TooLarge {
        path: path.to_owned(),
        size,
        limit,
    };
    if facts.length > limit {
        return Err(too_large(facts.length));
    }
    // One more than the file has, so that one call reads it and sees its end.
    let expected = usize::try_from(facts.length + 1).unwrap_or_default();
    let mut bytes = Vec::with_capacity(expected);
    file.take(limit + 1).read_to_end(&mut bytes).map_err(io)?;
    if bytes.len() as u64 > limit {
        return Err(too_large(bytes.len() as u64));
    }
    Ok(bytes)
}

fn is_regular(facts: Facts, path: &Path) -> Result<(), Failure> {
    match facts.kind {
        Kind::File => Ok(()),
        Kind::Folder => Err(Failure::Directory(path.to_owned())),
        Kind::Other => Err(Failure::Special(path.to_owned())),
    }
}

/// What was opened must be what lies inside the root under its real name.
fn is_inside(opened: Facts, path: &Path, root: &Path) -> Result<(), Failure> {
    let target = stays_inside(path, root)?;
    let there = disk(|files| files.facts_of_link(&target)).map_err(Failure::io("resolve", path))?;
    if there.identity == opened.identity {
        Ok(())
    } else {
        Err(Failure::Swapped(path.to_owned()))
    }
}

/// A file that is a link, or lies below one, must not lead out of the root; its real name.
pub(crate) fn stays_inside(path: &Path, root: &Path) -> Result<PathBuf, Failure> {
    let io = |source| failed("resolve", path, source);
    let target = disk(|files| files.real_path(path)).map_err(io)?;
    let real_root = disk(|files| files.real_path(root)).map_err(io)?;
    if target.starts_with(&real_root) {
        return Ok(target);
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
