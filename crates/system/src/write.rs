//! Writing files so that no byte of anybody else is lost.

use std::io::Read as _;
use std::path::{Component, Path, PathBuf};

use crate::Failure;
use crate::files::{self, Access, OpenFile, disk};
use crate::journal_file::sync_folder;
use crate::own_folder::own_folder;
use crate::read::{failed, stays_inside};
use crate::scratch::Scratch;

/// How often two saves may cross before the writer gives up.
const CROSSINGS: u32 = 16;

/// Bytes by which a file may have grown since it was read and still is read at once.
const SPARE: usize = 4_096;

/// Most files of one content that are kept.
const MOST_KEPT: u32 = 1_000;

/// Who may read a copy that is kept.
const OWNER_ONLY: u32 = 0o600;

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

/// Where a file goes that was in the place of another, given what it holds.
pub type Kept<'a> = &'a dyn Fn(&[u8]) -> PathBuf;

/// Does as [`replace`], and keeps every file that was in that place, be it for a moment, at `kept`: whoever
/// has it open and writes to it later does not write into nowhere.
///
/// # Errors
/// As [`replace`].
pub fn replace_keeping(
    path: &Path,
    root: &Path,
    (before, after): (&[u8], &[u8]),
    kept: Option<Kept<'_>>,
) -> Result<(), Failure> {
    let io = |source| failed("write", path, source);
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
        return Err(put_back(file, (&target, path), after, kept));
    }
    follow_mode(&target, file.path(), mode).map_err(io)?;
    match kept {
        Some(kept) => keep(file, &kept(before)),
        None => file.remove().map_err(io)?,
    }
    sync_folder(folder)
}

/// Who may read a file may have been changed at the last moment, on the one that was exchanged away.
fn follow_mode(target: &Path, taken: &Path, mode: u32) -> std::io::Result<()> {
    let wanted = disk(|files| files.facts(taken))?.mode;
    let is_ours = || disk(|files| files.facts(target)).is_ok_and(|facts| facts.mode == mode);
    if wanted != mode && is_ours() {
        files::open(target, Access::Read)?.set_mode(wanted)?;
    }
    Ok(())
}

/// Gives a file a name at which nothing is: another file there may be open too. Where that is another file
/// system there is nowhere to keep it.
fn keep(file: Scratch, kept: &Path) {
    let numbered = |number: u32| kept.with_extension(number.to_string());
    let names = std::iter::once(kept.to_owned()).chain((1..MOST_KEPT).map(numbered));
    if let Some(free) = names.into_iter().find(|name| !files::exists(name)) {
        drop(file.rename(&free));
    }
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
/// whatever is saved while it goes back. What is left over is kept, and so is a copy of what they saved: who
/// read the file meanwhile does not know of it, and is about to write over it.
fn put_back(
    file: Scratch,
    (target, path): (&Path, &Path),
    ours: &[u8],
    kept: Option<Kept<'_>>,
) -> Failure {
    let mut saved = Vec::new();
    let crossed = cross_back(file.path(), target, ours, &mut saved);
    match (kept, &crossed) {
        (Some(kept), _) => {
            let left = files::read(file.path()).unwrap_or_default();
            keep(file, &kept(&left));
            keep_copies(saved, ours, kept);
        }
        (None, Ok(Crossed::Back)) => drop(file),
        (None, Ok(Crossed::TooOften) | Err(_)) => file.keep(),
    }
    match crossed {
        Ok(_) => Failure::Changed(path.to_owned()),
        Err(error) => failed("write", path, error),
    }
}

/// A file that somebody else saved, and that went back to its place.
struct Saved {
    /// What it held right before and right behind that. Who had read ours meanwhile does not know of it, and may
    /// have written over it since.
    held: [Vec<u8>; 2],
    /// What they went on to write is in the open file, whatever its name is by now.
    file: Box<dyn OpenFile>,
}

/// Keeps what others saved, for its owner alone, as far as there is room for it.
fn keep_copies(saved: Vec<Saved>, ours: &[u8], kept: Kept<'_>) {
    for Saved { held, mut file } in saved {
        let mut last = Vec::new();
        let _ = file.read_to_end(&mut last);
        let mut copies: Vec<Vec<u8>> = held.into_iter().chain([last]).collect();
        copies.dedup();
        for bytes in copies.iter().filter(|bytes| *bytes != ours) {
            keep_copy(bytes, &kept(bytes));
        }
    }
}

fn keep_copy(bytes: &[u8], kept: &Path) {
    let folder = kept.parent().unwrap_or(Path::new("."));
    if let Ok(copy) = Scratch::with(folder, bytes, OWNER_ONLY) {
        keep(copy, kept);
    }
}

/// How the crossing of two saves ended.
enum Crossed {
    /// What the other saved is back in its place.
    Back,
    /// Nobody knows who would be in the right place.
    TooOften,
}

/// Exchanges the two until what was taken last is what had been put there; `saved` gets every file that was
/// taken.
fn cross_back(
    scratch: &Path,
    target: &Path,
    ours: &[u8],
    saved: &mut Vec<Saved>,
) -> std::io::Result<Crossed> {
    let mut taken = files::read(scratch)?;
    let mut there = ours.to_owned();
    for _ in 0..CROSSINGS {
        let mut file = files::open(scratch, Access::Read)?;
        let last = files::open(scratch, Access::Read)?;
        disk(|files| files.exchange(scratch, target))?;
        // In one request, because somebody may already be about to write over it.
        let mut behind = Vec::with_capacity(taken.len() + SPARE);
        let _ = file.read_to_end(&mut behind);
        saved.push(Saved {
            held: [taken.clone(), behind],
            file: last,
        });
        let got = files::read(scratch)?;
        if got == there {
            return Ok(Crossed::Back);
        }
        (there, taken) = (taken, got);
    }
    Ok(Crossed::TooOften)
}

/// Writes a file below the root that must not exist yet; missing directories are made, and none of them may
/// lead out of the root.
///
/// # Errors
/// When it exists, would lie outside of the root, or cannot be written.
pub fn write_new_inside(root: &Path, name: &str, content: &[u8]) -> Result<(), Failure> {
    let path = root.join(name);
    let is_plain = |part| matches!(part, Component::Normal(_));
    if !Path::new(name).components().all(is_plain) {
        return Err(Failure::Outside {
            path: PathBuf::from(name),
            target: path,
            root: root.to_owned(),
        });
    }
    if let Some(folder) = Path::new(name).parent().and_then(Path::to_str) {
        own_folder(root, folder)?;
    }
    write_new(&path, content)
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
