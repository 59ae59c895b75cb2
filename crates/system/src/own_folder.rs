//! Folders of Stopgate's own: below the root, whatever a repository brings along.

use std::path::{Path, PathBuf};

use crate::Failure;
use crate::files::disk;
use crate::read::stays_inside;

/// Makes a folder below the root where it is not there yet, and gives its path. A repository may bring
/// `.stopgate` or a part of it as a link: where that leads out of the root nothing is made or written.
///
/// # Errors
/// When a part of it leads out of the root, is no folder, or cannot be made.
pub(crate) fn own_folder(root: &Path, name: &str) -> Result<PathBuf, Failure> {
    let mut path = root.to_owned();
    for part in Path::new(name).components() {
        path.push(part);
        match disk(|files| files.make_folder(&path)) {
            Err(error) if error.kind() != std::io::ErrorKind::AlreadyExists => {
                return Err(Failure::io("create", &path)(error));
            }
            _ => stays_inside(&path, root)?,
        };
    }
    Ok(path)
}
