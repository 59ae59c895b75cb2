//! A question to the repository, and the digest of its answer.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use stopgate_model::{History, Repository};

use super::key::add;

/// The digest of an answer.
pub(super) type AnswerDigest = [u8; 16];

/// A question to the repository. What is answered for all plans alike is no question here but a part
/// of the conditions.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub(super) enum Asked<S> {
    Exists(S),
    Read(S),
    List(S),
    History,
    /// Ids are digests: only whether there was an answer can differ.
    Content(S),
    Approved(S),
}

/// The digests of folders that were listed: thousands of plans may ask for one folder.
#[derive(Debug, Default)]
pub(super) struct Folders(Mutex<HashMap<String, Listed>>);

type Listed = (Arc<[String]>, AnswerDigest);

impl Asked<&str> {
    /// The digest of what the repository answers now.
    pub(super) fn answer(self, repository: &dyn Repository, folders: &Folders) -> AnswerDigest {
        match self {
            Self::Exists(path) => of_flag(repository.exists(path)),
            Self::Read(path) => of_bytes(repository.read(path).as_deref()),
            Self::List(folder) => folders.digest(folder, repository.list(folder).as_ref()),
            Self::History => of_history(repository.history()),
            Self::Content(id) => of_flag(repository.content(id).is_some()),
            Self::Approved(plan) => of_time(repository.approved(plan)),
        }
    }

    pub(super) fn to_owned(self) -> Asked<String> {
        match self {
            Self::Exists(path) => Asked::Exists(path.to_owned()),
            Self::Read(path) => Asked::Read(path.to_owned()),
            Self::List(folder) => Asked::List(folder.to_owned()),
            Self::History => Asked::History,
            Self::Content(id) => Asked::Content(id.to_owned()),
            Self::Approved(plan) => Asked::Approved(plan.to_owned()),
        }
    }
}

impl Asked<String> {
    pub(super) fn borrowed(&self) -> Asked<&str> {
        match self {
            Self::Exists(path) => Asked::Exists(path),
            Self::Read(path) => Asked::Read(path),
            Self::List(folder) => Asked::List(folder),
            Self::History => Asked::History,
            Self::Content(id) => Asked::Content(id),
            Self::Approved(plan) => Asked::Approved(plan),
        }
    }
}

impl Folders {
    /// The digest of a listing; computed once for as long as the repository hands out the same one.
    pub(super) fn digest(&self, folder: &str, listed: Option<&Arc<[String]>>) -> AnswerDigest {
        let Some(names) = listed else {
            return of_bytes(None);
        };
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        match known.get(folder) {
            Some((same, digest)) if Arc::ptr_eq(same, names) => *digest,
            _ => {
                let digest = of_names(names);
                known.insert(folder.to_owned(), (Arc::clone(names), digest));
                digest
            }
        }
    }
}

pub(super) fn of_flag(answer: bool) -> AnswerDigest {
    [u8::from(answer); 16]
}

pub(super) fn of_bytes(answer: Option<&[u8]>) -> AnswerDigest {
    let mut hash = Sha256::new();
    if let Some(bytes) = answer {
        add(&mut hash, bytes);
    }
    short(hash)
}

/// Ids of commits are digests of all that they build upon, so the ends of a history tell it; how far
/// back it goes says the count.
pub(super) fn of_history(answer: Option<&History>) -> AnswerDigest {
    let mut hash = Sha256::new();
    if let Some(history) = answer {
        let count = history.count();
        add(&mut hash, &count.to_le_bytes());
        for place in [0, count.saturating_sub(1)] {
            let id = history.commit(place).map(|commit| commit.id.as_bytes());
            add(&mut hash, id.unwrap_or_default());
        }
    }
    short(hash)
}

pub(super) fn of_time(answer: Option<i64>) -> AnswerDigest {
    of_bytes(answer.map(i64::to_le_bytes).as_ref().map(|time| &time[..]))
}

fn of_names(names: &[String]) -> AnswerDigest {
    let mut hash = Sha256::new();
    for name in names {
        add(&mut hash, name.as_bytes());
    }
    // A folder without names is not one that is not there.
    hash.update(names.len().to_le_bytes());
    short(hash)
}

fn short(hash: Sha256) -> AnswerDigest {
    let digest: [u8; 32] = hash.finalize().into();
    let mut short = AnswerDigest::default();
    short.copy_from_slice(&digest[..16]);
    short
}
