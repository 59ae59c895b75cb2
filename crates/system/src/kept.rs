//! Earlier texts of plans that were replaced: a program that has one open may still write into it, and those
//! bytes would be nowhere else.

use std::path::{Path, PathBuf};

use sha2::{Digest as _, Sha256};

use crate::Failure;
use crate::files::{self, Access, disk};
use crate::own_folder::own_folder;
use crate::scratch::Scratch;

/// What names of earlier texts of the plan begin with; behind it stands their SHA-256.
const KEPT: &str = "plan-before-";

/// How long an earlier text is kept that nobody touched, seconds: a program may have had it open for long
/// before it writes.
const KEPT_FOR: i64 = 24 * 60 * 60;

/// Where they lie for plans that are edited outside of runs, below the root.
const FOLDER: &str = ".stopgate/kept";

/// Who may read a copy.
const OWNER_ONLY: u32 = 0o600;

/// A folder of earlier texts.
#[derive(Clone, Debug)]
pub(crate) struct KeptTexts {
    folder: PathBuf,
}

impl KeptTexts {
    /// Those in a folder that is there.
    pub(crate) fn in_folder(folder: &Path) -> Self {
        Self {
            folder: folder.to_owned(),
        }
    }

    /// Those of a repository; the folder is made where it is missing, and kept out of version control.
    ///
    /// # Errors
    /// When it cannot be made.
    pub(crate) fn of_repository(root: &Path) -> Result<Self, Failure> {
        let folder = own_folder(root, FOLDER)?;
        let ignore = folder.join(".gitignore");
        if let Ok(mut file) = files::open(&ignore, Access::New) {
            file.write_all(b"*\n")
                .map_err(Failure::io("write", &ignore))?;
        }
        Ok(Self { folder })
    }

    /// Where a text is kept.
    pub(crate) fn place_of(&self, bytes: &[u8]) -> PathBuf {
        self.folder.join(format!("{KEPT}{}", digest(bytes)))
    }

    /// Keeps a copy of a text that somebody may write over who has not read it.
    pub(crate) fn copy(&self, bytes: &[u8]) {
        let place = self.place_of(bytes);
        if files::exists(&place) {
            return;
        }
        if let Ok(copy) = Scratch::with(&self.folder, bytes, OWNER_ONLY) {
            let _ = copy.rename(&place);
        }
    }

    /// Removes texts that are still what their names say and that nobody has had a reason to hold open for
    /// long. Into another one somebody wrote who had it open, and those bytes are nowhere else.
    pub(crate) fn forget_what_nobody_touched(&self) {
        let names = disk(|files| files.names(&self.folder));
        for name in names.unwrap_or_default() {
            let path = self.folder.join(&name);
            let stated = name.to_str().and_then(|name| name.strip_prefix(KEPT));
            let stated = stated.and_then(|stated| stated.split('.').next());
            let bytes = || files::read(&path).unwrap_or_default();
            if is_old(&path) && stated.is_some_and(|stated| stated == digest(&bytes())) {
                let _ = disk(|files| files.remove(&path));
            }
        }
    }
}

/// SHA-256 of a text, in hexadecimal digits.
pub(crate) fn digest(bytes: &[u8]) -> String {
    let digest = Sha256::digest(bytes);
    digest.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// True for a file that got its name a good while ago.
fn is_old(path: &Path) -> bool {
    let facts = disk(|files| files.facts(path));
    facts.is_ok_and(|facts| jiff::Timestamp::now().as_second() - facts.changed > KEPT_FOR)
}
