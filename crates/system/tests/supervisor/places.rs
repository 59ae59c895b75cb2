//! Where the material lies that is shared by everybody who works on Stopgate.

use std::path::{Path, PathBuf};

/// A folder of it; none where it is not there.
pub fn shared(folder: &str) -> Option<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().nth(3)?;
    let folder = root.join("shared").join(folder);
    folder.is_dir().then_some(folder)
}
