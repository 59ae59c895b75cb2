//! The law over every document we own and the real plans, with plain words and with hostile ones.

use stopgate_tests::engine;
use stopgate_workspace::Engine;

use crate::documents::{Case, new_plans, plans, real_plans};
use crate::law::{Tally, law};
use crate::payloads::payloads;
use crate::wishes::{KINDS, note, of_items, superseded};

/// Items of each kind that are tried in one document.
const MOST: usize = 4;

/// New plans in which each hostile text is tried.
const PLANS_A_TEXT: usize = 5;

const TEXT: &str = "Loaded the rows of May with `make load`, 41 of 41";

fn tried(engine: &Engine, case: &Case, texts: &[String]) -> Tally {
    let mut all = Tally::default();
    let document = case.read(engine, &case.bytes);
    if document.plan().is_none() || !document.several().is_empty() {
        return all;
    }
    all.plans = 1;
    for text in texts {
        for kind in KINDS {
            all.add(law(engine, case, &document, &note(kind, text)));
        }
        all.add(law(engine, case, &document, &superseded(text)));
        for living in of_items(&document, text, MOST) {
            all.add(law(engine, case, &document, &living));
        }
    }
    all
}

fn over(cases: &[Case], texts: &[String]) -> Tally {
    let engine = engine();
    let tallies = Engine::in_parallel(cases, |case| tried(&engine, case, texts));
    let mut all = Tally::default();
    tallies.into_iter().for_each(|tally| all.add(tally));
    println!(
        "{} plans, {} edits, refused {:?}",
        all.plans, all.made, all.refused
    );
    all
}

fn hold(tally: &Tally) {
    let shown: Vec<&String> = tally.faults.iter().take(20).collect();
    assert!(
        shown.is_empty(),
        "{} faults: {shown:#?}",
        tally.faults.len()
    );
}

/// E1, E2, E3, P5, P10, T5.
#[test]
fn an_edit_adds_itself_and_nothing_else_in_every_plan_we_own() {
    let cases = plans();
    let tally = over(&cases, &[TEXT.to_owned()]);
    assert!(
        tally.plans > 40 && tally.made > 8 * tally.plans,
        "{} edits",
        tally.made
    );
    hold(&tally);
}

#[test]
fn an_edit_adds_itself_and_nothing_else_in_real_plans() {
    let cases = real_plans();
    if cases.is_empty() {
        println!("no real plans are here");
        return;
    }
    let tally = over(&cases, &[TEXT.to_owned()]);
    assert!(tally.made > tally.plans, "{} edits", tally.made);
    hold(&tally);
}

/// ATTACK-11: what is typed becomes no heading, fence, row, comment, box or step.
#[test]
fn nothing_that_is_typed_becomes_a_part_of_the_plan() {
    let mut cases = new_plans();
    let crlf: Vec<Case> = cases.iter().map(Case::with_crlf).collect();
    cases.extend(crlf);
    let mut texts = payloads();
    texts.push("z ".repeat(500_000));
    let engine = engine();
    let numbered: Vec<(usize, String)> = texts.into_iter().enumerate().collect();
    let tallies = Engine::in_parallel(&numbered, |(nth, text)| {
        let mut all = Tally::default();
        for step in 0..PLANS_A_TEXT {
            let case = &cases[(nth * PLANS_A_TEXT + step) % cases.len()];
            all.add(tried(&engine, case, std::slice::from_ref(text)));
        }
        all
    });
    let mut all = Tally::default();
    tallies.into_iter().for_each(|tally| all.add(tally));
    println!("{} edits, refused {:?}", all.made, all.refused);
    assert!(all.made > numbered.len(), "{} edits", all.made);
    assert!(all.refused.contains_key("TooLong"), "{:?}", all.refused);
    hold(&all);
}
