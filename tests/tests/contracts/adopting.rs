//! `stopgate adopt`: what it proposes, what it leaves alone, and that nothing else of a plan changes.

use serde_json::Value;
use stopgate_tests::repository::Done;

use crate::trial::{PLAN, Trial, can_make_terminal, said, wait_for};

/// A block as a person writes it.
fn plain(command: &str) -> String {
    format!("```sh\n{command}\n```\n\n")
}

/// Two blocks, of which the second only reads.
fn blocks() -> String {
    [plain("echo a >> work/log"), plain("grep -q a work/log")].concat()
}

fn adopt(trial: &Trial, more: &[&str]) -> Done {
    trial.repository.run(&[&["adopt", PLAN], more].concat())
}

fn json(trial: &Trial, more: &[&str]) -> Value {
    let arguments = [&["adopt", PLAN], more].concat();
    trial.repository.json(&arguments).exits(0).document()
}

/// The steps as `stopgate steps` tells them, without their lines and their contracts.
fn steps(trial: &Trial) -> Vec<Value> {
    let steps = trial.repository.json(&["steps", PLAN]).document();
    let mut steps = steps["steps"].as_array().expect("steps").clone();
    for step in &mut steps {
        let step = step.as_object_mut().expect("an object");
        step.remove("line");
        step.remove("contract");
    }
    steps
}

#[test]
fn attributes_are_shown_and_written_only_when_somebody_says_so() {
    let trial = Trial::new(&blocks());
    let (before, was) = (trial.read(PLAN), steps(&trial));
    let shown = adopt(&trial, &[]).exits(0);
    for line in [
        "+```sh {#echo cwd=.}",
        "+```sh {#grep-log cwd=. effect=read}",
    ] {
        assert!(shown.stdout.contains(line), "{}", shown.stdout);
    }
    assert!(
        said(&shown).contains("nothing was written"),
        "{}",
        said(&shown)
    );
    assert_eq!(trial.read(PLAN), before);
    let written = adopt(&trial, &["--write"]).exits(0);
    assert!(
        written.stderr.contains("its approval is void"),
        "{}",
        written.stderr
    );
    let wanted = before
        .replacen("```sh\necho", "```sh {#echo cwd=.}\necho", 1)
        .replacen(
            "```sh\ngrep",
            "```sh {#grep-log cwd=. effect=read}\ngrep",
            1,
        );
    assert_eq!(trial.read(PLAN), wanted);
    assert_eq!(steps(&trial), was);
    let again = adopt(&trial, &["--write"]).exits(0);
    assert!(
        said(&again).contains("nothing to propose"),
        "{}",
        said(&again)
    );
    assert_eq!(trial.read(PLAN), wanted);
}

#[test]
fn a_plan_that_adopted_its_attributes_runs_as_before() {
    let trial = Trial::new(&blocks());
    adopt(&trial, &["--write"]).exits(0);
    trial.run(&[]).exits(3);
    trial.repository.sign(&["approve", PLAN]).exits(0);
    trial.run(&[]).exits(10);
    assert_eq!(trial.read("work/log"), "a\n");
}

#[test]
fn what_only_reads_is_known_and_what_else_a_step_does_is_told_as_not_declared() {
    let mixed = plain("grep -q a work/log\nmake -C work all");
    let trial = Trial::not_approved(&[blocks(), mixed].concat(), "", "");
    let told = json(&trial, &[]);
    let undeclared: Vec<&str> = told["undeclared"]
        .as_array()
        .expect("a list")
        .iter()
        .map(|step| step["command"].as_str().expect("a command"))
        .collect();
    let wanted = [
        "echo a >> work/log",
        "grep -q a work/log",
        "make -C work all",
    ];
    assert_eq!(undeclared, wanted);
    assert_eq!(told["written"], false);
    let effects: Vec<&Value> = told["proposals"]
        .as_array()
        .expect("a list")
        .iter()
        .map(|proposal| &proposal["effect"])
        .collect();
    assert_eq!(effects, [&Value::Null, &Value::from("read"), &Value::Null]);
    let text = adopt(&trial, &[]);
    assert!(text.stderr.contains("not declared"), "{}", text.stderr);
}

#[test]
fn a_person_says_what_repeating_one_step_does() {
    let trial = Trial::not_approved(&blocks(), "", "");
    let before = trial.read(PLAN);
    let steps = steps(&trial);
    let echo = steps
        .iter()
        .find(|step| step["command"] == "echo a >> work/log")
        .expect("the step");
    let id = echo["id"].as_str().expect("an id");
    adopt(&trial, &["--step", id, "--effect", "idempotent", "--write"]).exits(0);
    let wanted = "```sh {#echo cwd=. effect=idempotent}\necho";
    assert_eq!(trial.read(PLAN), before.replacen("```sh\necho", wanted, 1));
    for (arguments, reason) in [
        (vec!["--step", "echo", "--effect", "once"], "says already"),
        (vec!["--step", "nobody"], "no command of the plan"),
        (vec!["--step", "mkdir"], "no command of the plan"),
        (vec!["--effect", "read"], "--step"),
        (
            vec!["--step", "echo", "--effect", "manual"],
            "possible values",
        ),
    ] {
        let refused = adopt(&trial, &arguments).exits(2);
        assert!(said(&refused).contains(reason), "{}", said(&refused));
    }
}

#[test]
fn directories_and_limits_come_from_the_words_of_the_plan() {
    let fences = format!(
        "The export takes at most 90 minutes.\n\n{}{}",
        plain("make export"),
        plain("cd sub\nmake import")
    );
    let trial = Trial::not_approved(&fences, "", "");
    let told = json(&trial, &[]);
    assert_eq!(
        told["proposals"][0]["attributes"],
        "#make-export cwd=. timeout=1h30m"
    );
    assert_eq!(told["proposals"][0]["timeout_seconds"], 5400);
    // A block that says its directory itself is not told another one.
    assert_eq!(told["proposals"][1]["attributes"], "#make-import");
}

#[test]
fn what_carries_no_attributes_is_named_with_the_reason() {
    let fences = format!(
        "```console\n$ echo shown\n```\n\nAnd:\n\n    echo indented\n\n{}",
        plain("vim work/log")
    );
    let trial = Trial::not_approved(&fences, "", "");
    let before = trial.read(PLAN);
    let told = json(&trial, &["--write"]);
    assert_eq!(trial.read(PLAN), before);
    let why = |command: &str| {
        let left = told["left"].as_array().expect("a list");
        let found = left.iter().find(|step| step["command"] == command);
        let found = found.unwrap_or_else(|| panic!("{command}: {told}"));
        found["why"].as_str().expect("a reason").to_owned()
    };
    assert!(why("echo shown").contains("transcript"));
    assert!(why("echo indented").contains("--fence"));
    assert!(why("mkdir -p work").contains("inline code"));
    assert!(why("vim work/log").contains("cannot run by itself"));
}

#[test]
fn an_indented_block_becomes_a_fence_and_its_step_stays_what_it_is() {
    let fences = "And:\n\n    echo indented \\\n      --twice\n\n    echo more\n\nThen:\n\n";
    let trial = Trial::not_approved(fences, "", "");
    let (before, was) = (trial.read(PLAN), steps(&trial));
    adopt(&trial, &["--fence", "--write"]).exits(0);
    let wanted = "And:\n\n```sh {#echo-indented cwd=. effect=read}\necho indented \\\n  --twice\n\necho more\n```\n\nThen:\n\n";
    assert_eq!(trial.read(PLAN), before.replace(fences, wanted));
    assert_eq!(steps(&trial), was);
}

#[test]
fn names_stay_when_other_steps_come_and_are_never_those_of_others() {
    let first = Trial::not_approved(&[plain("make test"), plain("make test")].concat(), "", "");
    let names = |trial: &Trial| -> Vec<String> {
        let told = json(trial, &[]);
        let proposals = told["proposals"].as_array().expect("a list").clone();
        let name = |proposal: &Value| proposal["name"].as_str().map(str::to_owned);
        proposals.iter().filter_map(name).collect()
    };
    assert_eq!(names(&first), ["make-test", "make-test-2"]);
    let taken = "```sh {#make-test}\nmake all\n```\n\n".to_owned();
    let later = [plain("make lint"), taken, plain("make test")].concat();
    let later = Trial::not_approved(&later, "", "");
    assert_eq!(names(&later), ["make-lint", "make-test-2"]);
}

#[test]
fn nothing_is_written_while_a_run_goes_on() {
    let slow = format!("touch work/begun; {}", wait_for("work/go"));
    let trial = Trial::new(&plain(&slow));
    let mut child = trial.repository.start(&["run", PLAN]);
    let root = trial.repository.root();
    while !root.join("work/begun").exists() {
        let over = child.try_wait().expect("it can be asked");
        assert!(over.is_none(), "it ended before it had begun");
        std::thread::yield_now();
    }
    let refused = adopt(&trial, &["--write"]).exits(2);
    assert!(refused.stderr.contains("works on"), "{}", refused.stderr);
    let refused = trial
        .repository
        .run(&["expect", PLAN, "--promote", "--write"]);
    assert!(refused.exits(2).stderr.contains("works on"));
    trial.write("work/go");
    child.wait().expect("it ends");
    assert!(!trial.read(PLAN).contains("{#"));
}

#[test]
fn one_of_several_plans_in_a_file_is_written_and_the_others_are_not() {
    let trial = Trial::not_approved(&blocks(), "", "");
    let one = trial.read(PLAN);
    let other = one.replace("Count the crates", "Weigh the crates");
    let both = format!("{one}\n{other}");
    trial.repository.write("PLANS.md", both.as_bytes());
    let second = "PLANS.md#plan-weigh-the-crates-in-the-cold-store";
    let arguments = ["adopt", second, "--write"];
    trial.repository.run(&arguments).exits(0);
    let written = trial.read("PLANS.md");
    let rest = written.strip_prefix(&one).expect("the first is as it was");
    assert!(rest.contains("{#grep-log cwd=. effect=read}"), "{rest}");
}

#[test]
fn the_verdict_is_written_into_one_of_several_plans_in_a_file() {
    let trial = Trial::not_approved("", "", "");
    for title in ["Move the orders", "Weigh the goods"] {
        let arguments = ["new", "spec", title, "-o", "one.md"];
        trial.repository.run(&arguments).exits(0);
        let all = trial.read("SPECS.md") + &trial.read("one.md") + "\n";
        let old = all.replace("Gate: FAIL — the plan is not filled in yet", "Gate: PASS");
        trial.repository.write("SPECS.md", old.as_bytes());
        std::fs::remove_file(trial.repository.root().join("one.md")).expect("it is there");
    }
    let before = trial.read("SPECS.md");
    let second = "SPECS.md#active-plan-weigh-the-goods";
    trial.repository.run(&["gate", second, "--write"]).exits(3);
    let written = trial.read("SPECS.md");
    let first = before
        .find("# Active Plan: Weigh")
        .unwrap_or_else(|| panic!("{before}"));
    assert_eq!(written[..first], before[..first]);
    assert_ne!(written, before);
}

#[test]
fn on_a_terminal_a_person_is_asked() {
    if !can_make_terminal() {
        return;
    }
    for (answer, written) in [("n\n", false), ("y\n", true)] {
        let trial = Trial::not_approved(&blocks(), "", "");
        let (_, shown) = trial.on_terminal(&format!("adopt {PLAN}"), answer);
        assert!(shown.contains("[y/N]"), "{shown}");
        assert_eq!(trial.read(PLAN).contains("{#echo"), written, "{shown}");
    }
}
