//! A run whose plan another one took the place of while its runner was dead (docs/living.md).

use crate::changed::{edit, log, step};
use crate::trial::{BROKEN_OFF, Trial, fence, said};

/// Says in the plan, as a person does by hand, that another one counts.
fn supersede(trial: &Trial) {
    edit(
        trial,
        "**Status:** Ready",
        "**Status:** superseded by plans/other.md",
    );
}

fn refuses(trial: &Trial) {
    let done = trial.resume().exits(3);
    assert!(said(&done).contains("taken the place"), "{}", said(&done));
}

/// R1, R5: what was under way is looked at, and nothing is carried out after it.
#[test]
fn a_step_whose_end_nobody_saw_is_asked_for_and_nothing_goes_on() {
    let trial = Trial::new(&[fence("#broken", BROKEN_OFF), step("two")].concat());
    trial.run_and_kill("work/tries");
    trial.write("work/go");
    supersede(&trial);
    trial.resume().exits(11);
    trial.resolve(BROKEN_OFF, "--redo");
    refuses(&trial);
    assert_eq!(trial.read("work/tries"), "x\n");
    assert!(log(&trial).is_empty());
}

#[test]
fn a_step_that_may_be_repeated_is_not() {
    let trial = Trial::new(&[fence("effect=read", BROKEN_OFF), step("two")].concat());
    trial.run_and_kill("work/tries");
    trial.write("work/go");
    supersede(&trial);
    refuses(&trial);
    assert_eq!(trial.read("work/tries"), "x\n");
    assert!(log(&trial).is_empty());
}
