//! Writing files so that no byte of anybody else is lost.

use std::fs::{self, File};
use std::io::Write as _;
use std::path::Path;

use tempfile::NamedTempFile;

use crate::Failure;
use crate::read::stays_inside;

/// Replaces the content of a file that held `before`: through a temporary file in the same directory,
/// synced and renamed, with the same permissions.
///
/// # Errors
/// When the file changed since it was read, lies outside the root, or cannot be written; the file is
/// then as it was.
pub fn replace(path: &Path, root: &Path, before: &[u8], after: &[u8]) -> Result<(), Failure> {
    let io = |source| Failure::Io {
        action: "write",
        path: path.to_owned(),
        source,
    };
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
    file.persist(&target).map_err(|error| io(error.error))?;
    File::open(folder)
        .and_then(|folder| folder.sync_all())
        .map_err(io)
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
