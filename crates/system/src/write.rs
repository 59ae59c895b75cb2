//! Writing files so that no byte of anybody else is lost.

use std::fs::{self, File};
use std::io::Write as _;
use std::path::Path;

use tempfile::NamedTempFile;

use crate::Failure;
use crate::journal_file::sync_folder;
use crate::read::stays_inside;

/// How often two saves may cross before the writer gives up.
const CROSSINGS: u32 = 16;

/// Replaces the content of a file that held `before`: through a temporary file in the same directory,
/// synced, with the same permissions, and exchanged with the file in one step. What was there is
/// compared after the exchange, so that a save at the last moment is seen and put back.
///
/// # Errors
/// When the file changed since it was read, lies outside the root, or cannot be written; the file is
/// then as it was, or as the person who saved it wants it.
pub fn replace(path: &Path, root: &Path, before: &[u8], after: &[u8]) -> Result<(), Failure> {
    replace_keeping(path, root, (before, after), None)
}

/// Does as [`replace`], and keeps the file that was there at `kept`: whoever has it open and writes to
/// it later does not write into nowhere.
///
/// # Errors
/// As [`replace`].
pub fn replace_keeping(
    path: &Path,
    root: &Path,
    (before, after): (&[u8], &[u8]),
    kept: Option<&Path>,
) -> Result<(), Failure> {
    let io = |source| Failure::io("write", path)(source);
    stays_inside(path, root)?;
    let target = path.canonicalize().map_err(io)?;
    let folder = target.parent().unwrap_or(Path::new("."));
    let mut file = NamedTempFile::new_in(folder).map_err(io)?;
    file.write_all(after).map_err(io)?;
    file.as_file()
        .set_permissions(fs::metadata(&target).map_err(io)?.permissions())
        .map_err(io)?;
    file.as_file().sync_all().map_err(io)?;
    if fs::read(&target).map_err(io)? != before {
        return Err(Failure::Changed(path.to_owned()));
    }
    if !exchange(file.path(), &target).map_err(io)? {
        file.persist(&target).map_err(|error| io(error.error))?;
        return sync_folder(folder);
    }
    if fs::read(file.path()).map_err(io)? != before {
        return put_back(file, &target, after, path);
    }
    match kept {
        // Where that is another file system there is nowhere to keep it.
        Some(kept) => drop(file.persist(kept)),
        None => file.close().map_err(io)?,
    }
    sync_folder(folder)
}

/// Says whether [`replace`] could replace the content of a file, as far as that is known before.
///
/// # Errors
/// When the file changed since it was read, lies outside the root, or its folder cannot be written to.
pub fn can_replace(path: &Path, root: &Path, before: &[u8]) -> Result<(), Failure> {
    let io = |source| Failure::io("write", path)(source);
    stays_inside(path, root)?;
    let target = path.canonicalize().map_err(io)?;
    let folder = target.parent().unwrap_or(Path::new("."));
    NamedTempFile::new_in(folder).map_err(io)?;
    if fs::read(&target).map_err(io)? == before {
        Ok(())
    } else {
        Err(Failure::Changed(path.to_owned()))
    }
}

/// Exchanges two files in one step; false where the file system cannot.
fn exchange(one: &Path, other: &Path) -> std::io::Result<bool> {
    use rustix::fs::{CWD, RenameFlags, renameat_with};
    use rustix::io::Errno;
    match renameat_with(CWD, one, CWD, other, RenameFlags::EXCHANGE) {
        Ok(()) => Ok(true),
        Err(Errno::INVAL | Errno::NOSYS | Errno::NOTSUP) => Ok(false),
        Err(error) => Err(error.into()),
    }
}

/// Somebody saved between the last look and the exchange: what they saved goes back, and so does
/// whatever is saved while it goes back.
fn put_back(file: NamedTempFile, target: &Path, ours: &[u8], path: &Path) -> Result<(), Failure> {
    let io = |source| Failure::io("write", path)(source);
    let mut taken = fs::read(file.path()).map_err(io)?;
    let mut there = ours.to_owned();
    for _ in 0..CROSSINGS {
        exchange(file.path(), target).map_err(io)?;
        let got = fs::read(file.path()).map_err(io)?;
        if got == there {
            return Err(Failure::Changed(path.to_owned()));
        }
        (there, taken) = (taken, got);
    }
    file.keep().map_err(|error| io(error.error))?;
    Err(Failure::Changed(path.to_owned()))
}

/// Writes a file that must not exist yet; missing directories are made.
///
/// # Errors
/// When it exists or cannot be written.
pub fn write_new(path: &Path, content: &[u8]) -> Result<(), Failure> {
    let io = |source| Failure::Io {
        action: "write",
        path: path.to_owned(),
        source,
    };
    if let Some(folder) = path
        .parent()
        .filter(|folder| !folder.as_os_str().is_empty())
    {
        fs::create_dir_all(folder).map_err(io)?;
    }
    let mut file = match File::create_new(path) {
        Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => {
            return Err(Failure::Exists(path.to_owned()));
        }
        file => file.map_err(io)?,
    };
    file.write_all(content)
        .and_then(|()| file.sync_all())
        .map_err(io)
}
