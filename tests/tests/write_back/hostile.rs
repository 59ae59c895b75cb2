//! The law over every document we own and the real plans.

use stopgate_tests::{engine, files, root, shared};
use stopgate_workspace::Engine;

use crate::case::{Case, TODAY};
use crate::law::{Tally, hostile, hostile_words, law, report};
use crate::payloads::payloads;

/// How many payloads a document gets that is no whole plan; each one another few. A whole plan gets
/// every other one.
const FEW: usize = 2;

/// The documents of this repository and the shared examples, each as a plan.
fn own_cases() -> Vec<Case> {
    let mut cases: Vec<Case> = Vec::new();
    for folder in [
        "tests/plans",
        "tests/plans-second",
        "docs",
        "crates/rules/src/rules",
    ] {
        let paths = files(&root().join(folder), ".md");
        cases.extend(paths.iter().map(|path| Case::of(path, None, TODAY)));
    }
    let hidden = files(&root().join("tests/hidden"), ".md");
    cases.extend(
        hidden
            .iter()
            .map(|path| Case::of(path, Some("execplan"), TODAY)),
    );
    if let Some(shared) = shared() {
        let examples = files(&shared.join("examples"), ".md");
        cases.extend(examples.iter().map(|path| Case::of(path, None, TODAY)));
    }
    for format in engine().formats() {
        let new = engine().new_plan(&format.id, "A plan", TODAY.parse().expect("a day"));
        let new = new.expect("the format is there");
        cases.push(Case::text(&format!("new {}", format.id), &new, &format.id));
        let crlf = new.replace('\n', "\r\n");
        cases.push(Case::text(
            &format!("new {} crlf", format.id),
            &crlf,
            &format.id,
        ));
    }
    cases
}

fn corpus_cases() -> Vec<Case> {
    let Some(shared) = shared() else {
        return Vec::new();
    };
    let paths = files(&shared.join("corpus"), ".md");
    paths
        .iter()
        .map(|path| Case::of(path, None, TODAY))
        .collect()
}

#[test]
fn hostile_evidence_changes_nothing_in_our_documents() {
    let engine = engine();
    let payloads = payloads();
    let cases: Vec<(usize, Case)> = own_cases().into_iter().enumerate().collect();
    let tallies = Engine::in_parallel(&cases, |(index, case)| {
        let is_claimed = case.read(&engine, &case.bytes).plan().is_some();
        let mut all = Tally {
            documents: usize::from(is_claimed),
            ..Tally::default()
        };
        let (few, turn) = if case.is_plan {
            (payloads.len() / 2, index * (payloads.len() / 2))
        } else {
            (FEW, index * FEW)
        };
        for payload in payloads
            .iter()
            .cycle()
            .skip(turn % payloads.len())
            .take(few)
        {
            all.add(law(&engine, case, &|document| hostile(document, payload)));
            all.add(law(&engine, case, &|document| {
                hostile_words(document, payload)
            }));
        }
        all
    });
    let mut all = Tally::default();
    tallies.into_iter().for_each(|tally| all.add(tally));
    assert!(all.edits > 500, "{} edits", all.edits);
    report("own documents", &all);
}

#[test]
fn hostile_evidence_changes_nothing_in_real_plans() {
    let engine = engine();
    let payloads = payloads();
    let cases: Vec<(usize, Case)> = corpus_cases().into_iter().enumerate().collect();
    let tallies = Engine::in_parallel(&cases, |(index, case)| {
        let payload = &payloads[index % payloads.len()];
        let mut tally = law(&engine, case, &|document| hostile(document, payload));
        tally.documents = usize::from(tally.writes > 0);
        tally
    });
    let mut all = Tally::default();
    tallies.into_iter().for_each(|tally| all.add(tally));
    report("corpus", &all);
}
