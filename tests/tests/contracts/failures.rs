//! Error policies, corrections, steps that always run, and limits of time.

use crate::trial::{PLAN, Trial, can_make_terminal, fence, said};

const FAILS: &str = "test -e mended";

fn steps() -> String {
    [
        fence("#first", FAILS),
        fence("#free", "echo free >> work/log"),
        fence("#bound needs=first", "echo bound >> work/log"),
        fence("#tidy always", "echo tidy >> work/log"),
    ]
    .concat()
}

#[test]
fn under_stop_nothing_follows_a_failure_but_what_always_runs() {
    let trial = Trial::new(&steps());
    trial.run(&[]).exits(1);
    assert_eq!(trial.read("work/log"), "tidy\n");
    trial.write("mended");
    trial.resume().exits(10);
    assert_eq!(trial.read("work/log"), "tidy\nfree\nbound\ntidy\n");
}

#[test]
fn under_continue_what_needs_nothing_that_failed_goes_on_and_the_run_has_failed() {
    let trial = Trial::new(&steps());
    trial.run(&["--on-error", "continue"]).exits(1);
    assert_eq!(trial.read("work/log"), "free\ntidy\n");
    trial.write("mended");
    trial.resume().exits(10);
    assert!(trial.read("work/log").contains("bound\n"));
}

fn mended(attributes: &str, correction: &str) -> Trial {
    let check = fence(attributes, FAILS);
    Trial::new(&[check, fence("#repair", correction)].concat())
}

#[test]
fn under_fix_the_correction_runs_and_then_the_step_again() {
    let repair = "echo x >> repairs; test $(wc -l < repairs) -lt 2 || touch mended";
    let trial = mended("fix=repair", repair);
    trial.run(&["--on-error", "fix"]).exits(10);
    assert_eq!(trial.read("repairs"), "x\nx\n");
    assert_eq!(trial.stands(FAILS), ("passed".to_owned(), 3));
}

#[test]
fn a_correction_runs_as_often_as_it_may_and_under_no_other_policy() {
    let trial = mended("fix=repair attempts=2", "echo x >> repairs");
    trial.run(&["--on-error", "fix"]).exits(1);
    assert_eq!(trial.read("repairs"), "x\nx\n");
    assert_eq!(trial.stands(FAILS), ("failed".to_owned(), 3));
    let stops = mended("fix=repair", "echo x >> repairs");
    stops.run(&[]).exits(1);
    assert_eq!(stops.read("repairs"), "");
}

#[test]
fn under_rollback_what_was_done_is_undone_once_a_person_says_so() {
    let fences = [
        fence("#count", "echo x > work/count.txt"),
        fence("#plain", FAILS),
    ]
    .concat();
    let trial = Trial::new(&fences);
    trial.run(&["--on-error", "rollback"]).exits(1);
    assert_eq!(trial.read("work/count.txt"), "x\n");
    let signed = Trial::new(&fences);
    let run = ["run", PLAN, "--on-error", "rollback"];
    let done = signed.repository.sign(&run).exits(0).document();
    assert_eq!(done["state"], "rolled_back");
    assert_eq!(signed.read("work/count.txt"), "");
}

#[test]
fn under_ask_nobody_is_asked_without_a_terminal() {
    let trial = Trial::new(&steps());
    trial.run(&["--on-error", "ask"]).exits(1);
    assert_eq!(trial.read("work/log"), "tidy\n");
}

#[test]
fn under_ask_a_person_on_the_terminal_says_what_comes() {
    if !can_make_terminal() {
        return;
    }
    let stubborn = "echo x >> work/tries; test $(wc -l < work/tries) -ge 2";
    for (answer, code, tries) in [("a\n", 10, "x\nx\n"), ("s\n", 1, "x\n")] {
        let trial = Trial::new(&fence("#stubborn", stubborn));
        let (ended, shown) = trial.on_terminal(&format!("run {PLAN} --on-error ask"), answer);
        assert_eq!(ended, Some(code), "{shown}");
        assert!(shown.contains("roll back"), "{shown}");
        assert_eq!(trial.read("work/tries"), tries, "{shown}");
    }
}

#[test]
fn what_takes_too_long_in_a_phase_or_in_a_run_fails_and_is_tidied_up() {
    for limit in [["--phase-timeout", "1s"], ["--timeout", "1s"]] {
        let long = "sleep 300";
        let fences = [
            fence("#plain", long),
            fence("always", "echo tidy >> work/log"),
        ]
        .concat();
        let trial = Trial::new(&fences);
        trial.run(&limit).exits(1);
        assert_eq!(trial.step(long)["ending"], "timed out", "{limit:?}");
        assert_eq!(trial.read("work/log"), "tidy\n", "{limit:?}");
    }
}

#[test]
fn what_cannot_be_undone_waits_for_a_go_right_before_it() {
    let before = fence("#plain", "echo before >> work/log");
    let send = fence("irreversible=\"the mail is sent\"", "echo sent >> work/log");
    let trial = Trial::new(&[before, send].concat());
    let gate = trial.run(&[]).exits(10).document();
    let phase = gate["phase"].as_str().expect("a phase");
    assert!(phase.contains("before `echo sent"), "{gate}");
    let asked = trial.repository.run(&["resume"]).exits(10);
    assert!(
        said(&asked).contains("the mail is sent"),
        "{}",
        asked.stdout
    );
    assert_eq!(trial.read("work/log"), "before\n");
    trial.resume().exits(10);
    trial.repository.sign(&["no-go"]).exits(3);
    trial.resume().exits(3);
    assert_eq!(trial.read("work/log"), "before\n");
    trial.go().exits(10);
    assert_eq!(trial.read("work/log"), "before\nsent\n");
}

#[test]
fn what_a_person_does_is_not_run_after_a_failure_either() {
    let by_hand = "echo by hand >> work/log";
    let fences = [
        fence("#plain", FAILS),
        fence("effect=manual always", by_hand),
    ]
    .concat();
    let trial = Trial::new(&fences);
    trial.run(&[]).exits(1);
    assert_eq!(trial.read("work/log"), "");
    trial.write("mended");
    trial.resume().exits(10);
    assert_eq!(trial.read("work/log"), "");
}
