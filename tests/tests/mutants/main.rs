//! The mutation suite: a defect put into a clean plan is found by the rule that is there for it.
//!
//! `tests/mutants/*.toml` holds the mutants, grouped by the prefix of their codes; the clean plans
//! are those of our own that a reviewer calls ready, and `tests/mutants/clean/`.

mod mutant;
#[path = "../support/told.rs"]
mod told;

use std::collections::BTreeMap;

use mutant::{Fate, Mutant, read};
use stopgate_tests::{engine, files, root};
use stopgate_workspace::rules::all;

/// Least number of mutants of each rule.
const MUTANTS_PER_RULE: usize = 3;
/// Least share of the mutants that must be killed.
const KILLED: f64 = 0.98;

fn mutants() -> Vec<Mutant> {
    let folder = root().join("tests/mutants");
    let groups: Vec<_> = files(&folder, ".toml");
    assert!(!groups.is_empty(), "no mutants in {}", folder.display());
    groups.iter().flat_map(|group| read(group)).collect()
}

#[test]
fn every_rule_has_its_mutants() {
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    for mutant in mutants() {
        *counts.entry(mutant.rule).or_default() += 1;
    }
    let few: Vec<String> = all()
        .map(|rule| (rule.code, counts.remove(rule.code).unwrap_or_default()))
        .filter(|(_, count)| *count < MUTANTS_PER_RULE)
        .map(|(code, count)| format!("{code}: {count}"))
        .collect();
    assert!(few.is_empty(), "too few mutants: {}", few.join(", "));
    assert!(counts.is_empty(), "no such rule: {counts:?}");
}

#[test]
fn nearly_every_mutant_is_killed() {
    let engine = engine();
    let mutants = mutants();
    let (mut killed, mut survivors, mut faults) = (0, Vec::new(), Vec::new());
    for mutant in &mutants {
        match mutant.fate(&engine) {
            Fate::Killed => killed += 1,
            Fate::Survived => survivors.push(mutant.to_string()),
            Fate::Faulty(why) => faults.push(format!("{mutant}: {why}")),
        }
    }
    let share = f64::from(killed) / mutants.len() as f64;
    println!("{killed} of {} mutants killed ({share:.3})", mutants.len());
    println!("survivors:\n  {}", survivors.join("\n  "));
    assert!(faults.is_empty(), "faulty mutants:\n{}", faults.join("\n"));
    assert!(share >= KILLED, "{}", survivors.join("\n"));
}

#[test]
fn the_clean_plans_have_no_error() {
    let engine = engine();
    let plans: Vec<String> = mutants().into_iter().map(|mutant| mutant.plan).collect();
    let mut plans: Vec<&str> = plans.iter().map(String::as_str).collect();
    plans.sort_unstable();
    plans.dedup();
    for plan in plans {
        let errors = mutant::errors(&engine, plan);
        assert!(errors.is_empty(), "{plan}:\n{}", errors.join("\n"));
    }
}
