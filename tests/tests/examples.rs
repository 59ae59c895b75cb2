//! Recall and precision on plans with truth files: the shared examples, and plans of our own that
//! were written before the rules were.

use std::collections::BTreeMap;
use std::path::Path;

use stopgate_tests::scoring::{self, Score, with_document};
use stopgate_tests::{TruePlan, root, shared, true_plans};

/// Least share of the errors of a truth file set that must be found.
const RECALL: f64 = 0.95;
/// The same for plans of our own, which were written before the rules and kept apart.
const OWN_RECALL: f64 = 0.90;
/// Least share of the reported errors that must be right.
const PRECISION: f64 = 0.90;
/// Least F1 of the commands found.
const STEPS_F1: f64 = 0.90;

fn plans(folder: &Path) -> Vec<TruePlan> {
    let plans = true_plans(folder);
    assert!(!plans.is_empty(), "no plans below {}", folder.display());
    plans
}

fn sets() -> Vec<(&'static str, Vec<TruePlan>)> {
    let mut sets = vec![
        ("first", plans(&root().join("tests/plans"))),
        ("second", plans(&root().join("tests/plans-second"))),
    ];
    if let Some(shared) = shared() {
        sets.push(("examples", plans(&shared.join("examples"))));
    }
    sets
}

fn by_format(plans: &[TruePlan]) -> BTreeMap<String, Score> {
    let mut scores: BTreeMap<String, Score> = BTreeMap::new();
    for plan in plans {
        scores
            .entry(plan.text("format").to_owned())
            .or_default()
            .add(&scoring::score(plan));
    }
    scores
}

#[test]
fn no_plan_that_a_reviewer_calls_ready_has_an_error() {
    for (name, plans) in sets() {
        let ready = plans.iter().filter(|plan| plan.is_ready());
        let alarms: Vec<String> = ready
            .flat_map(|plan| scoring::score(plan).false_alarms)
            .collect();
        assert!(alarms.is_empty(), "{name}:\n{}", alarms.join("\n"));
    }
}

#[test]
fn planted_errors_are_found_and_little_else() {
    for (name, plans) in sets() {
        let planted: Vec<TruePlan> = plans.into_iter().filter(|plan| !plan.is_ready()).collect();
        let mut all = Score::default();
        for (format, score) in by_format(&planted) {
            println!(
                "{name:9} {format:10} recall {:.2} ({}/{})  precision {:.2} ({}/{})",
                score.recall(),
                score.found,
                score.errors,
                score.precision(),
                score.right,
                score.reported
            );
            all.add(&score);
        }
        println!(
            "{name:9} all        recall {:.2}  precision {:.2}",
            all.recall(),
            all.precision()
        );
        println!(
            "missed:\n  {}\nfalse alarms:\n  {}",
            all.missed.join("\n  "),
            all.false_alarms.join("\n  ")
        );
        let least = if name == "examples" {
            RECALL
        } else {
            OWN_RECALL
        };
        assert!(all.recall() >= least, "{name}: recall {:.2}", all.recall());
        assert!(
            all.precision() >= PRECISION,
            "{name}: precision {:.2}",
            all.precision()
        );
    }
}

#[test]
fn every_plan_is_recognised_as_what_it_is() {
    for (_, plans) in sets() {
        for plan in &plans {
            let format = with_document(plan, |document, _| {
                document.plan().map(|plan| plan.format.id.clone())
            });
            assert_eq!(
                format.as_deref(),
                Some(plan.text("format")),
                "{}",
                plan.name()
            );
        }
    }
}

#[test]
fn the_commands_of_a_plan_are_found() {
    for (name, plans) in sets() {
        let (mut right, mut found, mut wanted) = (0, 0, 0);
        for plan in &plans {
            let (one_right, one_found, one_wanted, notes) = scoring::steps(plan);
            right += one_right;
            found += one_found;
            wanted += one_wanted;
            notes.iter().for_each(|note| println!("{note}"));
        }
        let f1 = 2.0 * right as f64 / (found + wanted) as f64;
        println!("{name}: steps F1 {f1:.3} ({right} right, {found} found, {wanted} in the truth)");
        assert!(f1 >= STEPS_F1, "{name}: F1 {f1:.3}");
    }
}
