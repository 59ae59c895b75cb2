//! Everything that journals, runs, approvals, decisions and plans do to the disk goes through here, so that
//! tests can put another disk in its place: one that loses what was not synced, or fails at a chosen call.
//!
//! The callers are the same with either disk. The product puts nothing in the place of the real one.

mod real;

use std::cell::RefCell;
use std::ffi::OsString;
use std::fmt::Debug;
use std::io::{Read, Result, Write};
use std::path::{Path, PathBuf};
use std::rc::Rc;

use real::RealFiles;

/// How a file is opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    /// To be read; where it is a pipe, no writer is waited for.
    Read,
    /// To be read, and written at its end.
    Append,
    /// As [`Access::Append`], where no file may be there yet.
    AppendNew,
    /// To be written, where no file may be there yet; only its owner may read it.
    Scratch,
    /// To be written, where no file may be there yet.
    New,
    /// To be read and written from its beginning; made where it is missing. A link is not followed.
    Edit,
}

/// What has a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A regular file.
    File,
    /// A folder.
    Folder,
    /// Anything else.
    Other,
}

/// What a file system says of a file or folder.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Facts {
    /// What it is.
    pub kind: Kind,
    /// How long it is, bytes.
    pub length: u64,
    /// Who may do what with it, as the operating system counts it.
    pub mode: u32,
    /// How many names it has.
    pub names: u64,
    /// What no other file of the machine has: device and number.
    pub identity: (u64, u64),
    /// When it was last written, named or changed in any way, in seconds since 1970.
    pub changed: i64,
}

/// A disk. Each function is one request to the file system; its errors are those of the operating system.
pub trait Files {
    /// Opens a file.
    ///
    /// # Errors
    /// As the file system says.
    fn open(&self, path: &Path, access: Access) -> Result<Box<dyn OpenFile>>;

    /// Makes a folder, in one that is there.
    ///
    /// # Errors
    /// As the file system says; also when it is there.
    fn make_folder(&self, path: &Path) -> Result<()>;

    /// Gives a file another name, in the place of what has that name.
    ///
    /// # Errors
    /// As the file system says.
    fn rename(&self, from: &Path, to: &Path) -> Result<()>;

    /// Exchanges two files in one step; false where the file system cannot.
    ///
    /// # Errors
    /// As the file system says.
    fn exchange(&self, one: &Path, other: &Path) -> Result<bool>;

    /// Takes the name of a file away.
    ///
    /// # Errors
    /// As the file system says.
    fn remove(&self, path: &Path) -> Result<()>;

    /// The names in a folder, in any order.
    ///
    /// # Errors
    /// As the file system says.
    fn names(&self, folder: &Path) -> Result<Vec<OsString>>;

    /// What is there; links are followed.
    ///
    /// # Errors
    /// As the file system says.
    fn facts(&self, path: &Path) -> Result<Facts>;

    /// What is there; a link is [`Kind::Other`].
    ///
    /// # Errors
    /// As the file system says.
    fn facts_of_link(&self, path: &Path) -> Result<Facts>;

    /// The one path of what is there, without links.
    ///
    /// # Errors
    /// As the file system says.
    fn real_path(&self, path: &Path) -> Result<PathBuf>;

    /// Makes the names in a folder durable.
    ///
    /// # Errors
    /// As the file system says. What is durable then nobody knows.
    fn sync_folder(&self, folder: &Path) -> Result<()>;
}

/// An open file.
pub trait OpenFile: Read + Write + Debug + Send {
    /// Makes the content durable.
    ///
    /// # Errors
    /// As the file system says. What is durable then nobody knows, and asking again proves nothing.
    fn sync_data(&self) -> Result<()>;

    /// Makes the content and what is known of the file durable.
    ///
    /// # Errors
    /// As [`OpenFile::sync_data`].
    fn sync_all(&self) -> Result<()>;

    /// Cuts it to a length, or fills it with zeros up to there.
    ///
    /// # Errors
    /// As the file system says.
    fn set_length(&self, length: u64) -> Result<()>;

    /// Says who may do what with it.
    ///
    /// # Errors
    /// As the file system says.
    fn set_mode(&self, mode: u32) -> Result<()>;

    /// What is known of it, whatever its name is now.
    ///
    /// # Errors
    /// As the file system says.
    fn facts(&self) -> Result<Facts>;

    /// Takes the file for this process alone, until it is closed; false where somebody else has it.
    ///
    /// # Errors
    /// As the file system says.
    fn try_lock(&self) -> Result<bool>;
}

thread_local! {
    static IN_PLACE: RefCell<Option<Rc<dyn Files>>> = const { RefCell::new(None) };
}

/// Another disk in the place of the real one, for this thread, until it is dropped.
#[derive(Debug)]
pub struct OtherDisk(());

impl OtherDisk {
    /// Puts a disk in the place of the real one. For test programs; the product does not call it.
    #[must_use]
    pub fn put(files: Rc<dyn Files>) -> Self {
        IN_PLACE.set(Some(files));
        Self(())
    }
}

impl Drop for OtherDisk {
    fn drop(&mut self) {
        IN_PLACE.set(None);
    }
}

/// Asks the disk.
pub(crate) fn disk<T>(ask: impl FnOnce(&dyn Files) -> T) -> T {
    match IN_PLACE.with_borrow(Clone::clone) {
        None => ask(&RealFiles),
        Some(other) => ask(&*other),
    }
}

/// Opens a file.
pub(crate) fn open(path: &Path, access: Access) -> Result<Box<dyn OpenFile>> {
    disk(|files| files.open(path, access))
}

/// All bytes of a file.
pub(crate) fn read(path: &Path) -> Result<Vec<u8>> {
    let mut bytes = Vec::new();
    open(path, Access::Read)?.read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// Makes a folder and those in which it lies, as far as they are missing.
pub(crate) fn make_folders(path: &Path) -> Result<()> {
    if path.as_os_str().is_empty() || is(path, Kind::Folder) {
        return Ok(());
    }
    make_folders(path.parent().unwrap_or(Path::new("")))?;
    match disk(|files| files.make_folder(path)) {
        // Somebody else was faster.
        Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => {
            disk(|files| files.facts(path)).and_then(|facts| match facts.kind {
                Kind::Folder => Ok(()),
                Kind::File | Kind::Other => Err(error),
            })
        }
        made => made,
    }
}

/// True where something of this kind is there; links are followed.
pub(crate) fn is(path: &Path, kind: Kind) -> bool {
    disk(|files| files.facts(path)).is_ok_and(|facts| facts.kind == kind)
}

/// True where something is there; links are followed.
pub(crate) fn exists(path: &Path) -> bool {
    disk(|files| files.facts(path)).is_ok()
}
