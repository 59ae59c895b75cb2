//! A plan that is changed while its run is open: what is said of it, and how it is gone on with
//! (docs/changed-plans.md).

use std::path::PathBuf;

use serde_json::Value;
use stopgate_journal::{Event, Head, encode, read};
use stopgate_tests::repository::{Done, SIGNER};
use stopgate_tests::second_reader;

use crate::trial::{BROKEN_OFF, PLAN, Trial, fence, said};

/// A step with a name that leaves its name.
pub(crate) fn step(name: &str) -> String {
    fence(&format!("#{name}"), &left_by(name))
}

/// The command of that step.
pub(crate) fn left_by(name: &str) -> String {
    format!("echo {name} >> work/log")
}

/// The head of a phase behind the first one.
pub(crate) fn phase(title: &str) -> String {
    format!(
        "### {title}\n\n> **Goal:** the next crates are counted.\n> **Stop-gate:** Ilse says go or no-go.\n\n\
         Then:\n\n"
    )
}

/// Two phases with two steps each; the rollback of the second one takes its log away.
pub(crate) fn two_phases() -> Trial {
    let fences = [
        step("one"),
        step("two"),
        phase("Phase 2: Count on"),
        step("three"),
        step("four"),
    ];
    let rollback = "- Phase 2: `echo back-2 >> work/log`\n";
    Trial::with(&fences.concat(), rollback, "")
}

/// Edits the plan as a person does; the first place counts.
pub(crate) fn edit(trial: &Trial, from: &str, to: &str) {
    let text = trial.read(PLAN);
    assert!(text.contains(from), "{from}: {text}");
    let text = text.replacen(from, to, 1);
    trial.repository.write(PLAN, text.as_bytes());
}

pub(crate) fn approve(trial: &Trial) {
    trial.repository.sign(&["approve", PLAN]).exits(0);
}

/// Undoes what was done; what a person is told.
fn roll_back(trial: &Trial) -> Done {
    let key = trial.repository.key();
    let key = key.to_string_lossy();
    let words = ["rollback", "--as", SIGNER, "--key", &key];
    trial.repository.run(&words).exits(0)
}

fn changed(trial: &Trial, more: &[&str]) -> Done {
    trial
        .repository
        .json(&[&["resume", "--changed"], more].concat())
}

pub(crate) fn log(trial: &Trial) -> Vec<String> {
    let text = trial.read("work/log");
    text.lines().map(str::to_owned).collect()
}

/// All runs, oldest first, with their states.
pub(crate) fn runs(trial: &Trial) -> Vec<(String, String)> {
    let runs = trial.repository.json(&["runs"]).exits(0).document();
    let text = |run: &Value, key: &str| run[key].as_str().expect("text").to_owned();
    let runs = runs["runs"].as_array().expect("runs").iter();
    runs.map(|run| (text(run, "run"), text(run, "state")))
        .collect()
}

/// Both of our readers find every run sound.
pub(crate) fn verify_all(trial: &Trial) {
    for (run, _) in runs(trial) {
        let done = trial.repository.json(&["verify", &run]);
        assert_eq!(done.code, 0, "{}", said(&done));
        read_independently(trial, &[&run]);
    }
}

/// The reader that shares nothing with ours, of one run or of all that lie there; what it says.
pub(crate) fn read_independently(trial: &Trial, run: &[&str]) -> String {
    let (is_sound, text) = second_reader::read(&trial.repository.root(), run);
    assert!(is_sound, "{text}");
    text
}

/// The change of the step with this command, of a document that says what changed.
fn change<'v>(document: &'v Value, command: &str) -> &'v Value {
    let phases = document["phases"].as_array().expect("phases").iter();
    let mut steps = phases.flat_map(|phase| phase["steps"].as_array().expect("steps"));
    let found = steps.find(|step| step["command"] == command);
    found.unwrap_or_else(|| panic!("{command}: {document}"))
}

#[test]
fn resume_says_of_each_step_and_phase_what_became_of_it() {
    let trial = two_phases();
    trial.run(&[]).exits(10);
    trial.repository.sign(&["go", "--confirm-all"]).exits(0);
    // Edited, removed and inserted.
    edit(&trial, &left_by("two"), "echo second >> work/log");
    edit(&trial, &step("three"), "");
    edit(
        &trial,
        &step("four"),
        &[step("four"), step("five")].concat(),
    );
    let told = trial.resume().exits(3).document();
    let fate = |command: &str| change(&told, command)["change"].clone();
    assert_eq!(fate(&left_by("one")), "kept");
    assert_eq!(fate("echo second >> work/log"), "edited");
    assert_eq!(fate(&left_by("three")), "removed");
    assert_eq!(fate(&left_by("four")), "kept");
    assert_eq!(fate(&left_by("five")), "inserted");
    let second = change(&told, "echo second >> work/log");
    assert_eq!(second["before"]["command"], left_by("two"));
    assert_eq!(
        (&second["asks"], &second["edited"][0]),
        (&true.into(), &"command".into())
    );
    assert_eq!(
        (&told["approved"], &told["exit"]),
        (&false.into(), &3.into())
    );
    let phases = told["phases"].as_array().expect("phases");
    for phase in phases {
        assert_eq!(phase["change"], "edited");
        assert_ne!(phase["before"], phase["after"]);
    }
    let shown = trial.repository.run(&["resume"]).exits(3);
    for part in [
        "· edited: command · done, say --keep or --redo",
        "stop-gate anew",
        "stopgate approve plans/tally.md",
    ] {
        assert!(said(&shown).contains(part), "{part}: {}", said(&shown));
    }
    assert_eq!(log(&trial), ["one", "two"]);
}

#[test]
fn the_run_that_goes_on_repeats_nothing_and_asks_every_stop_gate_anew() {
    let trial = two_phases();
    trial.run(&[]).exits(10);
    trial.repository.sign(&["go", "--confirm-all"]).exits(0);
    edit(
        &trial,
        &step("four"),
        &[step("between"), step("four")].concat(),
    );
    let refused = trial.run(&[]).exits(2);
    assert!(said(&refused).contains("--changed"), "{}", said(&refused));
    approve(&trial);
    let before = runs(&trial)[0].0.clone();
    let gate = changed(&trial, &[]).exits(10).document();
    assert_eq!(gate["phase"], "Phase 1: Count");
    assert_eq!(log(&trial), ["one", "two"]);
    let note = trial.step(&left_by("one"))["note"].clone();
    assert_eq!(note, format!("done in run {before}"));
    trial.go().exits(10);
    assert_eq!(log(&trial), ["one", "two", "three", "between", "four"]);
    trial.go().exits(0);
    let states: Vec<String> = runs(&trial).into_iter().map(|(_, state)| state).collect();
    assert_eq!(states, ["superseded", "passed"]);
    let plan = trial.read(PLAN);
    assert!(plan.contains("superseded by run"), "{plan}");
    verify_all(&trial);
    // What a third version has as it was stays done.
    trial.repository.json(&["resume", &before]).exits(0);
    edit(
        &trial,
        &step("four"),
        &[step("four"), step("last")].concat(),
    );
    approve(&trial);
    trial.run(&[]).exits(10);
    trial.go().exits(10);
    assert_eq!(
        log(&trial),
        ["one", "two", "three", "between", "four", "last"]
    );
    verify_all(&trial);
}

#[test]
fn of_a_step_that_was_done_and_edited_a_person_says_what_holds() {
    let words = [
        (["--keep", "two"], &["one", "two"][..]),
        (["--redo", "two"], &["one", "two", "second"][..]),
    ];
    for (word, expected) in words {
        let trial = two_phases();
        trial.run(&[]).exits(10);
        edit(&trial, &left_by("two"), "echo second >> work/log");
        approve(&trial);
        let id = |done: &Done| -> String {
            let told = said(done);
            let (_, rest) = told.split_once("--keep ").expect("it names the step");
            rest.split_whitespace().next().expect("an id").to_owned()
        };
        let undecided = changed(&trial, &[]).exits(2);
        assert!(
            said(&undecided).contains("echo second"),
            "{}",
            said(&undecided)
        );
        changed(&trial, &["--keep", "nobody"]).exits(2);
        changed(&trial, &["--keep", "one"]).exits(2);
        changed(&trial, &["--keep", "two", "--redo", &id(&undecided)]).exits(2);
        assert_eq!(runs(&trial).len(), 1);
        changed(&trial, &word).exits(10);
        assert_eq!(log(&trial), expected, "{word:?}");
        let gate = said(&trial.repository.run(&["resume"]).exits(10));
        let kept = gate.contains("not carried out as it is now: echo second");
        assert_eq!(kept, word[0] == "--keep", "{gate}");
        trial.go().exits(10);
        verify_all(&trial);
    }
}

#[test]
fn what_is_as_it_was_is_done_again_only_on_a_word() {
    let trial = two_phases();
    trial.run(&[]).exits(10);
    edit(&trial, &step("four"), "");
    approve(&trial);
    changed(&trial, &["--redo", "one"]).exits(10);
    assert_eq!(log(&trial), ["one", "two", "one"]);
    verify_all(&trial);
}

#[test]
fn nothing_begins_with_a_plan_that_is_not_approved_or_not_changed() {
    let trial = two_phases();
    trial.run(&[]).exits(10);
    changed(&trial, &[]).exits(2);
    edit(&trial, &step("four"), "");
    changed(&trial, &[]).exits(3);
    assert_eq!(runs(&trial).len(), 1);
    approve(&trial);
    changed(&trial, &[]).exits(10);
    let old = runs(&trial)[0].0.clone();
    let over = trial
        .repository
        .json(&["resume", &old, "--changed"])
        .exits(2);
    assert!(
        said(&over).contains("is superseded by run"),
        "{}",
        said(&over)
    );
    trial.repository.sign(&["go", &old]).exits(2);
    trial.repository.sign(&["rollback", &old]).exits(2);
    changed(&trial, &[]).exits(2);
}

#[test]
fn a_step_that_failed_and_was_mended_in_the_plan_needs_no_word() {
    let fences = [step("one"), fence("#two", "false"), step("three")];
    let trial = Trial::new(&fences.concat());
    trial.run(&[]).exits(1);
    edit(
        &trial,
        "{#two}\nfalse",
        &format!("{{#two}}\n{}", left_by("two")),
    );
    trial.resume().exits(3);
    approve(&trial);
    changed(&trial, &[]).exits(10);
    assert_eq!(log(&trial), ["one", "two", "three"]);
    verify_all(&trial);
}

#[test]
fn a_file_that_a_done_step_uses_is_part_of_the_step() {
    let used = fence("#load uses=load.sh", "sh load.sh");
    let trial = Trial::not_approved(&[used, step("two")].concat(), "", "");
    trial
        .repository
        .write("load.sh", b"echo load >> work/log\n");
    approve(&trial);
    trial.run(&[]).exits(10);
    trial
        .repository
        .write("load.sh", b"echo loaded >> work/log\n");
    edit(&trial, &step("two"), &[step("two"), step("three")].concat());
    approve(&trial);
    let told = changed(&trial, &[]).exits(2);
    assert!(said(&told).contains("sh load.sh"), "{}", said(&told));
    changed(&trial, &["--keep", "load"]).exits(10);
    assert_eq!(log(&trial), ["load", "two", "three"]);
}

#[test]
fn what_was_done_in_later_phases_is_undone_with_the_run_that_goes_on() {
    let trial = two_phases();
    trial.run(&[]).exits(10);
    trial.go().exits(10);
    edit(&trial, &step("one"), "");
    approve(&trial);
    // It stands at the gate of phase 1; phase 2 was done before.
    changed(&trial, &[]).exits(10);
    let undone = trial.repository.sign(&["rollback"]).exits(0);
    assert_eq!(log(&trial), ["one", "two", "three", "four", "back-2"]);
    assert_eq!(undone.document()["state"], "rolled_back");
    verify_all(&trial);
}

#[test]
fn what_was_done_and_is_no_step_any_more_is_named_with_what_undid_it() {
    let rollback = fence("for=two", "echo un-two >> work/log");
    let trial = Trial::with(
        &[step("one"), step("two"), step("three")].concat(),
        &rollback,
        "",
    );
    trial.run(&[]).exits(10);
    edit(&trial, &step("two"), "");
    edit(&trial, &rollback, "");
    let told = trial.repository.run(&["resume"]).exits(10);
    let hint = "the plan undid it with: echo un-two >> work/log";
    assert!(said(&told).contains(hint), "{}", said(&told));
    approve(&trial);
    changed(&trial, &[]).exits(10);
    let undone = roll_back(&trial);
    assert!(
        said(&undone).contains("by hand: what run"),
        "{}",
        said(&undone)
    );
    assert!(said(&undone).contains(hint), "{}", said(&undone));
}

#[test]
fn what_was_done_on_one_target_is_not_done_on_another() {
    let trial = two_phases();
    trial.run(&[]).exits(10);
    edit(
        &trial,
        "| Environment(s) | local |",
        "| Environment(s) | production |",
    );
    approve(&trial);
    let told = changed(&trial, &[]).exits(2);
    assert!(said(&told).contains("production"), "{}", said(&told));
    assert_eq!(log(&trial), ["one", "two"]);
}

#[test]
fn a_step_whose_end_nobody_saw_is_asked_for_before_anything_else() {
    let trial = Trial::new(&[fence("#broken", BROKEN_OFF), step("two")].concat());
    trial.run_and_kill("work/tries");
    edit(&trial, &step("two"), &[step("two"), step("three")].concat());
    approve(&trial);
    changed(&trial, &[]).exits(11);
    trial.resume().exits(11);
    trial.resolve(BROKEN_OFF, "--happened");
    trial.resume().exits(3);
    changed(&trial, &[]).exits(10);
    assert_eq!(trial.read("work/tries"), "x\n");
    assert_eq!(log(&trial), ["two", "three"]);
    verify_all(&trial);
}

#[test]
fn what_a_dead_runner_left_is_looked_at_and_the_old_plan_is_not_gone_on_with() {
    let trial = Trial::new(&[fence("effect=read", BROKEN_OFF), step("two")].concat());
    trial.run_and_kill("work/tries");
    trial.write("work/go");
    edit(&trial, &step("two"), "");
    trial.resume().exits(3);
    assert_eq!(trial.read("work/tries"), "x\n");
    approve(&trial);
    changed(&trial, &[]).exits(10);
    assert_eq!(trial.read("work/tries"), "x\nx\n");
    assert!(log(&trial).is_empty());
}

#[test]
fn a_plan_may_change_again_and_again() {
    let trial = two_phases();
    trial.run(&[]).exits(10);
    edit(&trial, &step("one"), "");
    approve(&trial);
    changed(&trial, &[]).exits(10);
    edit(&trial, &step("two"), &[step("two"), step("more")].concat());
    approve(&trial);
    changed(&trial, &[]).exits(10);
    edit(&trial, &left_by("two"), "echo second >> work/log");
    approve(&trial);
    changed(&trial, &["--keep", "two"]).exits(10);
    assert_eq!(log(&trial), ["one", "two", "more"]);
    let states: Vec<String> = runs(&trial).into_iter().map(|(_, state)| state).collect();
    assert_eq!(
        states,
        ["superseded", "superseded", "superseded", "waiting"]
    );
    verify_all(&trial);
    // What the first run did and no plan has any more is still known.
    let undone = said(&roll_back(&trial));
    let left = format!("by hand: what run {} did with: echo one", runs(&trial)[0].0);
    assert!(undone.contains(&left), "{undone}");
}

/// The journal of a run.
fn journal_of(trial: &Trial, run: &str) -> PathBuf {
    let folder = trial.repository.root().join(".stopgate/runs");
    folder.join(run).join("journal.jsonl")
}

/// The first bad record of a run, as ours finds it; the other reader finds one as well.
fn first_bad(trial: &Trial, run: &str) -> Value {
    let (is_sound, _) = second_reader::read(&trial.repository.root(), &[run]);
    assert!(!is_sound);
    trial.repository.json(&["verify", run]).exits(1).document()["first_bad"].clone()
}

/// A run that was superseded, and the one that goes on.
fn superseded() -> (Trial, String, String) {
    let trial = two_phases();
    trial.run(&[]).exits(10);
    edit(&trial, &step("four"), "");
    approve(&trial);
    changed(&trial, &[]).exits(10);
    let runs = runs(&trial);
    (trial, runs[0].0.clone(), runs[1].0.clone())
}

#[test]
fn a_run_that_goes_on_from_one_that_does_not_say_so_is_named() {
    let (trial, before, after) = superseded();
    trial.repository.tampered();
    let path = journal_of(&trial, &before);
    let text = std::fs::read_to_string(&path).expect("a journal");
    let kept = text
        .split_inclusive('\n')
        .take_while(|line| !line.contains("\"superseded\""));
    std::fs::write(&path, kept.collect::<String>()).expect("a file");
    assert_eq!(first_bad(&trial, &after), 1);
}

#[test]
fn a_run_that_counts_as_done_what_was_not_done_is_named() {
    let (trial, _, after) = superseded();
    trial.repository.tampered();
    let three = trial.step(&left_by("three"))["id"].clone();
    let path = journal_of(&trial, &after);
    let records = read(&std::fs::read(&path).expect("a journal")).records;
    // All hashes are right, and the history is possible in itself.
    let (mut head, mut forged) = (Head::default(), String::new());
    for record in records {
        let mut event = record.event;
        if let Event::RunCreated(created) = &mut event {
            let succession = created.succeeds.as_mut().expect("it goes on from another");
            succession
                .done
                .push(three.as_str().expect("an id").to_owned());
        }
        let (line, next) = encode(&head, &record.at, &event).expect("a line");
        forged.push_str(&line);
        head = next;
    }
    std::fs::write(&path, forged).expect("a file");
    assert_eq!(first_bad(&trial, &after), 1);
}
