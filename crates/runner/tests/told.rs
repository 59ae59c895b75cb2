//! What a plan is told does not depend on how often it was told before.

#![expect(clippy::expect_used, reason = "tests stop where they cannot go on")]

use serde_json::{Value, json};
use stopgate_journal::{Event, Head, Record, encode, read};
use stopgate_runner::intents;

const AT: &str = "2026-04-30T08:00:00.000Z";

fn step(id: &str, kind: &str) -> Value {
    json!({ "id": id, "kind": kind, "command": format!("echo {id}"), "directory": ".", "expectations": [],
        "timeout_seconds": 60 })
}

fn created() -> Value {
    let phase = |title: &str, steps: Value| json!({ "title": title, "digest": title, "stop_gate": null, "steps": steps });
    let undo = json!([{ "step": step("undo", "rollback"), "phase": 0 }]);
    json!({ "kind": "run-created", "body": {
        "run": "20260430-080000-000", "plan": "plan.md", "title": "Ring", "format": "f", "digest": "d", "approval": "a",
        "approver": "imre", "environment": "e", "target": null, "on_error": "stop", "exists": [], "rollback": undo,
        "phases": [
            phase("one", json!([step("a", "command"), step("b", "command"), step("look", "manual")])),
            phase("two", json!([step("c", "command")])),
        ],
        "semantics": 1
    } })
}

fn started(step: &str, attempt: u32) -> Value {
    json!({ "kind": "step-started", "body": { "step": step, "attempt": attempt } })
}

fn ended(step: &str, attempt: u32, passed: bool) -> Value {
    let output = json!({ "bytes": 0, "sha256": "", "head": "", "tail": "", "masked": 0 });
    let ending = json!({ "how": "exit", "value": i32::from(!passed) });
    json!({ "kind": "step-ended", "body": { "step": step, "attempt": attempt, "passed": passed, "outcome": {
        "ending": ending, "duration_ms": 1, "output": output, "met": [], "left_behind": 0 } } })
}

fn at_phase(kind: &str, phase: usize) -> Value {
    json!({ "kind": kind, "body": { "phase": phase } })
}

fn decided(phase: usize, decision: &str, confirmed: &[&str]) -> Value {
    json!({ "kind": "decided", "body": { "phase": phase, "decision": decision, "reason": "seen",
        "confirmed": confirmed, "who": { "name": "imre", "method": "terminal", "signed": null } } })
}

/// A run in which something fails, is lost, refused, confirmed and told in between.
fn records() -> Vec<Record> {
    let told = json!({ "kind": "wrote-back", "body": { "up_to": 3, "before": "x", "after": "y" } });
    let lost = json!({ "kind": "outcome-unknown", "body": { "step": "b", "reason": "killed" } });
    let resolved = json!({ "kind": "resolved", "body": { "step": "b", "resolution": "redo", "reason": "looked",
        "who": { "name": "imre", "method": "terminal", "signed": null } } });
    let events = [
        created(),
        at_phase("phase-entered", 0),
        started("a", 1),
        ended("a", 1, false),
        told,
        started("a", 2),
        ended("a", 2, true),
        started("b", 1),
        lost,
        resolved,
        started("b", 2),
        ended("b", 2, true),
        at_phase("gate-reached", 0),
        decided(0, "no-go", &[]),
        decided(0, "go", &["look"]),
        at_phase("phase-entered", 1),
        started("c", 1),
        ended("c", 1, true),
        at_phase("gate-reached", 1),
        decided(1, "go", &[]),
    ];
    let mut head = Head::default();
    let mut text = String::new();
    for event in events {
        let event: Event = serde_json::from_value(event).expect("an event");
        let (line, next) = encode(&head, AT, &event).expect("a line");
        text.push_str(&line);
        head = next;
    }
    let reading = read(text.as_bytes());
    assert_eq!(reading.fault, None);
    reading.records
}

#[test]
fn what_is_new_is_the_end_of_what_there_is_to_tell_wherever_it_begins() {
    let records = records();
    let all = intents(&records, 0);
    assert!(all.len() > 10, "{}", all.len());
    for known in 0..=records.len() {
        let before = intents(&records[..known], 0).len();
        let new = intents(&records, known as u64);
        assert_eq!(new, all[before..], "behind record {known}");
    }
}
