//! Documents that somebody signed: `NAME.json` and `NAME.json.sig`, side by side.

use std::path::Path;

use crate::Failure;
use crate::files::{self, disk};
use crate::journal_file::sync_folder;
use crate::scratch::Scratch;

/// Numbers that are tried behind a name that is taken.
const TRIES: u32 = 1_000;

/// Keeps a document and its signature where it has one; returns the file name, which gets a number where it is
/// taken. A document is there as a whole or not at all, and never without its signature: else it would look forged.
///
/// # Errors
/// When they cannot be written.
pub(crate) fn keep_signed(
    folder: &Path,
    name: &str,
    json: &[u8],
    signature: Option<&str>,
) -> Result<String, Failure> {
    let names = (1..TRIES).map(|number| match number {
        1 => format!("{name}.json"),
        _ => format!("{name}-{number}.json"),
    });
    for name in names {
        let document = folder.join(&name);
        let signed = folder.join(format!("{name}.sig"));
        if files::exists(&document) || files::exists(&signed) {
            continue;
        }
        let kept = match signature {
            Some(signature) => keep_both((&document, json), (&signed, signature)),
            None => crate::write_new(&document, json),
        };
        match kept {
            // Somebody else took the name meanwhile.
            Err(Failure::Exists(_)) => {}
            kept => return kept.and_then(|()| sync_folder(folder)).map(|()| name),
        }
    }
    Err(Failure::Exists(folder.join(name)))
}

/// The signature comes first, and makes sure of the name: only one of two writers makes that file.
fn keep_both(
    (document, json): (&Path, &[u8]),
    (signed, signature): (&Path, &str),
) -> Result<(), Failure> {
    crate::write_new(signed, signature.as_bytes())?;
    let io = |source| Failure::io("write", document)(source);
    let folder = document.parent().unwrap_or(Path::new("."));
    let mode = disk(|files| files.facts(signed)).map_err(io)?.mode;
    let whole = Scratch::with(folder, json, mode).map_err(io)?;
    whole.rename(document).map_err(io)
}
