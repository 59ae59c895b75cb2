//! What is tried again, when, and what is never done twice without a word.

use crate::trial::{BROKEN_OFF, Trial, fence, said};

/// Fails with a code until it was started so often.
fn stubborn(code: u8, times: u8) -> String {
    format!(
        "echo \"$STOPGATE_IDEMPOTENCE_KEY\" >> work/keys; test $(wc -l < work/keys) -ge {times} || exit {code}"
    )
}

#[test]
fn a_step_is_tried_again_as_often_as_it_says_with_the_same_key() {
    let command = stubborn(75, 3);
    let attributes = "effect=idempotent retry=3 backoff=1s on=exit:75";
    let trial = Trial::new(&fence(attributes, &command));
    trial.run(&[]).exits(10);
    assert_eq!(trial.stands(&command), ("passed".to_owned(), 3));
    let keys = trial.read("work/keys");
    let keys: Vec<&str> = keys.lines().collect();
    assert!(
        keys[0].len() == 64 && keys.iter().all(|key| *key == keys[0]),
        "{keys:?}"
    );
    // One second before the second try, two before the third.
    let journal = trial.repository.json(&["show"]).exits(0).document()["run"].clone();
    let journal = format!(
        ".stopgate/runs/{}/journal.jsonl",
        journal.as_str().expect("a run")
    );
    let seconds = |wait: &str| trial.read(&journal).matches(wait).count();
    assert_eq!(
        (seconds("\"seconds\":1}"), seconds("\"seconds\":2}")),
        (1, 1)
    );
}

#[test]
fn a_step_is_not_tried_again_after_another_failure_than_it_names() {
    let command = stubborn(7, 3);
    let trial = Trial::new(&fence("effect=idempotent retry=3 on=exit:75", &command));
    trial.run(&[]).exits(1);
    assert_eq!(trial.stands(&command), ("failed".to_owned(), 1));
}

#[test]
fn a_step_is_not_tried_more_often_than_it_says() {
    let command = stubborn(75, 9);
    let trial = Trial::new(&fence("effect=idempotent retry=2", &command));
    trial.run(&[]).exits(1);
    assert_eq!(trial.stands(&command), ("failed".to_owned(), 3));
}

#[test]
fn a_step_that_timed_out_is_tried_again_where_it_says_so() {
    let command = "echo x >> work/tries; test $(wc -l < work/tries) -ge 2 || sleep 300";
    let trial = Trial::new(&fence("effect=read timeout=1s retry=1 on=timeout", command));
    trial.run(&[]).exits(10);
    assert_eq!(trial.stands(command), ("passed".to_owned(), 2));
}

fn killed(attributes: &str) -> Trial {
    let trial = Trial::new(&fence(attributes, BROKEN_OFF));
    trial.run_and_kill("work/tries");
    trial.write("work/go");
    trial
}

#[test]
fn what_only_reads_is_repeated_without_a_question() {
    for effect in ["effect=read", "effect=idempotent"] {
        let trial = killed(effect);
        trial.resume().exits(10);
        assert_eq!(
            trial.stands(BROKEN_OFF),
            ("passed".to_owned(), 2),
            "{effect}"
        );
    }
}

#[test]
fn what_may_have_happened_is_asked_for_and_repeated_only_on_a_word() {
    let trial = killed("#count");
    trial.resume().exits(11);
    trial.resume().exits(11);
    assert_eq!(trial.read("work/tries"), "x\n");
    trial.resolve(BROKEN_OFF, "--redo");
    trial.resume().exits(10);
    assert_eq!(trial.read("work/tries"), "x\nx\n");
}

#[test]
fn a_probe_answers_instead_of_a_person() {
    let happened = killed("probe=\"test -e work/tries\"");
    happened.resume().exits(10);
    assert_eq!(happened.read("work/tries"), "x\n");
    let nothing = killed("probe=\"test -e work/nothing\"");
    nothing.resume().exits(10);
    assert_eq!(nothing.read("work/tries"), "x\nx\n");
    let unclear = killed("probe=\"exit 2\"");
    unclear.resume().exits(11);
    assert_eq!(unclear.read("work/tries"), "x\n");
}

#[test]
fn before_a_step_with_a_probe_is_tried_again_its_probe_is_asked() {
    let command = "echo x >> work/tries; touch work/done; exit 1";
    let trial = Trial::new(&fence("probe=\"test -e work/done\" retry=3", command));
    trial.run(&[]).exits(10);
    assert_eq!(trial.read("work/tries"), "x\n");
    assert_eq!(trial.stands(command), ("passed".to_owned(), 1));
}

#[test]
fn a_second_run_repeats_only_what_is_asked_for_by_name() {
    let count = fence("#count", "echo x >> work/count.txt");
    let other = fence("#other", "echo y >> work/other.txt");
    let trial = Trial::new(&[count, other].concat());
    trial.run(&[]).exits(10);
    trial.go().exits(0);
    trial.run(&[]).exits(0);
    assert_eq!(trial.read("work/count.txt"), "x\n");
    let unknown = trial.run(&["--again", "nobody"]).exits(2);
    assert!(said(&unknown).contains("nobody"));
    trial.run(&["--again", "count"]).exits(10);
    assert_eq!(trial.read("work/count.txt"), "x\nx\n");
    assert_eq!(trial.read("work/other.txt"), "y\n");
    trial.repository.json(&["verify"]).exits(0);
}
