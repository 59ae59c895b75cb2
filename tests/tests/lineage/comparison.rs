//! Two runs side by side.

use serde_json::Value;

use crate::{DAY, PLAN, passed, rolled_back};

#[test]
fn a_run_is_the_same_as_itself() {
    let run = passed().json(&["show"]).exits(0).document();
    let run = run["run"].as_str().expect("a run");
    let compared = passed()
        .json(&["runs", "--compare", run, run])
        .exits(0)
        .document();
    assert_eq!(
        (&compared["schema"], &compared["same"]),
        (&1.into(), &true.into())
    );
    let printed = passed()
        .run(&["runs", "--compare", run, run])
        .exits(0)
        .stdout;
    assert!(printed.contains("nothing differs but times"), "{printed}");
}

#[test]
fn what_differs_between_two_runs_is_named() {
    let repository = passed().fork();
    let first = repository.json(&["show"]).exits(0).document();
    let text = repository.read(PLAN);
    let changed = text.replace("echo a1 >> effects.txt", "echo a0 >> effects.txt");
    repository.write(PLAN, changed.as_bytes());
    repository.sign(&["approve", PLAN, "--as-of", DAY]).exits(0);
    repository.json(&["run", PLAN, "--as-of", DAY]).exits(10);
    repository.sign(&["no-go", "--reason", "not now"]).exits(3);
    let second = repository.json(&["show"]).exits(0).document();
    let name = |shown: &Value| shown["run"].as_str().expect("a run").to_owned();
    let (a, b) = (name(&first), name(&second));
    assert_ne!(a, b);
    let compared = repository
        .json(&["runs", "--compare", &a, &b])
        .exits(0)
        .document();
    assert_eq!(compared["same"], false);
    let list = |key: &str| compared[key].as_array().expect("a list").clone();
    let said = |list: &[Value]| {
        let said = list.iter().filter_map(|it| it["what"].as_str());
        said.map(str::to_owned).collect::<Vec<_>>()
    };
    assert_eq!(said(&list("differences")), ["approval", "state"]);
    let decisions = list("decisions");
    assert!(
        decisions[0]["a"]
            .as_str()
            .is_some_and(|it| it.starts_with("go by "))
    );
    assert!(
        decisions[0]["b"]
            .as_str()
            .is_some_and(|it| it.ends_with(": not now"))
    );
    let steps = list("steps");
    let of = |command: &str| {
        let found = steps.iter().find(|step| step["command"] == command);
        found.unwrap_or_else(|| panic!("{command}"))["differs"].clone()
    };
    assert_eq!(of("echo a1 >> effects.txt"), serde_json::json!(["only-a"]));
    assert_eq!(of("echo a0 >> effects.txt"), serde_json::json!(["only-b"]));
    let skipped = of("test -f mended.txt && echo a2 >> effects.txt");
    assert!(skipped.to_string().contains("attempts"), "{skipped}");
    let printed = repository
        .run(&["runs", "--compare", &a, &b])
        .exits(0)
        .stdout;
    assert!(
        printed.contains("only-b") && printed.contains("not now"),
        "{printed}"
    );
}

#[test]
fn a_run_that_is_not_there_is_a_mistake_of_the_call() {
    passed()
        .run(&["runs", "--compare", "1999", "1998"])
        .exits(2);
    passed().run(&["runs", "--compare", "2"]).exits(2);
}

#[test]
fn show_says_when_each_step_ran_and_why_one_failed() {
    let shown = rolled_back().json(&["show"]).exits(0).document();
    for step in shown["steps"].as_array().expect("steps") {
        let time = |key: &str| step[key].as_str().expect("a time").to_owned();
        assert!(time("started") <= time("ended"), "{step}");
    }
    let printed = passed().run(&["show"]).exits(0).stdout;
    assert!(printed.contains("at its stop-gate"), "{printed}");
}
