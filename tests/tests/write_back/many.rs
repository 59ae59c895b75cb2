//! Hundreds of payloads, among them every hidden command, each as evidence in plans of two formats.

use stopgate_tests::{engine, files, matrix, root};
use stopgate_workspace::Engine;

use crate::case::{Case, TODAY};
use crate::law::{Tally, hostile, hostile_words, law};
use crate::payloads::payloads;

/// Payloads at least (EXECUTION.md).
const PAYLOADS: usize = 300;

/// Faults that are known and not mended: there may be fewer, never more.
const KNOWN: usize = 3;

/// The line behind which a hidden command stands in its document.
const BEHIND: &str = "Expected: `control`\n";

/// The payloads, and what hides a command in the documents made for that.
fn all_payloads() -> Vec<String> {
    let hidden = files(&root().join("tests/hidden"), ".md")
        .into_iter()
        .filter_map(|path| {
            let text = String::from_utf8_lossy(&std::fs::read(path).ok()?).into_owned();
            Some(text.split_once(BEHIND)?.1.to_owned())
        });
    payloads().into_iter().chain(hidden).collect()
}

/// A new plan of each format.
fn plans(engine: &Engine) -> Vec<Case> {
    let formats = engine.formats().iter();
    let plans = formats.map(|format| {
        let new = engine.new_plan(&format.id, "A plan", TODAY.parse().expect("a day"));
        let new = new.expect("the format is there");
        Case::text(&format!("new {}", format.id), &new, &format.id)
    });
    plans.collect()
}

#[test]
fn no_payload_becomes_a_part_of_the_plan_that_it_is_evidence_in() {
    let engine = engine();
    let (payloads, plans) = (all_payloads(), plans(&engine));
    assert!(payloads.len() >= PAYLOADS, "{} payloads", payloads.len());
    let numbered: Vec<(usize, String)> = payloads.into_iter().enumerate().collect();
    let tallies = Engine::in_parallel(&numbered, |(nth, payload)| {
        let mut all = Tally::default();
        let begins: String = payload.chars().take(60).collect();
        for step in [0, 2] {
            let case = &plans[(nth + step) % plans.len()];
            all.add(law(&engine, case, &|document| hostile(document, payload)));
            all.add(law(&engine, case, &|document| {
                hostile_words(document, payload)
            }));
        }
        for fault in &mut all.faults {
            fault.push_str(&format!(" by {begins:?}"));
        }
        all
    });
    let mut all = Tally::default();
    tallies.into_iter().for_each(|tally| all.add(tally));
    // A known fault of the rule about placeholders: it takes inline code that holds backticks apart, and finds
    // a word of the output there. It is counted in the line of the report, not hidden from it.
    let is_known = |fault: &String| fault.contains("new error: STR008") && fault.contains("```");
    let (known, faults): (Vec<String>, Vec<String>) =
        all.faults.iter().cloned().partition(is_known);
    known
        .iter()
        .for_each(|fault| println!("known fault: {fault}"));
    assert!(known.len() <= KNOWN, "{known:#?}");
    assert!(all.edits >= numbered.len(), "{} edits", all.edits);
    let unit = format!(
        "payloads as evidence ({} more known faults: STR008 on code with backticks)",
        known.len()
    );
    matrix::report("ATTACK-11", (numbered.len(), &unit), 0, &faults);
}
