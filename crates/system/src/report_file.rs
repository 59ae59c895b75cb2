//! Files that a command makes and makes anew: reports and baselines.

use std::io::Write as _;
use std::path::Path;

use tempfile::NamedTempFile;

use crate::Failure;
use crate::journal_file::sync_folder;

/// Writes a whole file, whether or not it is there: through a temporary file in the same directory,
/// synced and renamed, so that nobody reads half of it.
///
/// # Errors
/// When it cannot be written.
pub fn write_report(path: &Path, content: &[u8]) -> Result<(), Failure> {
    let io = |source| Failure::io("write", path)(source);
    let folder = match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    };
    std::fs::create_dir_all(folder).map_err(io)?;
    let mut file = NamedTempFile::new_in(folder).map_err(io)?;
    file.write_all(content).map_err(io)?;
    readable_by_all(&file).map_err(io)?;
    file.as_file().sync_all().map_err(io)?;
    file.persist(path).map_err(|error| io(error.error))?;
    sync_folder(folder)
}

/// Temporary files are private; reports are read by other programs and people.
fn readable_by_all(file: &NamedTempFile) -> std::io::Result<()> {
    use std::os::unix::fs::PermissionsExt as _;
    let permissions = std::fs::Permissions::from_mode(0o644);
    file.as_file().set_permissions(permissions)
}

/// The content of such a file; none where there is none.
///
/// # Errors
/// When it is there and cannot be read.
pub fn read_report(path: &Path) -> Result<Option<Vec<u8>>, Failure> {
    match std::fs::read(path) {
        Ok(content) => Ok(Some(content)),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(Failure::io("read", path)(error)),
    }
}

/// What standard input holds.
///
/// # Errors
/// When it cannot be read, or is larger than a plan may be.
pub fn read_input() -> Result<Vec<u8>, Failure> {
    use std::io::Read as _;
    let name = Path::new("standard input");
    let mut bytes = Vec::new();
    let input = std::io::stdin().lock();
    let mut input = input.take(crate::MAX_BYTES + 1);
    input
        .read_to_end(&mut bytes)
        .map_err(Failure::io("read", name))?;
    let size = bytes.len() as u64;
    if size > crate::MAX_BYTES {
        return Err(Failure::TooLarge {
            path: name.to_owned(),
            size,
            limit: crate::MAX_BYTES,
        });
    }
    Ok(bytes)
}

/// True where a continuous integration service says that it is one.
pub fn is_ci() -> bool {
    std::env::var_os("CI")
        .is_some_and(|value| !value.is_empty() && value != "false" && value != "0")
}
