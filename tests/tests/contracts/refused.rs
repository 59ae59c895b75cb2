//! Attributes that cannot be read, or do not hold, keep a step from running and say why.

use crate::trial::{PLAN, Trial, fence};

/// What `steps` says of a step with these attributes, behind one that is named `first`.
fn why(attributes: &str) -> String {
    let fences = [
        fence("#first", "true"),
        fence(attributes, "echo x >> work/log"),
    ]
    .concat();
    let trial = Trial::not_approved(&fences, "", "");
    let steps = trial.repository.json(&["steps", PLAN]).document();
    let steps = steps["steps"].as_array().expect("steps").clone();
    let step = steps
        .iter()
        .find(|step| step["command"] == "echo x >> work/log")
        .unwrap_or_else(|| panic!("{steps:?}"));
    assert_eq!(step["runnable"], false, "{attributes}");
    step["why"].as_str().expect("a reason").to_owned()
}

#[test]
fn attributes_with_bad_values_are_obstacles_with_a_reason() {
    for (attributes, reason) in [
        ("efect=read", "did you mean `effect`"),
        ("effect=twice", "one of read, idempotent, once, manual"),
        ("timeout=soon", "no time like"),
        ("effect=read retry=99", "a number up to 20"),
        ("retry=2", "nobody knows what a second time would do"),
        ("backoff=2s", "`retry`"),
        ("effect=read retry=1 backoff=later", "no time like"),
        ("effect=read retry=1 on=signal:9", "neither"),
        ("needs=nobody", "`nobody`"),
        ("needs=a/b", "no name"),
        ("group=\"a b\"", "no name"),
        ("undo=nobody", "`nobody`"),
        ("for=nobody", "`nobody`"),
        ("fix=nobody", "`nobody`"),
        ("fix=first attempts=4", "a number up to 3"),
        ("attempts=2", "`fix`"),
        ("key=a", "effect=idempotent"),
        ("sandbox=none", "one of"),
        ("probe=", "has no value"),
        ("env=a/b", "no name"),
        ("secret=\"a b\"", "no name"),
        ("irreversible=\"it is sent\" undo=first", "no `undo`"),
        ("cwd=a cwd=b", "twice"),
        ("always=yes", "attribute"),
    ] {
        let why = why(attributes);
        assert!(why.contains(reason), "{attributes}: {why}");
    }
}

#[test]
fn what_needs_a_step_that_does_not_run_by_itself_does_not_run_either() {
    for first in [
        "#other effect=manual",
        "#other timeout=soon",
        "#other needs=nobody",
    ] {
        let last = "echo last >> work/log";
        let fences = [fence(first, "true"), fence("needs=other", last)].concat();
        let trial = Trial::not_approved(&fences, "", "");
        let steps = trial.repository.json(&["steps", PLAN]).document();
        let steps = steps["steps"].as_array().expect("steps").clone();
        let step = steps.iter().find(|step| step["command"] == last);
        assert_eq!(step.expect("it is there")["runnable"], false, "{first}");
    }
}

#[test]
fn a_plan_with_a_step_that_needs_what_is_not_there_runs_without_it() {
    let fences = [
        fence("needs=nobody", "echo lost >> work/log"),
        fence("", "echo x >> work/log"),
    ];
    let trial = Trial::not_approved(&fences.concat(), "", "");
    trial.repository.sign(&["approve", PLAN]).exits(0);
    trial.run(&[]).exits(10);
    assert_eq!(trial.read("work/log"), "x\n");
}
