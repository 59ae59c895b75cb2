//! Runs: only what a person approved, up to the next stop-gate, and what becomes of them when the client goes.

use std::fs::File;
use std::io::{BufRead as _, BufReader, Write as _};
use std::process::Command;

use rmcp::model::CallToolRequestParams;
use serde_json::{Value, json};
use stopgate_tests::repository::Repository;

use crate::client::{GENERATIONS, Generation, Person, call, page, speak};
use crate::lines::{self, Lines};
use crate::scene::{PLAN, Texts, approved, repository};

#[test]
fn nothing_runs_that_nobody_approved_as_it_is() {
    let repository = approved(&Texts::default());
    let changed = repository
        .read(PLAN)
        .replace("mkdir -p src", "mkdir -p src other");
    repository.write(PLAN, changed.as_bytes());
    let mut lines = Lines::open(&repository, &json!({}));
    let run = lines::page(&lines.call("run", json!({ "plan": PLAN })));
    assert_eq!(run["exit"], 3, "{run}");
    assert!(
        run["next"]
            .as_str()
            .expect("what to do")
            .contains("approving is theirs"),
        "{run}"
    );
    assert!(!repository.root().join("src").exists());
}

#[test]
fn a_run_goes_from_stop_gate_to_stop_gate_with_a_person_between() {
    for generation in GENERATIONS {
        let repository = approved(&Texts::default());
        speak(
            &repository,
            (&Person::nobody(), generation),
            async |client| {
                let run = page(&call(client, "run", json!({ "plan": PLAN })).await);
                assert_eq!(
                    (&run["exit"], &run["untrusted"]["state"]),
                    (&json!(10), &json!("waiting")),
                    "{run}"
                );
                let name = run["untrusted"]["run"].clone();
                // Without a go the run stands where it is.
                let again = page(&call(client, "run", json!({ "run": name })).await);
                assert_eq!(again["exit"], 10, "{again}");
                assert!(!repository.root().join("src/handed.txt").exists());
                repository.sign(&["go"]).exits(0);
                let on = page(&call(client, "run", json!({ "run": name })).await);
                assert_eq!(on["exit"], 10, "{on}");
                assert_eq!(repository.read("src/handed.txt"), "hello\n");
                let shown = page(&call(client, "show", json!({})).await);
                assert_eq!(
                    shown["untrusted"]["decisions"][0]["decision"], "go",
                    "{shown}"
                );
                let verified = page(&call(client, "show", json!({ "what": "verify" })).await);
                assert_eq!(verified["untrusted"]["ok"], true, "{verified}");
            },
        );
    }
}

/// A step that says when it runs, and waits until it is told to end.
struct Held {
    repository: Repository,
}

const HELD: &str = "exec 3> alive\necho started >&3\nread answer < release\nmkdir -p src\n";

impl Held {
    fn new() -> Self {
        let texts = Texts {
            command: "sh tools/held.sh".to_owned(),
            ..Texts::default()
        };
        let repository = repository(&texts);
        repository.write("tools/held.sh", HELD.as_bytes());
        for pipe in ["alive", "release"] {
            let made = Command::new("mkfifo")
                .arg(repository.root().join(pipe))
                .status();
            assert!(made.expect("mkfifo is installed").success());
        }
        repository.sign(&["approve", PLAN]).exits(0);
        Self { repository }
    }

    /// Waits until the step runs; what it says after that ends when it does.
    fn started(&self) -> BufReader<File> {
        started(&self.repository)
    }
}

fn started(repository: &Repository) -> BufReader<File> {
    let mut alive = BufReader::new(File::open(repository.root().join("alive")).expect("a pipe"));
    let mut line = String::new();
    alive.read_line(&mut line).expect("a line");
    assert_eq!(line, "started\n");
    alive
}

/// Waits until nobody holds the pipe any more.
fn ended(mut alive: BufReader<File>) {
    let mut line = String::new();
    assert_eq!(alive.read_line(&mut line).expect("the end"), 0, "{line}");
}

/// How the newest run stands.
fn state(repository: &Repository) -> Value {
    repository.json(&["show"]).document()["state"].clone()
}

#[test]
fn a_call_that_is_taken_back_ends_its_step() {
    for generation in GENERATIONS {
        let held = Held::new();
        speak(
            &held.repository,
            (&Person::nobody(), generation),
            async |client| {
                let arguments = json!({ "plan": PLAN })
                    .as_object()
                    .cloned()
                    .expect("an object");
                let running =
                    client.call_tool(CallToolRequestParams::new("run").with_arguments(arguments));
                let root = held.repository.root();
                let begun = tokio::task::spawn_blocking(move || {
                    let mut alive = BufReader::new(File::open(root.join("alive")).expect("a pipe"));
                    let mut line = String::new();
                    alive.read_line(&mut line).expect("a line");
                    alive
                });
                let alive = tokio::select! {
                    called = running => panic!("it waits: {called:?}"),
                    alive = begun => alive.expect("the step runs"),
                };
                // The future of the call is gone by now, and the client has said so.
                tokio::task::spawn_blocking(move || ended(alive))
                    .await
                    .expect("the step ended");
            },
        );
        assert_eq!(
            held.repository.json(&["resume"]).code,
            11,
            "{generation:?}: a person says what became of the step"
        );
    }
}

#[test]
fn a_client_that_goes_leaves_the_run_to_its_stop_gate() {
    let held = Held::new();
    let mut lines = Lines::open(&held.repository, &json!({}));
    lines.send(
        "tools/call",
        json!({ "name": "run", "arguments": { "plan": PLAN } }),
    );
    let alive = held.started();
    assert_eq!(lines.close(), 0);
    assert_eq!(state(&held.repository), "running");
    let mut release = File::options()
        .write(true)
        .open(held.repository.root().join("release"))
        .expect("a pipe");
    release.write_all(b"go on\n").expect("somebody reads");
    ended(alive);
    while state(&held.repository) == "running" {
        std::thread::yield_now();
    }
    assert_eq!(state(&held.repository), "waiting");
    assert_eq!(held.repository.read("src/greeting.txt"), "hello\n");
}

#[test]
fn a_call_that_waits_long_enough_leaves_the_run_going() {
    let held = Held::new();
    let other = crate::scene::plan(&Texts::default()).replace("src", "other");
    held.repository.write("plans/other.md", other.as_bytes());
    held.repository
        .sign(&["approve", "plans/other.md"])
        .exits(0);
    let mut lines = Lines::open(&held.repository, &json!({}));
    let call = lines.send(
        "tools/call",
        json!({ "name": "run", "arguments": { "plan": PLAN, "wait": 1 } }),
    );
    let alive = held.started();
    // Another run is the newest one by then.
    held.repository.json(&["run", "plans/other.md"]).exits(10);
    let answered = lines::page(&lines.response(call)["result"]);
    assert_eq!(
        (&answered["exit"], &answered["untrusted"]["state"]),
        (&Value::Null, &json!("running")),
        "{answered}"
    );
    assert_eq!(answered["untrusted"]["plan"], PLAN, "{answered}");
    let run = answered["untrusted"]["run"].as_str().expect("a run");
    let mut release = File::options()
        .write(true)
        .open(held.repository.root().join("release"))
        .expect("a pipe");
    release.write_all(b"go on\n").expect("somebody reads");
    ended(alive);
    let state = || held.repository.json(&["show", run]).document()["state"].clone();
    while state() == "running" {
        std::thread::yield_now();
    }
    assert_eq!(state(), "waiting");
}

#[test]
fn a_client_is_told_of_progress() {
    let held = Held::new();
    // A step that is over before the one that waits.
    let person = Person::nobody();
    let told = person.progress.clone();
    let texts = Texts {
        phase: "Greet slowly".to_owned(),
        ..Texts::default()
    };
    let second = crate::scene::plan(&texts)
        .replace("cp tools/greeting.txt src/greeting.txt", "sh tools/held.sh");
    held.repository.write(
        "plans/slow.md",
        second
            .replace("cat src/greeting.txt", "ls src")
            .replace("`hello`", "exit code 0")
            .as_bytes(),
    );
    held.repository.sign(&["approve", "plans/slow.md"]).exits(0);
    speak(
        &held.repository,
        (&person, Generation::Sessions),
        async |client| {
            let root = held.repository.root();
            let released = tokio::task::spawn_blocking({
                let told = told.clone();
                move || {
                    let mut alive = BufReader::new(File::open(root.join("alive")).expect("a pipe"));
                    let mut line = String::new();
                    alive.read_line(&mut line).expect("a line");
                    while told.lock().expect("nobody panicked").is_empty() {
                        std::thread::yield_now();
                    }
                    File::options()
                        .write(true)
                        .open(root.join("release"))
                        .expect("a pipe")
                        .write_all(b"on\n")
                        .expect("a reader");
                }
            });
            let run = page(&call(client, "run", json!({ "plan": "plans/slow.md" })).await);
            assert_eq!(run["exit"], 10, "{run}");
            released.await.expect("it was told");
        },
    );
    let told = told.lock().expect("nobody panicked");
    assert_eq!(told[0].progress, 1.0, "{told:?}");
    assert_eq!(told[0].message.as_deref(), Some("sh tools/held.sh"));
}
