//! What decides about a run believes no cache.

use std::fs;
use std::hash::{DefaultHasher, Hasher as _};
use std::path::PathBuf;

use stopgate_tests::repository::Repository;
use stopgate_tests::{files, root};

use crate::program::program;
use crate::world::{CONDITIONS, HEAD};

const PLAN: &str = "plan.md";
const DAY: &str = "2026-04-30";

fn entries(repository: &Repository) -> Vec<PathBuf> {
    let cache = repository.root().with_file_name("cache");
    let mut entries = files(&cache.join("check"), "");
    entries.retain(|path| !path.ends_with("pruned"));
    entries
}

/// A repository with a plan that is not ready, and an entry which says that it is.
fn poisoned() -> Repository {
    let mut repository = Repository::new(program());
    let cache = repository.root().with_file_name("cache");
    repository.set("STOPGATE_CACHE_DIR", &cache.to_string_lossy());
    let good = fs::read(root().join("tests/runs/three-phases.md")).expect("a plan");
    repository.write(PLAN, &good);
    let check = ["check", PLAN, "--as-of", DAY, "--output-format", "json"];
    repository.run(&check).exits(0);
    let entry = entries(&repository).remove(0);
    let clean = fs::read(&entry).expect("an entry");
    let bad = String::from_utf8(good).expect("text");
    let bad = bad.replace("> **Stop-gate:** stop; Jonna tells the gardener.\n", "");
    repository.write(PLAN, bad.as_bytes());
    repository.run(&check).exits(1);
    let conditions = fs::read(&entry).expect("an entry")[..CONDITIONS].to_vec();
    let mut sum = DefaultHasher::new();
    sum.write(&clean[HEAD..]);
    let sum = sum.finish().to_le_bytes();
    fs::write(&entry, [&conditions, &sum[..], &clean[HEAD..]].concat()).expect("an entry");
    let believed = repository.run(&check).exits(0).document();
    assert_eq!(
        believed["files"][0]["ready"], true,
        "the entry is a good forgery"
    );
    repository
}

#[test]
fn a_gate_judges_afresh() {
    let repository = poisoned();
    repository.run(&["gate", PLAN, "--as-of", DAY]).exits(3);
    let status = repository.json(&["status", "--as-of", DAY]).document();
    assert_eq!(status["plans"][0]["verdict"], "fail", "{status}");
}

#[test]
fn an_approval_and_a_run_judge_afresh() {
    let repository = poisoned();
    repository.sign(&["approve", PLAN, "--as-of", DAY]).exits(3);
    repository.json(&["run", PLAN, "--as-of", DAY]).exits(3);
    assert!(!repository.root().join("effects.txt").exists());
}
