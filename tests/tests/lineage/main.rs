//! What a run tells others: OpenLineage events, in-toto statements, a page, a comparison, a
//! verification. Each document is held against the schema that its makers publish.

mod comparison;
mod journals;
mod openlineage;
mod pages;
mod statements;
mod verification;

#[path = "../support/cargo.rs"]
mod cargo;

#[path = "../support/program.rs"]
mod program;

use std::sync::OnceLock;

use stopgate_tests::repository::{Repository, SIGNER};
use stopgate_tests::root;

const DAY: &str = "2026-04-30";
const PLAN: &str = "plans/boats.md";

/// A run whose second step failed until its cause was mended, and that passed then.
fn passed() -> &'static Repository {
    static PASSED: OnceLock<Repository> = OnceLock::new();
    PASSED.get_or_init(|| {
        let repository = Repository::new(program::program());
        let text = std::fs::read(root().join("tests/runs/mended.md")).expect("a plan");
        repository.write(PLAN, &text);
        repository.sign(&["approve", PLAN, "--as-of", DAY]).exits(0);
        repository.json(&["run", PLAN, "--as-of", DAY]).exits(1);
        repository.write("mended.txt", b"");
        repository.json(&["resume"]).exits(10);
        repository
            .sign(&["go", "--reason", "<b>counted</b> by hand\u{202e}"])
            .exits(0);
        repository
    })
}

/// The same, and rolled back; the way back failed once too.
fn rolled_back() -> &'static Repository {
    static BACK: OnceLock<Repository> = OnceLock::new();
    BACK.get_or_init(|| {
        let repository = passed().fork();
        repository.sign(&["rollback"]).exits(1);
        repository.write("undoable.txt", b"");
        repository.sign(&["rollback"]).exits(0);
        repository
    })
}

/// What `stopgate lineage` prints, signed or not.
fn told(repository: &Repository, form: &str, signed: bool) -> Vec<serde_json::Value> {
    let key = repository.key();
    let key = key.to_string_lossy();
    let as_signer = ["--as", SIGNER, "--key", &key];
    let as_signer: &[&str] = if signed { &as_signer } else { &[] };
    let done = repository.run(&[&["lineage", "--to", form], as_signer].concat());
    let lines = done.exits(0).stdout;
    let line = |line: &str| serde_json::from_str(line).expect("a JSON document a line");
    lines.lines().map(line).collect()
}
