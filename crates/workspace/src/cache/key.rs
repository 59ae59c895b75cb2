//! By what an entry is found, and what it depends on besides the repository.

use sha2::{Digest as _, Sha256};
use stopgate_model::Repository;

use crate::{Engine, Profile, ToJudge};

/// Changes with the form of an entry.
const FORM: &str = "stopgate check 2";
/// Bytes of a digest that make a name.
const NAME_BYTES: usize = 16;

/// The name of the entry of a file; one for each way in which it is judged.
pub(super) fn name(file: &ToJudge<'_>) -> String {
    let mut hash = Sha256::new();
    add_place(&mut hash, file);
    let digest = hash.finalize();
    let digits = digest.iter().take(NAME_BYTES);
    digits.map(|byte| format!("{byte:02x}")).collect()
}

/// The digest of everything that decides about a file, but for what the repository answers.
pub(super) fn conditions(
    file: &ToJudge<'_>,
    engine: &Engine,
    (repository, build): (&dyn Repository, &str),
) -> [u8; 32] {
    let mut hash = Sha256::new();
    add(&mut hash, FORM.as_bytes());
    add(&mut hash, build.as_bytes());
    hash.update(engine.own_files());
    add_option(&mut hash, repository.tickets());
    hash.update([u8::from(repository.is_repository())]);
    add(&mut hash, file.options.today.to_string().as_bytes());
    add_place(&mut hash, file);
    add(&mut hash, &file.bytes);
    hash.finalize().into()
}

/// The digest of files by name and text, and of words, on top of another one.
pub(crate) fn own_files(
    before: [u8; 32],
    files: &[(String, String)],
    words: &[String],
) -> [u8; 32] {
    let mut hash = Sha256::new();
    hash.update(before);
    hash.update((files.len() as u64).to_le_bytes());
    let files = files.iter().flat_map(|(name, text)| [name, text]);
    for part in files.chain(words) {
        add(&mut hash, part.as_bytes());
    }
    hash.finalize().into()
}

fn add_place(hash: &mut Sha256, file: &ToJudge<'_>) {
    add(hash, file.path.as_bytes());
    hash.update([match file.options.profile {
        Profile::Strict => 0,
        Profile::Standard => 1,
        Profile::Lenient => 2,
    }]);
    add_option(hash, file.options.format.as_deref());
}

fn add_option(hash: &mut Sha256, text: Option<&str>) {
    hash.update([u8::from(text.is_some())]);
    add(hash, text.unwrap_or_default().as_bytes());
}

/// Parts do not run into each other.
pub(super) fn add(hash: &mut Sha256, part: &[u8]) {
    hash.update((part.len() as u64).to_le_bytes());
    hash.update(part);
}
