//! A repository that notes what it is asked.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use stopgate_model::{History, Repository};

use super::asked::{AnswerDigest, Asked, Folders, of_bytes, of_flag, of_history, of_time};

/// Passes on every question and its answer, and notes both.
pub(super) struct Asking<'r> {
    repository: &'r dyn Repository,
    folders: &'r Folders,
    noted: Mutex<Noted>,
}

#[derive(Default)]
struct Noted {
    answers: BTreeMap<Asked<String>, AnswerDigest>,
    /// True where one question got two answers: the repository changed meanwhile.
    changed: bool,
}

impl<'r> Asking<'r> {
    pub(super) fn new(repository: &'r dyn Repository, folders: &'r Folders) -> Self {
        Self {
            repository,
            folders,
            noted: Mutex::default(),
        }
    }

    /// What was asked, each question once; none where the repository did not stay as it was.
    pub(super) fn into_asked(self) -> Option<Vec<(Asked<String>, AnswerDigest)>> {
        let noted = self.noted.into_inner();
        let noted = noted.unwrap_or_else(PoisonError::into_inner);
        (!noted.changed).then(|| noted.answers.into_iter().collect())
    }

    fn note(&self, asked: Asked<&str>, answer: AnswerDigest) {
        let mut noted = self.noted.lock().unwrap_or_else(PoisonError::into_inner);
        let before = noted.answers.insert(asked.to_owned(), answer);
        noted.changed |= before.is_some_and(|before| before != answer);
    }
}

impl Repository for Asking<'_> {
    fn exists(&self, path: &str) -> bool {
        let answer = self.repository.exists(path);
        self.note(Asked::Exists(path), of_flag(answer));
        answer
    }

    fn read(&self, path: &str) -> Option<Vec<u8>> {
        let answer = self.repository.read(path);
        self.note(Asked::Read(path), of_bytes(answer.as_deref()));
        answer
    }

    fn is_repository(&self) -> bool {
        self.repository.is_repository()
    }

    fn list(&self, folder: &str) -> Option<Arc<[String]>> {
        let answer = self.repository.list(folder);
        let digest = self.folders.digest(folder, answer.as_ref());
        self.note(Asked::List(folder), digest);
        answer
    }

    fn history(&self) -> Option<&History> {
        let answer = self.repository.history();
        self.note(Asked::History, of_history(answer));
        answer
    }

    fn content(&self, id: &str) -> Option<Vec<u8>> {
        let answer = self.repository.content(id);
        self.note(Asked::Content(id), of_flag(answer.is_some()));
        answer
    }

    fn approved(&self, plan: &str) -> Option<i64> {
        let answer = self.repository.approved(plan);
        self.note(Asked::Approved(plan), of_time(answer));
        answer
    }

    fn tickets(&self) -> Option<&str> {
        self.repository.tickets()
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicBool, Ordering};

    use super::*;

    /// Files are there every other time that somebody asks.
    #[derive(Default)]
    struct Restless(AtomicBool);

    impl Repository for Restless {
        fn exists(&self, path: &str) -> bool {
            path == "restless" && self.0.fetch_xor(true, Ordering::Relaxed)
        }

        fn read(&self, _path: &str) -> Option<Vec<u8>> {
            None
        }

        fn is_repository(&self) -> bool {
            true
        }
    }

    fn asked(paths: &[&str]) -> Option<usize> {
        let (repository, folders) = (Restless::default(), Folders::default());
        let asking = Asking::new(&repository, &folders);
        for path in paths {
            asking.exists(path);
        }
        asking.into_asked().map(|asked| asked.len())
    }

    #[test]
    fn nothing_is_noted_of_a_repository_that_changes_meanwhile() {
        assert_eq!(asked(&["quiet", "restless", "quiet"]), Some(2));
        assert_eq!(asked(&["restless", "restless"]), None);
    }
}
