//! Between two journals: whenever `resume --changed` is killed, exactly one of the two runs is open, and it
//! is gone on with.

use std::os::unix::process::ExitStatusExt as _;

use stopgate_tests::matrix::report;

use crate::changed::{
    approve, edit, left_by, log, read_independently, runs, step, two_phases, verify_all,
};
use crate::program;
use crate::trial::Trial;

/// More moments than the command has.
const MOMENTS: usize = 60;

/// The run before, at its first stop-gate; its plan has one step more by now, and one that is edited.
fn about_to_change() -> Trial {
    let trial = two_phases();
    trial.run(&[]).exits(10);
    edit(&trial, &step("two"), &[step("two"), step("new")].concat());
    edit(&trial, &left_by("one"), "echo first >> work/log");
    approve(&trial);
    trial
}

/// The names of the runs that are open.
fn open(trial: &Trial) -> Vec<String> {
    let closed = ["passed", "rolled_back", "superseded"];
    let open = runs(trial)
        .into_iter()
        .filter(|(_, state)| !closed.contains(&state.as_str()));
    open.map(|(run, _)| run).collect()
}

/// Kills the command at its n-th moment; the kind of moment, none where it has fewer.
fn kill(trial: &Trial, crashing: &std::path::Path, moment: usize) -> Option<String> {
    let note = trial.repository.key().with_file_name("note");
    let mut command = trial
        .repository
        .command_of(crashing, &["resume", "--changed", "--keep", "one"]);
    command.env("STOPGATE_CRASH_AT", moment.to_string());
    command.env("STOPGATE_CRASH_NOTE", &note);
    let output = command.output().expect("the binary starts");
    let kind = std::fs::read_to_string(note).ok();
    let said = String::from_utf8_lossy(&output.stderr);
    assert_eq!(kind.is_some(), output.status.signal() == Some(9), "{said}");
    kind
}

/// What a person does who finds the repository so.
fn go_on(trial: &Trial, before: &str, found: &str) {
    let again: &[&str] = if found == before {
        &["resume", "--changed", "--keep", "one"]
    } else {
        &["resume"]
    };
    let done = trial.repository.json(again);
    // A step that ran when its runner was killed, and ended by itself, is proven; else it is asked for.
    if done.code == 11 {
        let id = trial.step(&left_by("new"))["id"].clone();
        let happened = log(trial).contains(&"new".to_owned());
        let word = if happened {
            "--happened"
        } else {
            "--did-not-happen"
        };
        let id = id.as_str().expect("an id");
        let words = ["resolve", id, word, "--reason", "looked at the log"];
        trial.repository.sign(&words).exits(0);
        trial.resume().exits(10);
    } else {
        assert_eq!(done.code, 10, "{}{}", done.stdout, done.stderr);
    }
}

#[test]
fn whenever_it_is_killed_exactly_one_of_the_two_runs_is_open_and_nothing_is_done_twice() {
    let crashing = program::built("stopgate-crashing");
    let trunk = about_to_change();
    let before = runs(&trunk)[0].0.clone();
    let (mut kills, mut old, mut new) = (0, 0, 0);
    for moment in 1..MOMENTS {
        let trial = Trial {
            repository: trunk.repository.fork(),
        };
        if kill(&trial, &crashing, moment).is_none() {
            break;
        }
        assert!(moment + 1 < MOMENTS, "the command has more moments");
        kills += 1;
        let found = open(&trial);
        assert_eq!(found.len(), 1, "moment {moment}: {:?}", runs(&trial));
        if found[0] == before {
            old += 1;
        } else {
            new += 1;
        }
        go_on(&trial, &before, &found[0]);
        assert_eq!(open(&trial).len(), 1, "moment {moment}");
        assert_ne!(open(&trial)[0], before, "moment {moment}");
        trial.go().exits(10);
        trial.go().exits(0);
        assert_eq!(
            log(&trial),
            ["one", "two", "new", "three", "four"],
            "moment {moment}"
        );
        verify_all(&trial);
    }
    // Killed before the record that does both, and behind it.
    assert!(old > 4 && new > 4, "{old} before, {new} behind");
    report("b.8", (kills, "kills between two runs"), 1, &[]);
}

#[test]
fn a_run_that_was_prepared_in_vain_is_never_seen_again() {
    let crashing = program::built("stopgate-crashing");
    let trial = about_to_change();
    let before = runs(&trial)[0].0.clone();
    // Its first record is durable; nothing says yet that it goes on.
    assert_eq!(kill(&trial, &crashing, 4).as_deref(), Some("Synced"));
    let folders = std::fs::read_dir(trial.repository.root().join(".stopgate/runs"));
    let names = folders
        .expect("runs")
        .flatten()
        .map(|entry| entry.file_name());
    let names: Vec<String> = names
        .map(|name| name.to_string_lossy().into_owned())
        .collect();
    let prepared = names
        .iter()
        .find(|name| **name != before)
        .expect("a folder");
    assert_eq!(runs(&trial), [(before.clone(), "waiting".to_owned())]);
    trial.repository.json(&["show", prepared]).exits(2);
    trial.repository.json(&["resume", prepared]).exits(2);
    // The plan is put back, and the run before goes on.
    edit(&trial, "echo first >> work/log", &left_by("one"));
    edit(&trial, &step("new"), "");
    trial.go().exits(10);
    trial.go().exits(0);
    assert_eq!(runs(&trial), [(before, "passed".to_owned())]);
    assert_eq!(log(&trial), ["one", "two", "three", "four"]);
    verify_all(&trial);
    let read = read_independently(&trial, &[]);
    assert!(read.contains("never begun"), "{read}");
}
