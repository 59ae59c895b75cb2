//! FAULT-10: random runs against the reference.

use std::collections::BTreeMap;

use crate::matrix;

use crate::life::live;

/// Where the seeds begin.
const SEED: u64 = 10_000;

#[test]
fn random_runs_are_carried_out_as_the_reference_says() {
    let (mut faults, mut ends) = (Vec::new(), BTreeMap::new());
    let (mut starts, mut kills, mut records) = (0, 0, 0);
    let count = matrix::count(4_000);
    for at in 0..count {
        let seed = SEED + u64::try_from(at).unwrap_or(0);
        let lived = live(seed);
        faults.extend(
            lived
                .faults
                .first()
                .map(|fault| format!("seed {seed}: {fault}")),
        );
        *ends.entry(lived.last.name()).or_insert(0) += 1;
        starts += lived.starts;
        kills += lived.kills;
        records += lived.records;
    }
    println!("{starts} commands, {kills} dead runners, {records} records, ends {ends:?}");
    matrix::report("FAULT-10", (count, "random plans"), SEED, &faults);
    assert!(ends.len() > 1 && starts > count && kills > count / 2);
}

/// A step that always runs failed, and was to run anew because another one was tried again.
#[test]
fn a_run_in_which_a_step_that_always_runs_fails_between_two_tries_comes_to_its_stop() {
    let faults = live(61_644).faults;
    assert!(faults.is_empty(), "{faults:?}");
}
