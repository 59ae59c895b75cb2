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
use stopgate_workspace::{ChangeKind, Engine, Environment};

/// Least number of edits of our own plans in each of the two sets (issue text).
const EDITS: usize = 5_000;

/// Of so many edits of a plan that is not our own one is applied.
const SHARED: usize = 3;

/// Of so many edits one is also asked what it is told as.
const TOLD: usize = 37;

/// One change of the bytes of a plan file.
struct Edit {
    /// What kind of edit it is, for the report.
    kind: &'static str,
    /// The file with the edit.
    bytes: Vec<u8>,
}

/// How many edits of a kind there were, and those that did what they must not.
#[derive(Default)]
struct Tally {
    edits: usize,
    of_own_plans: usize,
    wrong: Vec<String>,
}

/// The edits of all plans, each with the number of its plan; of plans that are not our own, some.
fn numbered(plans: &[PlanFile], edits_of: impl Fn(&PlanFile) -> Vec<Edit>) -> Vec<(usize, Edit)> {
    let mut edits = Vec::new();
    for (at, plan) in plans.iter().enumerate() {
        let every = if plan.own { 1 } else { SHARED };
        let of_plan = edits_of(plan).into_iter().step_by(every);
        let real = of_plan.filter(|edit| edit.bytes != plan.bytes);
        edits.extend(real.map(|edit| (at, edit)));
    }
    edits
}

/// Applies every edit; `voids` says what must come of it.
fn tally(
    plans: &[PlanFile],
    edits: &[(usize, Edit)],
    voids: bool,
) -> BTreeMap<&'static str, Tally> {
    let engine = engine();
    let digests = plans.iter().map(|plan| plan.digest(&engine, &plan.bytes));
    let approved: Vec<String> = digests.collect();
    let is_wrong = Engine::in_parallel(edits, |(at, edit)| {
        let void = plans[*at].digest(&engine, &edit.bytes) != approved[*at];
        void != voids
    });
    let mut tallies: BTreeMap<&'static str, Tally> = BTreeMap::new();
    for ((at, edit), is_wrong) in edits.iter().zip(is_wrong) {
        let tally = tallies.entry(edit.kind).or_default();
        tally.edits += 1;
        tally.of_own_plans += usize::from(plans[*at].own);
        if is_wrong {
            tally.wrong.push(plans[*at].difference(&edit.bytes));
        }
    }
    tallies
}

fn report(title: &str, tallies: &BTreeMap<&'static str, Tally>, kinds: &[&str]) {
    let total: usize = tallies.values().map(|tally| tally.edits).sum();
    let own: usize = tallies.values().map(|tally| tally.of_own_plans).sum();
    let wrong: usize = tallies.values().map(|tally| tally.wrong.len()).sum();
    println!("{title}: {total} edits, {own} of them of our own plans, {wrong} wrong");
    for (kind, tally) in tallies {
        println!("  {:5} {kind}, {} wrong", tally.edits, tally.wrong.len());
    }
    let examples = tallies.iter().flat_map(|(kind, tally)| {
        let wrong = tally.wrong.iter().take(5);
        wrong.map(move |wrong| format!("{kind}: {wrong}"))
    });
    let examples: Vec<String> = examples.collect();
    assert!(examples.is_empty(), "{}", examples.join("\n"));
    assert!(own >= EDITS, "only {own} edits of our own plans");
    for kind in kinds {
        let of_own = tallies.get(kind).map_or(0, |tally| tally.of_own_plans);
        assert!(of_own > 0, "no edit of the kind `{kind}`");
    }
    assert_eq!(tallies.len(), kinds.len(), "a kind of edit is not listed");
}

/// The change that a reader is told has the kind that the edit has.
fn assert_told(
    plans: &[PlanFile],
    edits: &[(usize, Edit)],
    is_right: impl Fn(ChangeKind) -> bool + Sync,
) {
    let engine = engine();
    let some: Vec<&(usize, Edit)> = edits.iter().step_by(TOLD).collect();
    let faults = Engine::in_parallel(&some, |(at, edit)| {
        let plan = &plans[*at];
        let changes = plan.changes(&engine, &edit.bytes);
        let told = changes.iter().any(|change| is_right(change.kind));
        let is_void = is_right(ChangeKind::Meaning);
        let voids = changes
            .iter()
            .any(|change| change.kind == ChangeKind::Meaning);
        let fault = || {
            format!(
                "{}: {}: {changes:?}",
                edit.kind,
                plan.difference(&edit.bytes)
            )
        };
        (!told || voids != is_void).then(fault)
    });
    let faults: Vec<String> = faults.into_iter().flatten().take(5).collect();
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn every_edit_of_what_is_approved_voids() {
    let plans = plans::all();
    let edits = numbered(&plans, meant::edits);
    let tallies = tally(&plans, &edits, true);
    report("edits of meaning", &tallies, meant::KINDS);
    assert_told(&plans, &edits, |kind| kind == ChangeKind::Meaning);
}

#[test]
fn no_cosmetic_or_living_edit_voids() {
    let plans = plans::all();
    let edits = numbered(&plans, |plan| {
        let mut edits = cosmetic::edits(plan);
        edits.extend(tables::edits(plan));
        edits.extend(living::edits(plan));
        edits
    });
    let tallies = tally(&plans, &edits, false);
    let kinds = [cosmetic::KINDS, tables::KINDS, living::KINDS].concat();
    report("cosmetic and living edits", &tallies, &kinds);
    assert_told(&plans, &edits, |kind| kind != ChangeKind::Meaning);
}

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
