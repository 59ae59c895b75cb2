//! What the binary does not show: another build, a repository that changes meanwhile, one that is too large.

use std::collections::BTreeMap;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use stopgate_tests::{engine, options};
use stopgate_workspace::{Answer, Cache, Cached, MAX_ENTRY_BYTES, Repository, ToJudge, Wanted};

use crate::git::{NOT_BEGUN, plan};

/// Entries in memory.
#[derive(Default)]
struct Shelf {
    entries: Mutex<BTreeMap<String, Vec<u8>>>,
    kept: AtomicUsize,
}

impl Cache for &Shelf {
    fn entry(&self, name: &str) -> Option<Vec<u8>> {
        self.entries
            .lock()
            .expect("nobody panicked")
            .get(name)
            .cloned()
    }

    fn keep(&self, name: &str, entry: &[u8]) {
        self.kept.fetch_add(1, Ordering::Relaxed);
        let mut entries = self.entries.lock().expect("nobody panicked");
        entries.insert(name.to_owned(), entry.to_owned());
    }
}

/// A repository in which files are there every other time that somebody asks, or never.
struct Restless {
    flickers: bool,
    there: AtomicBool,
}

impl Restless {
    fn new(flickers: bool) -> Self {
        Self {
            flickers,
            there: AtomicBool::new(false),
        }
    }
}

impl Repository for Restless {
    fn exists(&self, _path: &str) -> bool {
        self.flickers && self.there.fetch_xor(true, Ordering::Relaxed)
    }

    fn read(&self, _path: &str) -> Option<Vec<u8>> {
        None
    }

    fn is_repository(&self) -> bool {
        true
    }
}

fn judge(shelf: &Shelf, build: &'static str, (text, repository): (&str, &Restless)) -> Answer {
    let options = options(None, "2026-06-01");
    let file = ToJudge {
        path: "docs/plan.md",
        bytes: text.as_bytes().to_vec(),
        options: &options,
        wanted: Wanted {
            named: true,
            fingerprints: false,
        },
    };
    engine().judge_cached(file, repository, &Cached::new(shelf, build))
}

#[test]
fn another_build_judges_afresh() {
    let (shelf, text) = (Shelf::default(), plan(NOT_BEGUN, "Nothing."));
    let judge = |build| judge(&shelf, build, (&text, &Restless::new(false))).from_cache;
    assert!(!judge("a"));
    assert!(judge("a"));
    assert!(!judge("b"));
    assert!(judge("b"));
    assert!(!judge("a"));
}

#[test]
fn what_was_judged_while_the_repository_changed_is_not_kept() {
    let work = "Change `src/a.py`. Then change `src/b.py`, and `src/a.py` again.";
    let text = plan(NOT_BEGUN, work);
    let shelf = Shelf::default();
    judge(&shelf, "a", (&text, &Restless::new(true)));
    assert_eq!(shelf.kept.load(Ordering::Relaxed), 0);
    judge(&shelf, "a", (&text, &Restless::new(false)));
    assert_eq!(shelf.kept.load(Ordering::Relaxed), 1);
}

#[test]
fn a_result_that_is_too_large_is_not_kept() {
    let shelf = Shelf::default();
    let work = |times| "Change `src/a.py` to TBD.\n\n".repeat(times);
    let small = plan(NOT_BEGUN, &work(10));
    judge(&shelf, "a", (&small, &Restless::new(false)));
    assert_eq!(shelf.kept.load(Ordering::Relaxed), 1);
    let large = plan(NOT_BEGUN, &work(20_000));
    let found = judge(&shelf, "a", (&large, &Restless::new(false)));
    let findings = found.judged.expect("a plan").checked.findings;
    let texts = findings
        .iter()
        .map(|finding| finding.message.len() + finding.help.len());
    assert!(texts.sum::<usize>() > MAX_ENTRY_BYTES);
    assert_eq!(shelf.kept.load(Ordering::Relaxed), 1);
}
