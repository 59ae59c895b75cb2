//! Writing files so that no byte of anybody else is lost.

use std::path::Path;

use crate::Failure;
use crate::files::{self, Access, disk};
use crate::journal_file::sync_folder;
use crate::read::stays_inside;
use crate::scratch::Scratch;

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
    let target = disk(|files| files.real_path(path)).map_err(io)?;
    let folder = target.parent().unwrap_or(Path::new("."));
    let mode = disk(|files| files.facts(&target)).map_err(io)?.mode;
    let file = Scratch::with(folder, after, mode).map_err(io)?;
    if files::read(&target).map_err(io)? != before {
        return Err(Failure::Changed(path.to_owned()));
    }
    if !disk(|files| files.exchange(file.path(), &target)).map_err(io)? {
        file.rename(&target).map_err(io)?;
        return sync_folder(folder);
    }
    if files::read(file.path()).map_err(io)? != before {
        return put_back(file, &target, after, path);
    }
    match kept {
        // Where that is another file system there is nowhere to keep it.
        Some(kept) => drop(file.rename(kept)),
        None => file.remove().map_err(io)?,
    }
    sync_folder(folder)
}

/// Makes a file durable that somebody else put there.
///
/// # Errors
/// When the file system does not say that it is.
pub(crate) fn make_durable(path: &Path) -> Result<(), Failure> {
    let io = |source| Failure::io("sync", path)(source);
    let target = disk(|files| files.real_path(path)).map_err(io)?;
    files::open(&target, Access::Read)
        .and_then(|file| file.sync_all())
        .map_err(io)?;
    sync_folder(target.parent().unwrap_or(Path::new(".")))
}

/// Says whether [`replace`] could replace the content of a file, as far as that is known before.
///
/// # Errors
/// When the file changed since it was read, lies outside the root, or its folder cannot be written to.
pub fn can_replace(path: &Path, root: &Path, before: &[u8]) -> Result<(), Failure> {
    let io = |source| Failure::io("write", path)(source);
    stays_inside(path, root)?;
    let target = disk(|files| files.real_path(path)).map_err(io)?;
    let folder = target.parent().unwrap_or(Path::new("."));
    Scratch::empty(folder).map_err(io)?;
    if files::read(&target).map_err(io)? == before {
        Ok(())
    } else {
        Err(Failure::Changed(path.to_owned()))
    }
}

/// Somebody saved between the last look and the exchange: what they saved goes back, and so does
/// whatever is saved while it goes back.
fn put_back(file: Scratch, target: &Path, ours: &[u8], path: &Path) -> Result<(), Failure> {
    let io = |source| Failure::io("write", path)(source);
    let mut taken = files::read(file.path()).map_err(io)?;
    let mut there = ours.to_owned();
    for _ in 0..CROSSINGS {
        disk(|files| files.exchange(file.path(), target)).map_err(io)?;
        let got = files::read(file.path()).map_err(io)?;
        if got == there {
            return Err(Failure::Changed(path.to_owned()));
        }
        (there, taken) = (taken, got);
    }
    file.keep();
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
        files::make_folders(folder).map_err(io)?;
    }
    let mut file = match files::open(path, Access::New) {
        Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => {
            return Err(Failure::Exists(path.to_owned()));
        }
        file => file.map_err(io)?,
    };
    file.write_all(content)
        .and_then(|()| file.sync_all())
        .map_err(io)
}
