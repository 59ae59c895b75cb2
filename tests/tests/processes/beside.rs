//! A disk on which somebody else works at the same time: before each request of the writer, as a schedule
//! says, another person takes none or some steps of a save. The same seed gives the same schedule.

use std::ffi::OsString;
use std::fmt::{Debug, Formatter};
use std::fs::{self, File, OpenOptions, Permissions};
use std::io::{Read, Result, Write};
use std::os::unix::fs::{OpenOptionsExt as _, PermissionsExt as _};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use rustix::fs::{CWD, RenameFlags, renameat_with};
use stopgate_system::{Access, Facts, Files, OpenFile};

/// Somebody who works beside the writer.
pub trait Other: Send {
    /// Takes none or some steps.
    fn act(&mut self);
}

/// The disk of this machine, with somebody else on it.
#[derive(Clone)]
pub struct Beside(Arc<Mutex<Option<Box<dyn Other>>>>);

impl Beside {
    /// The disk with somebody on it.
    pub fn new(other: Box<dyn Other>) -> Self {
        Self(Arc::new(Mutex::new(Some(other))))
    }

    /// What the other does asks the disk too, and is not interrupted itself.
    fn turn(&self) {
        let other = self.0.lock().expect("nobody panicked").take();
        if let Some(mut other) = other {
            other.act();
            *self.0.lock().expect("nobody panicked") = Some(other);
        }
    }
}

impl Files for Beside {
    fn open(&self, path: &Path, access: Access) -> Result<Box<dyn OpenFile>> {
        self.turn();
        let mut options = OpenOptions::new();
        match access {
            Access::Read => options.read(true),
            Access::Append => options.read(true).append(true),
            Access::AppendNew => options.read(true).append(true).create_new(true),
            Access::Scratch => options.write(true).create_new(true).mode(0o600),
            Access::New => options.write(true).create_new(true),
            Access::Edit => options.read(true).write(true).create(true).truncate(false),
        };
        let file = options.open(path)?;
        let beside = self.clone();
        Ok(Box::new(Opened { file, beside }))
    }

    fn make_folder(&self, path: &Path) -> Result<()> {
        self.turn();
        fs::create_dir(path)
    }

    fn rename(&self, from: &Path, to: &Path) -> Result<()> {
        self.turn();
        fs::rename(from, to)
    }

    fn exchange(&self, one: &Path, other: &Path) -> Result<bool> {
        self.turn();
        renameat_with(CWD, one, CWD, other, RenameFlags::EXCHANGE)?;
        Ok(true)
    }

    fn remove(&self, path: &Path) -> Result<()> {
        self.turn();
        fs::remove_file(path)
    }

    fn names(&self, folder: &Path) -> Result<Vec<OsString>> {
        self.turn();
        let entries = fs::read_dir(folder)?.flatten();
        Ok(entries.map(|entry| entry.file_name()).collect())
    }

    fn facts(&self, path: &Path) -> Result<Facts> {
        self.turn();
        fs::metadata(path).map(|metadata| Facts::from(&metadata))
    }

    fn facts_of_link(&self, path: &Path) -> Result<Facts> {
        self.turn();
        fs::symlink_metadata(path).map(|metadata| Facts::from(&metadata))
    }

    fn real_path(&self, path: &Path) -> Result<PathBuf> {
        self.turn();
        path.canonicalize()
    }

    fn sync_folder(&self, _: &Path) -> Result<()> {
        self.turn();
        Ok(())
    }
}

/// An open file on it.
struct Opened {
    file: File,
    beside: Beside,
}

impl Debug for Opened {
    fn fmt(&self, f: &mut Formatter<'_>) -> std::fmt::Result {
        self.file.fmt(f)
    }
}

impl Read for Opened {
    fn read(&mut self, buffer: &mut [u8]) -> Result<usize> {
        self.beside.turn();
        self.file.read(buffer)
    }
}

impl Write for Opened {
    fn write(&mut self, bytes: &[u8]) -> Result<usize> {
        self.beside.turn();
        self.file.write(bytes)
    }

    fn flush(&mut self) -> Result<()> {
        self.file.flush()
    }
}

impl OpenFile for Opened {
    fn sync_data(&self) -> Result<()> {
        self.beside.turn();
        Ok(())
    }

    fn sync_all(&self) -> Result<()> {
        self.beside.turn();
        Ok(())
    }

    fn set_length(&self, length: u64) -> Result<()> {
        self.beside.turn();
        self.file.set_len(length)
    }

    fn set_mode(&self, mode: u32) -> Result<()> {
        self.beside.turn();
        self.file.set_permissions(Permissions::from_mode(mode))
    }

    fn facts(&self) -> Result<Facts> {
        self.beside.turn();
        self.file.metadata().map(|metadata| Facts::from(&metadata))
    }

    fn try_lock(&self) -> Result<bool> {
        self.beside.turn();
        OpenFile::try_lock(&self.file)
    }
}
