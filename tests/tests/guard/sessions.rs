//! Planning sessions: how they begin, what they show, and how they end (P12).

use serde_json::{Value, json};
use stopgate_tests::repository::Repository;

use crate::world::{DAY, PLAN, bare, call, hook, in_state, plan, planning, running, unready};

fn shown(repository: &Repository) -> Value {
    repository.json(&["session"]).exits(0).document()
}

#[test]
fn a_session_begins_is_shown_and_ends_at_the_second_call() {
    let repository = planning();
    let session = shown(&repository)["session"].clone();
    assert_eq!(session["plan"], PLAN);
    assert_eq!(session["by"], "Jonna");
    assert_eq!(session["notes"], "notes.md");
    assert_eq!(session["stale"], Value::Null);

    let first = repository.json(&["session", "end"]).exits(3).document();
    assert_eq!(first["ended"], false);
    let missing = first["missing"].as_array().expect("a list");
    assert!(missing.iter().any(|one| one["code"] == "STR001"), "{first}");
    assert_eq!(shown(&repository)["session"]["plan"], PLAN);

    let second = repository.json(&["session", "end"]).exits(0).document();
    assert_eq!(second["ended"], true);
    assert_eq!(shown(&repository)["session"], Value::Null);
    let again = repository.run(&["session", "end"]).exits(2);
    assert!(
        again.stderr.contains("session start PLAN"),
        "{}",
        again.stderr
    );
}

#[test]
fn a_plan_that_is_ready_and_approved_lets_the_session_end_at_once() {
    let repository = bare(&plan(
        "| 1.1 | Switch it | `echo a1 >> effects.txt` | Jonna | exit code 0 |",
    ));
    repository.run(&["session", "start", PLAN]).exits(0);
    let refused = repository.run(&["session", "end"]).exits(3);
    assert!(
        refused.stdout.contains("nobody has approved it"),
        "{}",
        refused.stdout
    );
    repository.run(&["session", "start", PLAN]).exits(0);
    repository.sign(&["approve", PLAN, "--as-of", DAY]).exits(0);
    repository.run(&["session", "end"]).exits(0);
}

#[test]
fn one_plan_is_planned_at_a_time() {
    let repository = planning();
    repository.write("other.md", unready().as_bytes());
    let other = repository.run(&["session", "start", "other.md"]).exits(2);
    assert!(other.stderr.contains("end that first"), "{}", other.stderr);
    repository.run(&["session", "start", PLAN]).exits(0);
    for (arguments, said) in [
        (
            ["session", "start", "nothing.md"].as_slice(),
            "does not exist",
        ),
        (&["session", "start", "src"], "is a directory"),
        (&["session", "start", PLAN, "--notes", "src/main.rs"], ".md"),
        (
            &["session", "start", PLAN, "--notes", "../out.md"],
            "outside",
        ),
        (
            &["session", "start", PLAN, "--notes", ".stopgate/x.md"],
            "Stopgate",
        ),
        (
            &["session", "start", PLAN, "--notes", PLAN],
            "it is the plan",
        ),
    ] {
        let done = repository.run(arguments).exits(2);
        assert!(done.stderr.contains(said), "{arguments:?}: {}", done.stderr);
    }
}

/// A pointer that outlived its plan is noticed, and a person can always end it (claude-code #69962).
#[test]
fn a_stale_session_is_shown_and_can_be_ended() {
    for (state, said) in [
        ("gone", "not there any more"),
        ("done", "says that it is done"),
    ] {
        let repository = in_state(state);
        let stale = shown(&repository)["session"]["stale"].clone();
        let stale = stale.as_str().expect("a reason");
        assert!(stale.contains(said), "{stale}");
        repository.run(&["session", "end"]);
        repository.run(&["session", "end"]);
        assert_eq!(shown(&repository)["session"], Value::Null, "{state}");
    }
    let repository = in_state("unreadable");
    let broken = repository.run(&["session"]).exits(2);
    assert!(
        broken.stderr.contains("stopgate session end"),
        "{}",
        broken.stderr
    );
    repository.run(&["session", "end"]).exits(0);
    shown(&repository);
}

#[test]
fn a_plan_that_was_carried_out_since_is_not_planned_any_more() {
    let repository = running(
        "| 1.1 | Switch it | `echo a1 >> effects.txt` | Jonna | exit code 0 |",
        10,
    );
    repository.run(&["session", "start", PLAN]).exits(0);
    let stale = shown(&repository)["session"]["stale"].clone();
    assert!(
        stale.as_str().expect("a reason").contains("carries it out"),
        "{stale}"
    );
    let given = json!({"file_path": "src/main.rs", "content": "x"});
    call(&repository, "claude-code", "Write", &given).exits(2);
}

/// Whoever ends a turn behind the code is kept from it once (E12).
#[test]
fn a_turn_ends_when_the_plan_says_what_was_done() {
    let repository = stale_plan();
    for (agent, event) in [
        ("claude-code", "Stop"),
        ("codex", "Stop"),
        ("gemini", "AfterAgent"),
    ] {
        let stops = |again: bool| {
            let input = json!({"hook_event_name": event, "cwd": repository.root(), "stop_hook_active": again});
            hook(&repository, agent, input.to_string().as_bytes())
        };
        let first = stops(false).exits(2);
        assert!(first.stderr.contains("LIV004"), "{}", first.stderr);
        let word = if agent == "gemini" { "deny" } else { "block" };
        assert_eq!(first.document()["decision"], word);
        stops(true).exits(0);
    }
    let stops = |loops: u32| {
        let input = json!({"hook_event_name": "stop", "workspace_roots": [repository.root()], "status": "completed", "loop_count": loops});
        hook(&repository, "cursor", input.to_string().as_bytes())
            .exits(0)
            .document()
    };
    assert!(
        stops(0)["followup_message"]
            .as_str()
            .expect("a message")
            .contains("LIV004")
    );
    assert_eq!(stops(1), json!({}));
    let end = repository.run(&["session", "end"]).exits(3);
    assert!(end.stdout.contains("LIV004"), "{}", end.stdout);
}

/// A plan under way whose code was committed twice since somebody last wrote into it.
fn stale_plan() -> Repository {
    const TEXT: &str = "# Partition the match history\n\n## Purpose / Big Picture\n\nQueries take a second.\n\n## Progress\n\n- [x] (2026-03-01 08:00Z) Measured.\n- [ ] Change `src/history/table.py`.\n\n## Surprises & Discoveries\n\n## Decision Log\n\n## Outcomes & Retrospective\n\n## Context and Orientation\n\n## Plan of Work\n\nChange `src/history/table.py`.\n\n## Concrete Steps\n\n## Validation and Acceptance\n\n## Idempotence and Recovery\n\n## Artifacts and Notes\n\n## Interfaces and Dependencies\n";
    let repository = bare(TEXT);
    std::fs::remove_dir_all(repository.root().join("nested")).expect("a folder");
    let git = |arguments: &[&str], day: &str| {
        let mut command = repository.command_of("git".as_ref(), arguments);
        for role in ["AUTHOR", "COMMITTER"] {
            command.env(format!("GIT_{role}_NAME"), "Jonna");
            command.env(format!("GIT_{role}_EMAIL"), "jonna@pumps.example");
            command.env(format!("GIT_{role}_DATE"), format!("{day}T08:00:00Z"));
        }
        assert!(
            command.output().expect("git").status.success(),
            "{arguments:?}"
        );
    };
    git(&["init", "-q", "-b", "main"], "2026-02-01");
    // The first commit of a repository is not looked into: it may hold a whole one.
    let first = ["commit", "-q", "--allow-empty", "-m", "first"];
    git(&first, "2026-02-01");
    for day in ["2026-03-01", "2026-03-02", "2026-03-03"] {
        repository.write("src/history/table.py", day.as_bytes());
        git(&["add", "-A"], day);
        git(&["commit", "-q", "-m", day], day);
    }
    repository.run(&["session", "start", PLAN]).exits(0);
    repository
}
