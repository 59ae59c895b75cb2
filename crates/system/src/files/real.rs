//! The disk of this machine.

use std::ffi::OsString;
use std::fs::{self, DirEntry, File, Metadata, OpenOptions, Permissions, TryLockError};
use std::io::Result;
use std::os::unix::fs::{MetadataExt as _, OpenOptionsExt as _, PermissionsExt as _};
use std::path::{Path, PathBuf};

use rustix::fs::{CWD, OFlags, RenameFlags, renameat_with};
use rustix::io::Errno;

use super::{Access, Facts, Files, Kind, OpenFile};

/// Who may do what with a file that only its owner may read.
const OWNER_ONLY: u32 = 0o600;

pub(super) struct RealFiles;

impl Files for RealFiles {
    fn open(&self, path: &Path, access: Access) -> Result<Box<dyn OpenFile>> {
        let mut options = OpenOptions::new();
        match access {
            Access::Read => options.read(true).custom_flags(flag(OFlags::NONBLOCK)),
            Access::Append => options.read(true).append(true),
            Access::AppendNew => options.read(true).append(true).create_new(true),
            Access::Scratch => options.write(true).create_new(true).mode(OWNER_ONLY),
            Access::New => options.write(true).create_new(true),
            Access::Edit => {
                options.read(true).write(true).create(true).truncate(false);
                options.custom_flags(flag(OFlags::NOFOLLOW))
            }
        };
        Ok(Box::new(options.open(path)?))
    }

    fn make_folder(&self, path: &Path) -> Result<()> {
        fs::create_dir(path)
    }

    fn rename(&self, from: &Path, to: &Path) -> Result<()> {
        fs::rename(from, to)
    }

    fn exchange(&self, one: &Path, other: &Path) -> Result<bool> {
        match renameat_with(CWD, one, CWD, other, RenameFlags::EXCHANGE) {
            Ok(()) => Ok(true),
            Err(Errno::INVAL | Errno::NOSYS | Errno::NOTSUP) => Ok(false),
            Err(error) => Err(error.into()),
        }
    }

    fn remove(&self, path: &Path) -> Result<()> {
        fs::remove_file(path)
    }

    fn names(&self, folder: &Path) -> Result<Vec<OsString>> {
        let entries = fs::read_dir(folder)?.flatten();
        Ok(entries.map(|entry: DirEntry| entry.file_name()).collect())
    }

    fn facts(&self, path: &Path) -> Result<Facts> {
        fs::metadata(path).map(|metadata| Facts::from(&metadata))
    }

    fn facts_of_link(&self, path: &Path) -> Result<Facts> {
        fs::symlink_metadata(path).map(|metadata| Facts::from(&metadata))
    }

    fn real_path(&self, path: &Path) -> Result<PathBuf> {
        path.canonicalize()
    }

    fn sync_folder(&self, folder: &Path) -> Result<()> {
        File::open(folder)?.sync_all()
    }
}

impl OpenFile for File {
    fn sync_data(&self) -> Result<()> {
        self.sync_data()
    }

    fn sync_all(&self) -> Result<()> {
        self.sync_all()
    }

    fn set_length(&self, length: u64) -> Result<()> {
        self.set_len(length)
    }

    fn set_mode(&self, mode: u32) -> Result<()> {
        self.set_permissions(Permissions::from_mode(mode))
    }

    fn facts(&self) -> Result<Facts> {
        self.metadata().map(|metadata| Facts::from(&metadata))
    }

    fn try_lock(&self) -> Result<bool> {
        match File::try_lock(self) {
            Ok(()) => Ok(true),
            Err(TryLockError::WouldBlock) => Ok(false),
            Err(TryLockError::Error(error)) => Err(error),
        }
    }
}

fn flag(flags: OFlags) -> i32 {
    i32::try_from(flags.bits()).unwrap_or_default()
}

impl From<&Metadata> for Facts {
    fn from(metadata: &Metadata) -> Self {
        let kind = if metadata.is_file() {
            Kind::File
        } else if metadata.is_dir() {
            Kind::Folder
        } else {
            Kind::Other
        };
        Self {
            kind,
            length: metadata.len(),
            mode: metadata.mode(),
            names: metadata.nlink(),
            identity: (metadata.dev(), metadata.ino()),
            changed: metadata.ctime(),
        }
    }
}
