//! What a check takes from the cache, and says of it.

use std::sync::atomic::{AtomicUsize, Ordering};

use stopgate_system::{CacheFolder, NoCache};
use stopgate_workspace::{Cached, Judged, ToJudge};

use super::Checking;
use crate::session::Session;

/// Names the sources, dependencies and compiler of this build; the build script sets it.
const BUILD: &str = env!("STOPGATE_BUILD");

/// The cache of a check; none where every file is judged afresh.
#[derive(Debug)]
pub(crate) struct Caching {
    /// None where nobody wants one.
    cached: Option<Result<Cached<CacheFolder>, NoCache>>,
    answered: AtomicUsize,
}

impl Caching {
    /// The cache for a check; what comes from standard input is never kept.
    pub(crate) fn open(checking: &Checking, session: &Session, is_input: bool) -> Self {
        let configured = session.config.check().cache.unwrap_or(true);
        let wanted = configured && !checking.no_cache && !is_input;
        let open = || CacheFolder::open(session.disk.root());
        Self {
            cached: wanted.then(|| open().map(|folder| Cached::new(folder, BUILD))),
            answered: AtomicUsize::new(0),
        }
    }

    /// Judges a file: none where no format claims it and nobody named it.
    pub(crate) fn judge(&self, file: ToJudge<'_>, session: &Session) -> Option<Judged> {
        let Some(Ok(cached)) = &self.cached else {
            return session.engine.judge(file, &session.disk);
        };
        let answer = session.engine.judge_cached(file, &session.disk, cached);
        if answer.from_cache {
            self.answered.fetch_add(1, Ordering::Relaxed);
        }
        answer.judged
    }

    /// How many of these files were answered from the cache, or why it is not used; nothing where
    /// there is to be none.
    pub(crate) fn describe(&self, files: usize) -> Option<String> {
        match self.cached.as_ref()? {
            Ok(_) => {
                let answered = self.answered.load(Ordering::Relaxed);
                Some(format!(
                    "{answered} of {files} files answered from the cache"
                ))
            }
            Err(NoCache::Nowhere) => None,
            Err(why) => Some(why.to_string()),
        }
    }

    /// Removes what is old.
    pub(crate) fn prune(&self) {
        if let Some(Ok(cached)) = &self.cached {
            cached.cache().prune();
        }
    }
}
