//! What the binary does not show: another build, and a result that is too large.

use std::collections::BTreeMap;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use stopgate_tests::{Folder, engine, options, root};
use stopgate_workspace::{Answer, Cache, Cached, MAX_ENTRY_BYTES, ToJudge, Wanted};

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

fn judge(shelf: &Shelf, build: &'static str, text: &str) -> Answer {
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
    engine().judge_cached(file, &Folder(root()), &Cached::new(shelf, build))
}

#[test]
fn another_build_judges_afresh() {
    let (shelf, text) = (Shelf::default(), plan(NOT_BEGUN, "Nothing."));
    let judge = |build| judge(&shelf, build, &text).from_cache;
    assert!(!judge("a"));
    assert!(judge("a"));
    assert!(!judge("b"));
    assert!(judge("b"));
    assert!(!judge("a"));
}

#[test]
fn a_result_that_is_too_large_is_not_kept() {
    let shelf = Shelf::default();
    let work = |times| "Change `src/a.py` to TBD.\n\n".repeat(times);
    let small = plan(NOT_BEGUN, &work(10));
    judge(&shelf, "a", &small);
    assert_eq!(shelf.kept.load(Ordering::Relaxed), 1);
    let large = plan(NOT_BEGUN, &work(20_000));
    let found = judge(&shelf, "a", &large);
    let findings = found.judged.expect("a plan").checked.findings;
    let texts = findings
        .iter()
        .map(|finding| finding.message.len() + finding.help.len());
    assert!(texts.sum::<usize>() > MAX_ENTRY_BYTES);
    assert_eq!(shelf.kept.load(Ordering::Relaxed), 1);
}
