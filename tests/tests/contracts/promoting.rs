//! `stopgate expect --promote`: what it proposes from a run, and what never.

use serde_json::Value;
use stopgate_tests::repository::Done;

use crate::trial::{PLAN, Trial, fence, said};

fn promote(trial: &Trial, more: &[&str]) -> Done {
    trial
        .repository
        .run(&[&["expect", PLAN, "--promote"], more].concat())
}

fn json(trial: &Trial) -> Value {
    let arguments = ["expect", PLAN, "--promote"];
    trial.repository.json(&arguments).exits(0).document()
}

/// Why nothing is proposed for a command.
fn left(trial: &Trial, command: &str) -> String {
    let told = json(trial);
    let left = told["left"].as_array().expect("a list");
    let found = left.iter().find(|step| step["command"] == command);
    let found = found.unwrap_or_else(|| panic!("{command}: {told}"));
    found["why"].as_str().expect("a reason").to_owned()
}

/// What `steps` says is expected of a command.
fn expected(trial: &Trial, command: &str) -> Value {
    let steps = trial.repository.json(&["steps", PLAN]).document();
    let steps = steps["steps"].as_array().expect("steps").clone();
    let found = steps.into_iter().find(|step| step["command"] == command);
    found.unwrap_or_else(|| panic!("{command}"))["expect"].clone()
}

const SAYS: &str = "echo '14 passed'; echo 'done in 0.3s'";

#[test]
fn what_a_step_printed_is_proposed_and_written_only_when_somebody_says_so() {
    let trial = Trial::new(&fence("#says", SAYS));
    trial.run(&[]).exits(10);
    let before = trial.read(PLAN);
    let shown = promote(&trial, &[]).exits(0);
    let line = format!("+{SAYS}  # ✓ prints `14 passed`");
    assert!(shown.stdout.contains(&line), "{}", said(&shown));
    assert!(!shown.stdout.contains("+done in"), "{}", said(&shown));
    assert_eq!(trial.read(PLAN), before);
    let written = promote(&trial, &["--write"]).exits(0);
    assert!(
        written.stderr.contains("its approval is void"),
        "{}",
        written.stderr
    );
    let wanted = before.replacen(
        &format!("{SAYS}\n"),
        &format!("{SAYS}  # ✓ prints `14 passed`\n"),
        1,
    );
    assert_eq!(trial.read(PLAN), wanted);
    let line = serde_json::json!([{ "kind": "line", "text": "14 passed" }]);
    assert_eq!(expected(&trial, SAYS), line);
    let again = promote(&trial, &["--write"]).exits(0);
    assert!(
        said(&again).contains("nothing to propose"),
        "{}",
        said(&again)
    );
}

#[test]
fn what_is_another_the_next_time_is_never_proposed() {
    for command in [
        "date -u",
        "echo 3f9ab21c0d",
        "mktemp -u",
        "pwd",
        "echo 'took 12 ms'",
        "printf '%070d\\n' 0",
    ] {
        let trial = Trial::new(&fence("#passing", command));
        trial.run(&[]).exits(10);
        let why = left(&trial, command);
        assert!(
            why.contains("no line of what it printed"),
            "{command}: {why}"
        );
    }
}

#[test]
fn only_what_came_in_every_run_is_proposed() {
    let command = "echo x >> work/n; echo \"count $(wc -l < work/n)\"; echo fixed";
    let trial = Trial::new(&fence("#tally", command));
    trial.run(&[]).exits(10);
    assert_eq!(
        json(&trial)["proposals"][0]["words"],
        "prints `count 1` and `fixed`"
    );
    trial.go().exits(0);
    trial.run(&["--again", "tally"]).exits(10);
    assert_eq!(json(&trial)["proposals"][0]["words"], "prints `fixed`");
}

#[test]
fn masked_secrets_are_never_proposed() {
    let command = "echo \"the token is $TOKEN\"; echo ready";
    let config = "[secrets]\nTOKEN = { env = \"TOKEN\" }\n";
    let mut trial = Trial::not_approved(&fence("#tells", command), "", config);
    trial.repository.set("TOKEN", "correct horse battery");
    trial.repository.sign(&["approve", PLAN]).exits(0);
    trial.run(&[]).exits(10);
    assert!(left(&trial, command).contains("masked"));
    let shown = said(&promote(&trial, &[]));
    assert!(
        !shown.contains("horse") && !shown.contains("[masked"),
        "{shown}"
    );
}

#[test]
fn an_expectation_that_did_not_come_is_replaced_and_a_failure_is_not_made_one() {
    let fences = "```sh {#counts}\necho '15 passed'   # ✓ prints `14 passed`\n```\n\n";
    let trial = Trial::new(fences);
    trial.run(&[]).exits(1);
    promote(&trial, &["--write"]).exits(0);
    let wanted = "echo '15 passed'  # ✓ prints `15 passed`\n";
    assert!(trial.read(PLAN).contains(wanted), "{}", trial.read(PLAN));
    let fails = Trial::new(&fence("#fails", "echo broken; exit 4"));
    fails.run(&[]).exits(1);
    assert!(left(&fails, "echo broken; exit 4").contains("exited with 4"));
}

#[test]
fn a_step_that_says_nothing_is_to_say_nothing_and_a_transcript_shows_its_lines() {
    let fences = format!(
        "{}```console\n$ echo hello there\n```\n\n",
        fence("#quiet", "true")
    );
    let trial = Trial::new(&fences);
    trial.run(&[]).exits(10);
    promote(&trial, &["--write"]).exits(0);
    let plan = trial.read(PLAN);
    assert!(plan.contains("\ntrue  # ✓ no output\n"), "{plan}");
    assert!(
        plan.contains("$ echo hello there\nhello there\n```"),
        "{plan}"
    );
    let line = serde_json::json!([{ "kind": "line", "text": "hello there" }]);
    assert_eq!(expected(&trial, "echo hello there"), line);
}

#[test]
fn words_for_a_person_and_inline_code_are_left_alone_with_what_to_write() {
    let fences =
        "```sh {#table}\necho six   # ✓ the table has six lines\n```\n\nRun `echo seven`.\n\n";
    let trial = Trial::new(fences);
    trial.run(&[]).exits(10);
    let before = trial.read(PLAN);
    promote(&trial, &["--write"]).exits(0);
    assert_eq!(trial.read(PLAN), before);
    let why = left(&trial, "echo six");
    assert!(
        why.contains("other words") && why.contains("`six`"),
        "{why}"
    );
}

#[test]
fn the_run_is_named_or_the_newest_and_is_one_of_the_plan() {
    let trial = Trial::new(&fence("#says", SAYS));
    let refused = promote(&trial, &[]).exits(2);
    assert!(
        said(&refused).contains("has not run yet"),
        "{}",
        said(&refused)
    );
    let refused = trial.repository.run(&["expect", PLAN]).exits(2);
    assert!(said(&refused).contains("--promote"), "{}", said(&refused));
    trial.run(&[]).exits(10);
    let run = trial.repository.json(&["show"]).exits(0).document();
    let run = run["run"].as_str().expect("a name").to_owned();
    let told = trial.repository.json(&["expect", PLAN, "--promote", &run]);
    assert_eq!(told.exits(0).document()["run"], run.as_str());
    promote(&trial, &["nobody"]).exits(2);
    let other = trial.read(PLAN).replace("# Plan: Count", "# Plan: Weigh");
    trial.repository.write("plans/other.md", other.as_bytes());
    let refused = trial
        .repository
        .run(&["expect", "plans/other.md", "--promote", &run]);
    assert!(said(&refused.exits(2)).contains("of another plan"));
    let lines = promote(&trial, &["--output-format", "concise"]).exits(0);
    assert!(lines.stdout.contains("proposed: echo"), "{}", lines.stdout);
}

#[test]
fn nothing_is_taken_from_a_journal_that_was_changed() {
    let trial = Trial::new(&fence("#says", SAYS));
    trial.repository.tampered();
    trial.run(&[]).exits(10);
    let run = trial.repository.json(&["show"]).exits(0).document();
    let journal = format!(
        ".stopgate/runs/{}/journal.jsonl",
        run["run"].as_str().expect("a name")
    );
    let before = trial.read(&journal);
    let changed = before.replace("14 passed\\ndone", "15 passed\\ndone");
    assert_ne!(before, changed);
    trial.repository.write(&journal, changed.as_bytes());
    let refused = promote(&trial, &["--write"]).exits(2);
    assert!(
        said(&refused).contains("stopgate verify"),
        "{}",
        said(&refused)
    );
    assert!(!trial.read(PLAN).contains("✓ prints"));
}
