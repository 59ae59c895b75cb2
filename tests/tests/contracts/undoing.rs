//! What undoes what, in which order, and how it goes on where it fails.

use crate::trial::{Trial, fence};

fn step(name: &str, more: &str) -> String {
    fence(
        &format!("#{name} {more}"),
        &format!("echo {name} >> work/log"),
    )
}

fn undo(attributes: &str, name: &str) -> String {
    fence(attributes, &format!("echo {name} >> work/log"))
}

#[test]
fn pairs_are_undone_in_reverse_of_what_was_done_and_only_what_was_done() {
    let fences = [
        step("one", "undo=un-one"),
        step("two", ""),
        step("three", "undo=un-three"),
        fence("#four undo=un-four", "false"),
    ];
    let rollback = [
        undo("#un-one", "un-one"),
        undo("for=two", "un-two"),
        undo("#un-three", "un-three"),
        undo("#un-four", "un-four"),
        undo("", "list-one"),
        undo("", "list-two"),
    ];
    let trial = Trial::with(&fences.concat(), &rollback.concat(), "");
    trial.run(&[]).exits(1);
    trial.repository.sign(&["rollback"]).exits(0);
    let log = trial.read("work/log");
    let log: Vec<&str> = log.lines().collect();
    let expected = [
        "one", "two", "three", "un-three", "un-two", "un-one", "list-one", "list-two",
    ];
    assert_eq!(log, expected);
}

#[test]
fn an_undoing_that_fails_holds_up_the_rest_until_it_is_mended_under_every_policy() {
    for policy in ["stop", "continue", "fix", "rollback", "ask"] {
        let fences = [step("one", "undo=un-one"), step("two", "undo=un-two")];
        let rollback = [
            undo("#un-one", "un-one"),
            fence("#un-two", "test -e mended && echo un-two >> work/log"),
        ];
        let trial = Trial::with(&fences.concat(), &rollback.concat(), "");
        trial.run(&["--on-error", policy]).exits(10);
        trial.repository.sign(&["rollback"]).exits(1);
        trial.resume().exits(1);
        assert_eq!(trial.read("work/log"), "one\ntwo\n", "{policy}");
        trial.write("mended");
        trial.resume().exits(0);
        assert_eq!(
            trial.read("work/log"),
            "one\ntwo\nun-two\nun-one\n",
            "{policy}"
        );
    }
}
