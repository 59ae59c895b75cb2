//! Where `check` keeps what it found: below the cache directory of the user, never in a repository,
//! whose authors could say there that their plans are clean.
//!
//! Nothing here is ever a failure: without a cache a check takes longer, and finds the same.

use std::fs::{self, DirBuilder, File};
use std::io::{ErrorKind, Read as _, Write as _};
use std::os::unix::fs::{DirBuilderExt as _, MetadataExt as _};
use std::path::{Path, PathBuf};

use sha2::{Digest as _, Sha256};
use stopgate_workspace::{Cache, MAX_ENTRY_BYTES};
use tempfile::NamedTempFile;

mod pruning;

/// Says where caches lie; nothing where there is to be none.
const VARIABLE: &str = "STOPGATE_CACHE_DIR";
/// The directory below it in which everything lies that is written and removed here.
const OURS: &str = "check";
/// Only the user may look into it: entries quote plans.
const PRIVATE: u32 = 0o700;
/// What others may not do to it.
const WRITABLE_BY_OTHERS: u32 = 0o022;
/// Digits that name the directory of a root.
const ROOT_DIGITS: usize = 32;
/// Digits of the name of an entry that name its directory.
const SHELF_DIGITS: usize = 2;
/// What is read at once without asking for more memory.
const USUAL_BYTES: usize = 16 * 1024;
/// Tells programs that make backups what this is (<https://bford.info/cachedir/>).
const TAG: (&str, &str) = (
    "CACHEDIR.TAG",
    "Signature: 8a477f597d28d172789f06886806bc55\n# Stopgate keeps here what `check` found. It can be removed at any time.\n",
);

/// The cache of one root.
#[derive(Debug)]
pub struct CacheFolder {
    /// The directory for all roots.
    all: PathBuf,
    /// The one for this root.
    own: PathBuf,
}

/// Why there is no cache.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NoCache {
    /// Nobody says where, or `STOPGATE_CACHE_DIR` is empty.
    Nowhere,
    /// It cannot be made or looked at.
    Unusable(PathBuf),
    /// It belongs to another user, or others may write to it.
    Shared(PathBuf),
    /// It lies in the repository that is checked.
    Inside(PathBuf),
}

impl std::fmt::Display for NoCache {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let (place, why) = match self {
            Self::Nowhere => return f.write_str("no cache is named"),
            Self::Unusable(place) => (place, "it cannot be made or read"),
            Self::Shared(place) => (
                place,
                "others may write to it; `chmod go-w` helps where it is yours",
            ),
            Self::Inside(place) => (
                place,
                "it lies in the repository that is checked; name one outside in STOPGATE_CACHE_DIR",
            ),
        };
        write!(f, "the cache {} is not used: {why}", place.display())
    }
}

impl CacheFolder {
    /// The cache for the repository with this root; its directory is made where it is missing.
    ///
    /// # Errors
    /// Why there is none. No check fails for it.
    pub fn open(root: &Path) -> Result<Self, NoCache> {
        let base = base().ok_or(NoCache::Nowhere)?;
        let unusable = |_| NoCache::Unusable(base.clone());
        // What lies in a repository may not even be made there.
        let root = root.canonicalize().map_err(unusable)?;
        if real(&base).starts_with(&root) {
            return Err(NoCache::Inside(base));
        }
        let is_new = !base.is_dir();
        make(&base).map_err(unusable)?;
        let metadata = fs::metadata(&base).map_err(unusable)?;
        let is_own = metadata.uid() == rustix::process::geteuid().as_raw();
        if !is_own || metadata.mode() & WRITABLE_BY_OTHERS != 0 {
            return Err(NoCache::Shared(base));
        }
        if is_new {
            let _ = fs::write(base.join(TAG.0), TAG.1);
        }
        let all = base.join(OURS);
        Ok(Self {
            own: all.join(name_of(&root)),
            all,
        })
    }

    /// Removes what nobody wrote for a month; looks for it once a day.
    pub fn prune(&self) {
        pruning::prune(&self.all);
    }

    /// Below a directory of its own for each first digits, so that none becomes large.
    fn path(&self, name: &str) -> PathBuf {
        let (shelf, rest) = name.split_at_checked(SHELF_DIGITS).unwrap_or(("", name));
        self.own.join(shelf).join(rest)
    }
}

impl Cache for CacheFolder {
    fn entry(&self, name: &str) -> Option<Vec<u8>> {
        let file = File::open(self.path(name)).ok()?;
        let mut bytes = Vec::with_capacity(USUAL_BYTES);
        let limit = MAX_ENTRY_BYTES as u64 + 1;
        file.take(limit).read_to_end(&mut bytes).ok()?;
        (bytes.len() <= MAX_ENTRY_BYTES).then_some(bytes)
    }

    fn keep(&self, name: &str, entry: &[u8]) {
        // Whoever cannot write has no cache, and loses nothing but time.
        let _ = write(&self.path(name), entry);
    }
}

/// Whole or not at all, but not durable: an entry that a crash tears is none.
fn write(path: &Path, entry: &[u8]) -> std::io::Result<()> {
    let folder = path.parent().unwrap_or(Path::new("."));
    let made = match NamedTempFile::new_in(folder) {
        Err(error) if error.kind() == ErrorKind::NotFound => {
            make(folder)?;
            NamedTempFile::new_in(folder)
        }
        made => made,
    };
    let mut file = made?;
    file.write_all(entry)?;
    file.persist(path).map_err(|error| error.error)?;
    Ok(())
}

fn make(folder: &Path) -> std::io::Result<()> {
    DirBuilder::new()
        .recursive(true)
        .mode(PRIVATE)
        .create(folder)
}

/// Where caches lie. A relative `XDG_CACHE_HOME` counts for nothing, as its specification says.
fn base() -> Option<PathBuf> {
    if let Some(named) = std::env::var_os(VARIABLE) {
        let named = PathBuf::from(named);
        let is_none = named.as_os_str().is_empty();
        return if is_none {
            None
        } else {
            std::path::absolute(named).ok()
        };
    }
    let folder = |variable: &str| {
        let path = std::env::var_os(variable).map(PathBuf::from);
        path.filter(|path| path.is_absolute())
    };
    let caches = folder("XDG_CACHE_HOME").or_else(|| Some(folder("HOME")?.join(".cache")));
    Some(caches?.join("stopgate"))
}

/// Where a path leads, as far as it is there.
fn real(path: &Path) -> PathBuf {
    let there = path
        .ancestors()
        .find_map(|part| Some((part.canonicalize().ok()?, part)));
    match there {
        Some((real, part)) => real.join(path.strip_prefix(part).unwrap_or(Path::new(""))),
        None => path.to_owned(),
    }
}

fn name_of(root: &Path) -> String {
    let digest = Sha256::digest(root.as_os_str().as_encoded_bytes());
    let digits: String = digest.iter().map(|byte| format!("{byte:02x}")).collect();
    digits.chars().take(ROOT_DIGITS).collect()
}
