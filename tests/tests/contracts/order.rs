//! Needs, groups, and how many steps run at the same time.

use crate::trial::{Trial, fence, wait_for};

/// Steps that each wait for what the other does.
fn meeting(attributes: [&str; 2]) -> [String; 2] {
    let step = |mine: &str, other: &str| {
        format!("touch work/{mine}; {}", wait_for(&format!("work/{other}")))
    };
    let [left, right] = attributes;
    [
        fence(left, &step("left", "right")),
        fence(right, &step("right", "left")),
    ]
}

#[test]
fn steps_of_a_group_run_at_the_same_time() {
    let trial = Trial::new(&meeting(["group=both", "group=both"]).concat());
    trial.run(&[]).exits(10);
    let met = |file: &str| trial.repository.root().join(file).exists();
    assert!(met("work/left") && met("work/right"));
}

#[test]
fn steps_that_need_the_same_run_at_the_same_time_and_what_needs_both_after_them() {
    let first = fence("#first", "echo first >> work/order");
    let [left, right] = meeting(["#left needs=first", "#right needs=first"]);
    let last = fence(
        "needs=left,right",
        "test -e work/left && test -e work/right && echo last >> work/order",
    );
    let trial = Trial::new(&[first, left, right, last].concat());
    trial.run(&[]).exits(10);
    assert_eq!(trial.read("work/order"), "first\nlast\n");
}

#[test]
fn steps_that_say_nothing_run_one_after_the_other() {
    let trial = Trial::new(&meeting(["#left", "#right"]).concat());
    trial.run(&[]).exits(1);
    assert!(!trial.repository.root().join("work/right").exists());
}

#[test]
fn no_more_steps_run_at_the_same_time_than_the_repository_says() {
    let fences = meeting(["group=both", "group=both"]).concat();
    let trial = Trial::with(&fences, "", "[run]\nwidth = 1\n");
    trial.run(&[]).exits(1);
    assert!(!trial.repository.root().join("work/right").exists());
}
