//! Where approvals lie: `.stopgate/approvals/`, one file each with its signature beside it.

use std::path::{Path, PathBuf};

use crate::Failure;
use crate::files::{self, disk};
use crate::journal_file::sync_folder;
use crate::own_folder::own_folder;
use crate::read::read_bounded;
use crate::signed_file::keep_signed;

/// Where approvals lie, below the root.
const APPROVALS: &str = ".stopgate/approvals";

/// Largest approval that is read, bytes: it holds its plan and what the plan means, several times over.
const MAX_BYTES: u64 = 64 * 1024 * 1024;

/// Who may approve, below the root.
const SIGNERS: &str = ".stopgate/allowed_signers";

/// An approval as it lies there; nothing is checked yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ApprovalFile {
    /// File name.
    pub name: String,
    /// The bytes that are signed.
    pub json: Vec<u8>,
    /// The signature, where there is one.
    pub signature: Option<String>,
}

impl ApprovalFile {
    /// All approvals of a repository, by file name.
    ///
    /// # Errors
    /// When one is there and cannot be read.
    pub fn all(root: &Path) -> Result<Vec<Self>, Failure> {
        let folder = root.join(APPROVALS);
        let Ok(names) = disk(|files| files.names(&folder)) else {
            return Ok(Vec::new());
        };
        let mut paths: Vec<PathBuf> = names.iter().map(|name| folder.join(name)).collect();
        paths.retain(|path| path.extension().is_some_and(|ending| ending == "json"));
        paths.sort();
        Ok(paths
            .into_iter()
            .map(|path| Self::read(&path, root))
            .collect())
    }

    /// What cannot be read approves nothing, and is no reason to do nothing else.
    fn read(path: &Path, root: &Path) -> Self {
        let json = read_bounded(path, root, MAX_BYTES).unwrap_or_default();
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        let signature = crate::read_plan(&path.with_file_name(format!("{name}.sig")), root).ok();
        Self {
            json,
            signature: signature.map(|bytes| String::from_utf8_lossy(&bytes).into_owned()),
            name: name.into_owned(),
        }
    }

    /// Keeps an approval, and its signature where it has one; `name` is the file name without ending,
    /// which gets a number where it is taken.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn keep(
        root: &Path,
        name: &str,
        json: &[u8],
        signature: Option<&str>,
    ) -> Result<String, Failure> {
        let folder = own_folder(root, APPROVALS)?;
        let name = keep_signed(&folder, name, json, signature)?;
        sync_folder(&root.join(".stopgate"))?;
        sync_folder(root)?;
        Ok(name)
    }
}

/// The file that says who may approve; none where there is none.
///
/// # Errors
/// When it is there and cannot be read.
pub fn allowed_signers(root: &Path) -> Result<Option<String>, Failure> {
    let path = root.join(SIGNERS);
    if is_absent(&path) {
        return Ok(None);
    }
    let bytes = crate::read_plan(&path, root)?;
    Ok(Some(String::from_utf8_lossy(&bytes).into_owned()))
}

/// True only where nothing has this name: what cannot be looked at is not nothing.
pub(crate) fn is_absent(path: &Path) -> bool {
    disk(|files| files.facts_of_link(path))
        .is_err_and(|error| error.kind() == std::io::ErrorKind::NotFound)
}

/// The text of a key file that somebody named.
///
/// # Errors
/// When it cannot be read.
pub fn read_key(path: &Path) -> Result<String, Failure> {
    let bytes = files::read(path).map_err(Failure::io("read", path))?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}
