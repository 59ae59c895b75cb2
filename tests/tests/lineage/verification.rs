//! `stopgate verify` recomputes what can be recomputed, and names the first record that is wrong, also
//! where somebody computed all hashes anew.

use serde_json::Value;
use stopgate_gate::sha256;
use stopgate_tests::repository::Repository;

use crate::{passed, rolled_back};

fn journal(repository: &Repository) -> String {
    let shown = repository.json(&["runs"]).exits(0).document();
    let runs = shown["runs"].as_array().expect("runs");
    let run = runs.last().expect("a run")["run"].as_str().expect("a name");
    format!(".stopgate/runs/{run}/journal.jsonl")
}

/// Changes the first record that says something, and nothing else: the chain breaks.
pub fn change(repository: &Repository, from: &str, to: &str) {
    let path = journal(repository);
    let text = repository.read(&path);
    assert!(text.contains(from), "{from}");
    repository.write(&path, text.replacen(from, to, 1).as_bytes());
}

/// The same, and computes all hashes behind it anew; the number of the record.
fn forge(repository: &Repository, from: &str, to: &str) -> u64 {
    let path = journal(repository);
    let text = repository.read(&path);
    let (mut prev, mut forged, mut first) = (String::new(), String::new(), 0);
    for (at, line) in text.lines().enumerate() {
        let (body, _) = line.rsplit_once(",\"hash\":\"").expect("a record");
        let body = if first == 0 && body.contains(from) {
            first = at as u64 + 1;
            body.replacen(from, to, 1)
        } else {
            body.to_owned()
        };
        let (head, rest) = body.split_once("\"prev\":\"").expect("a record");
        let (old, rest) = rest.split_once('"').expect("a hash");
        let before = if at == 0 { old } else { &prev };
        let body = format!("{head}\"prev\":\"{before}\"{rest}");
        prev = sha256(body.as_bytes());
        forged.push_str(&format!("{body},\"hash\":\"{prev}\"}}\n"));
    }
    assert!(first > 0, "{from}");
    repository.write(&path, forged.as_bytes());
    first
}

fn found<'v>(verified: &'v Value, what: &str) -> &'v str {
    let checked = verified["checked"].as_array().expect("what was checked");
    let checked = checked.iter().find(|it| it["what"] == what);
    checked.and_then(|it| it["found"].as_str()).expect(what)
}

#[test]
fn what_was_checked_is_said() {
    let verified = rolled_back().json(&["verify"]).exits(0).document();
    assert_eq!(
        (&verified["ok"], &verified["first_bad"]),
        (&true.into(), &Value::Null)
    );
    assert!(found(&verified, "approval").contains("signature"));
    assert!(found(&verified, "decisions").starts_with("2, each signed"));
    assert!(found(&verified, "outputs").starts_with("7 digests recomputed"));
    assert!(found(&verified, "results").starts_with("7 follow"));
    assert!(found(&verified, "plan").contains("as the run left it"));
    let edited = rolled_back().fork();
    let text = edited.read(crate::PLAN);
    edited.write(crate::PLAN, (text + "\nA note.\n").as_bytes());
    let verified = edited.json(&["verify"]).exits(0).document();
    assert!(found(&verified, "plan").contains("was edited since"));
}

/// Nobody signs before the stop-gate, so these forgeries are found by what they say, or by the go.
#[test]
fn evidence_that_was_forged_with_all_hashes_is_named() {
    for (from, to) in [
        ("\"head\":\"counted\\n\"", "\"head\":\"Counted\\n\""),
        ("\"passed\":false", "\"passed\":true"),
        ("\"value\":1}", "\"value\":0}"),
    ] {
        let repository = passed().fork();
        repository.tampered();
        let record = forge(&repository, from, to);
        let verified = repository.json(&["verify"]).exits(1).document();
        assert_eq!(verified["first_bad"], record, "{from}: {verified}");
    }
}

#[test]
fn a_time_that_was_forged_with_all_hashes_is_found_by_the_next_signature() {
    let repository = passed().fork();
    repository.tampered();
    let record = forge(&repository, "\"at\":\"2", "\"at\":\"1");
    assert_eq!(record, 1);
    let verified = repository.json(&["verify"]).exits(1).document();
    let bad = verified["first_bad"].as_u64().expect("a record");
    let lines: Vec<String> = repository
        .read(&journal(&repository))
        .lines()
        .map(str::to_owned)
        .collect();
    let line = &lines[usize::try_from(bad).expect("small") - 1];
    assert!(line.contains("\"kind\":\"decided\""), "{verified}");
}

#[test]
fn nobody_is_told_of_a_journal_that_does_not_verify() {
    let repository = passed().fork();
    repository.tampered();
    change(&repository, "\"passed\":false", "\"passed\":true");
    for form in ["openlineage", "in-toto"] {
        let done = repository.run(&["lineage", "--to", form]).exits(2);
        assert!(done.stdout.is_empty() && done.stderr.contains("stopgate verify"));
    }
}
