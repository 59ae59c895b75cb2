//! The temporary directory of a plan: what its steps see as `/tmp`.
//!
//! It is not shared with other programs, which leave sockets there that lead out of a cell, and it
//! stays from step to step and from run to run, because plans leave something in one phase that they
//! read in the next.

use std::fs;
use std::io;
use std::os::unix::fs::{DirBuilderExt as _, MetadataExt as _, PermissionsExt as _};
use std::path::PathBuf;

use rustix::process::geteuid;
use sha2::{Digest as _, Sha256};

use super::place::Place;

/// Makes the directory where it is missing.
///
/// # Errors
/// When it cannot be made, or somebody else has made it.
pub(super) fn folder(place: &Place) -> Result<PathBuf, String> {
    let path = std::env::temp_dir().join(name(place));
    let made = fs::DirBuilder::new().mode(0o700).create(&path);
    let is_ours = match made {
        Err(error) if error.kind() != io::ErrorKind::AlreadyExists => Err(error),
        _ => fs::symlink_metadata(&path).map(|found| {
            let is_private = found.permissions().mode() & 0o077 == 0;
            found.is_dir() && found.uid() == geteuid().as_raw() && is_private
        }),
    };
    match is_ours {
        Ok(true) => path.canonicalize().map_err(|error| error.to_string()),
        Ok(false) => Err(format!(
            "{} is not a directory of this user alone; remove it",
            path.display()
        )),
        Err(error) => Err(format!("{} cannot be made: {error}", path.display())),
    }
}

/// `stopgate-1000-5f0c2a9be41d7733`
fn name(place: &Place) -> String {
    let mut digest = Sha256::new();
    digest.update(place.root.as_os_str().as_encoded_bytes());
    for path in place.protected() {
        digest.update([0]);
        digest.update(path.as_os_str().as_encoded_bytes());
    }
    let digest = digest.finalize();
    let digits: String = digest[..8]
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect();
    format!("stopgate-{}-{digits}", geteuid().as_raw())
}
