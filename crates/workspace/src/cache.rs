//! What `check` found before, taken for true again only where everything that decides is as it was.
//!
//! An entry is one result with the digest of the plan, of the build, and of all that the plan is judged
//! by; and with every question that was put to the repository meanwhile. Before it is believed all of
//! these questions are put again. What decides about a run never asks a cache.

mod asked;

mod asking;

mod entry;

mod finding;

mod question;

mod key;

use stopgate_model::Repository;
use stopgate_source::Source;

use crate::{Engine, Judged, ToJudge};
use asked::Folders;
use asking::Asking;
pub use entry::MAX_ENTRY_BYTES;
pub(crate) use key::own_files;

/// Where entries lie. It may lose any of them, and may hold anything: what is no entry is not believed.
pub trait Cache: Send + Sync {
    /// The entry with this name, lower-case hexadecimal digits; none where there is none.
    fn entry(&self, name: &str) -> Option<Vec<u8>>;

    /// Keeps an entry of at most [`MAX_ENTRY_BYTES`] bytes, or does not: nobody is told.
    fn keep(&self, name: &str, entry: &[u8]);
}

/// A cache, as one build uses it during one check.
#[derive(Debug)]
pub struct Cached<C> {
    cache: C,
    build: &'static str,
    folders: Folders,
}

impl<C> Cached<C> {
    /// `build` names the build that judges: two that could find something else must differ in it.
    pub fn new(cache: C, build: &'static str) -> Self {
        Self {
            cache,
            build,
            folders: Folders::default(),
        }
    }

    /// The cache itself.
    pub fn cache(&self) -> &C {
        &self.cache
    }
}

/// What came of a file.
#[derive(Debug)]
pub struct Answer {
    /// None where no format claims it and nobody named it.
    pub judged: Option<Judged>,
    /// True where it was kept from before.
    pub from_cache: bool,
}

impl Engine {
    /// Does as [`Engine::judge`], or says what that would say where the cache knows it.
    pub fn judge_cached(
        &self,
        mut file: ToJudge<'_>,
        repository: &dyn Repository,
        cached: &Cached<impl Cache>,
    ) -> Answer {
        let name = key::name(&file);
        let conditions = key::conditions(&file, self, (repository, cached.build));
        let bytes = cached.cache.entry(&name).unwrap_or_default();
        let known = entry::read(&bytes, &conditions).filter(|entry| {
            entry.says_enough(file.wanted) && entry.holds(repository, &cached.folders)
        });
        let judged = known.and_then(|entry| {
            entry.put_back(file.wanted, || Source::new(std::mem::take(&mut file.bytes)))
        });
        if let Some(judged) = judged {
            return Answer {
                judged,
                from_cache: true,
            };
        }
        let asking = Asking::new(repository, &cached.folders);
        let judged = self.judge(file, &asking);
        if let Some(asked) = asking.into_asked()
            && let Some(entry) = entry::write(&conditions, &asked, judged.as_ref())
        {
            cached.cache.keep(&name, &entry);
        }
        Answer {
            judged,
            from_cache: false,
        }
    }
}
