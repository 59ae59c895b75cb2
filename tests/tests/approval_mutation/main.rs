//! What voids an approval and what keeps it, over single edits of plan files (ATTACK-2): every edit of
//! a command, directory, expectation, requirement, risk or rollback voids; no cosmetic or living edit
//! that leaves headings and section boundaries in place does.

mod plans;

mod places;

mod spelling;

mod meant;

mod cosmetic;

mod tables;

mod living;

mod attacks;

use std::collections::BTreeMap;

use plans::PlanFile;
use stopgate_tests::engine;
use stopgate_workspace::{Engine, Environment};

/// Least number of edits in each of the two sets (issue text).
const EDITS: usize = 5_000;

/// One change of the bytes of a plan file.
struct Edit {
    /// What kind of edit it is, for the report.
    kind: &'static str,
    /// The file with the edit.
    bytes: Vec<u8>,
}

/// How many edits of a kind there were, and examples of those that did what they must not.
#[derive(Default)]
struct Tally {
    edits: usize,
    wrong: Vec<String>,
}

/// Applies every edit; `voids` says what must come of it.
fn tally(edits_of: impl Fn(&PlanFile) -> Vec<Edit>, voids: bool) -> BTreeMap<&'static str, Tally> {
    let t = std::time::Instant::now();
    let engine = engine();
    let plans = plans::all();
    let edits: Vec<(usize, Edit)> = plans
        .iter()
        .enumerate()
        .flat_map(|(at, plan)| edits_of(plan).into_iter().map(move |edit| (at, edit)))
        .collect();
    println!("gen {:?} {} plans", t.elapsed(), plans.len());
    let approved: Vec<String> = plans
        .iter()
        .map(|plan| plan.digest(&engine, &plan.bytes))
        .collect();
    let is_wrong = Engine::in_parallel(&edits, |(at, edit)| {
        let void = plans[*at].digest(&engine, &edit.bytes) != approved[*at];
        void != voids
    });
    println!("run {:?}", t.elapsed());
    let mut tallies: BTreeMap<&'static str, Tally> = BTreeMap::new();
    for ((at, edit), is_wrong) in edits.iter().zip(is_wrong) {
        let tally = tallies.entry(edit.kind).or_default();
        tally.edits += 1;
        if is_wrong {
            if tally.wrong.len()<60 {tally.wrong.push(plans[*at].difference(&edit.bytes));
        }
    }
    tallies
}

fn report(title: &str, tallies: &BTreeMap<&'static str, Tally>, kinds: &[&str]) {
    let total: usize = tallies.values().map(|tally| tally.edits).sum();
    let wrong: usize = tallies.values().map(|tally| tally.wrong.len()).sum();
    println!("{title}: {total} edits, {wrong} wrong");
    for (kind, tally) in tallies {
        println!("  {:6} {kind}: {} wrong", tally.edits, tally.wrong.len());
    }
    let examples = tallies.iter().flat_map(|(kind, tally)| {
        let wrong = tally.wrong.iter().take(5);
        wrong.map(move |wrong| format!("{kind}: {wrong}"))
    });
    let examples: Vec<String> = examples.collect();
    assert!(examples.is_empty(), "{}", examples.join("\n"));
    assert!(total >= EDITS, "only {total} edits");
    for kind in kinds {
        assert!(tallies.contains_key(kind), "no edit of the kind `{kind}`");
    }
    assert_eq!(tallies.len(), kinds.len(), "a kind of edit is not listed");
}

#[test]
fn every_edit_of_what_is_approved_voids() {
    let tallies = tally(meant::edits, true);
    report("edits of meaning", &tallies, meant::KINDS);
}

#[test]
fn no_cosmetic_or_living_edit_voids() {
    let edits = |plan: &PlanFile| {
        let mut edits = cosmetic::edits(plan);
        edits.extend(tables::edits(plan));
        edits.extend(living::edits(plan));
        edits
    };
    let tallies = tally(edits, false);
    let kinds = [cosmetic::KINDS, tables::KINDS, living::KINDS].concat();
    report("cosmetic and living edits", &tallies, &kinds);
}

/// A digest that is the same for one and the same file, and another one for another environment.
#[test]
fn the_environment_is_approved_too() {
    let engine = engine();
    for plan in plans::all() {
        let plain = plan.digest(&engine, &plan.bytes);
        assert_eq!(plain, plan.digest(&engine, &plan.bytes));
        let mut environment = Environment::default();
        environment.values.insert("MODE".into(), "fast".into());
        assert_ne!(
            plain,
            plan.digest_with(&engine, &plan.bytes, environment.clone())
        );
        environment.values.clear();
        environment.secrets.push("MODE".into());
        assert_ne!(plain, plan.digest_with(&engine, &plan.bytes, environment));
    }
}
