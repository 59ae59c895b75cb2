//! Journals with every kind of event, made by hand.

use serde_json::{Value, json};
use stopgate_journal::{Event, Head, Reading, encode, read};

fn step(id: &str, kind: &str, command: &str) -> Value {
    json!({
        "id": id, "kind": kind, "command": command, "directory": ".",
        "expectations": [{ "kind": "contains", "text": "ok" }, { "kind": "prose", "text": "looks right" }],
        "timeout_seconds": 60,
    })
}

fn phase(title: &str, steps: &[Value]) -> Value {
    json!({ "title": title, "digest": "a".repeat(64), "stop_gate": "somebody looks", "steps": steps })
}

fn created() -> Value {
    json!({ "kind": "run-created", "body": {
        "run": "20260430-101112-123", "plan": "plans/a.md", "title": "A <plan>", "format": "mine",
        "digest": "d".repeat(64), "approval": "a.json", "approver": "ann", "environment": "e".repeat(64),
        "target": "staging", "on_error": "stop", "exists": ["the bucket"],
        "phases": [
            phase("Same name", &[step("s1", "command", "one"), repeatable(step("s2", "command", "two")), step("m1", "manual", "look")]),
            phase("Same name", &[step("s3", "command", "three")]),
        ],
        "rollback": [{ "step": step("u1", "rollback", "undo"), "phase": null }],
        "semantics": 1,
    } })
}

fn started(step: &str, attempt: u32) -> Value {
    json!({ "kind": "step-started", "body": { "step": step, "attempt": attempt } })
}

fn ended(step: &str, attempt: u32, ending: &Value) -> Value {
    let passed = ending["value"] == 0;
    let met = if passed { "yes" } else { "no" };
    let empty = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
    json!({ "kind": "step-ended", "body": { "step": step, "attempt": attempt, "passed": passed, "outcome": {
        "ending": ending, "duration_ms": 1500,
        "output": { "bytes": 0, "sha256": empty, "head": "", "tail": "", "masked": 0 },
        "met": [met, "by-person"], "left_behind": 0,
    } } })
}

/// The same end, as the process that held the step recorded it.
fn proven(step: &str, attempt: u32, ending: &Value) -> Value {
    let mut event = ended(step, attempt, ending);
    event["kind"] = "outcome-proven".into();
    event
}

fn repeatable(mut step: Value) -> Value {
    step["contract"] = json!({ "effect": "idempotent" });
    step
}

fn who() -> Value {
    json!({ "name": "ann", "method": "terminal", "signed": null })
}

fn decided(phase: u32, decision: &str, confirmed: &[&str]) -> Value {
    json!({ "kind": "decided", "body": {
        "phase": phase, "decision": decision, "reason": "because", "confirmed": confirmed, "who": who(),
    } })
}

fn resolved(step: &str, resolution: &str) -> Value {
    json!({ "kind": "resolved", "body": {
        "step": step, "resolution": resolution, "reason": "I looked", "who": who(),
    } })
}

/// Steps that fail, hang, are lost and found; a no-go and a go; a rollback.
fn events() -> Vec<Value> {
    let exit = |code: i32| json!({ "how": "exit", "value": code });
    let lost = |step: &str| json!({ "kind": "outcome-unknown", "body": { "step": step, "reason": "it was killed" } });
    let entered = |phase: u32| json!({ "kind": "phase-entered", "body": { "phase": phase } });
    let at_gate = |phase: u32| json!({ "kind": "gate-reached", "body": { "phase": phase } });
    vec![
        created(),
        entered(0),
        started("s1", 1),
        ended("s1", 1, &json!({ "how": "timed-out" })),
        started("s1", 2),
        ended("s1", 2, &exit(3)),
        started("s1", 3),
        lost("s1"),
        json!({ "kind": "recovered", "body": { "torn": 12 } }),
        resolved("s1", "redo"),
        started("s1", 4),
        lost("s1"),
        resolved("s1", "happened"),
        started("s2", 1),
        json!({ "kind": "interrupted", "body": { "step": "s2", "reason": "it was killed" } }),
        started("s2", 2),
        proven("s2", 2, &exit(0)),
        json!({ "kind": "checkpoint", "body": { "phase": 0, "commit": "c0ffee" } }),
        at_gate(0),
        json!({ "kind": "wrote-back", "body": { "up_to": 12, "before": "b".repeat(64), "after": "c".repeat(64) } }),
        decided(0, "no-go", &[]),
        decided(0, "go", &["m1"]),
        entered(1),
        json!({ "kind": "step-skipped", "body": { "step": "s3", "reason": "done before" } }),
        at_gate(1),
        json!({ "kind": "rollback-began", "body": { "who": who() } }),
        started("u1", 1),
        ended("u1", 1, &exit(0)),
        json!({ "kind": "rolled-back" }),
    ]
}

/// The lines of the journal.
pub fn lines() -> Vec<String> {
    let mut head = Head::default();
    let mut lines = Vec::new();
    for (at, event) in events().into_iter().enumerate() {
        let event: Event = serde_json::from_value(event).expect("an event");
        let at = format!("2026-04-30T10:11:{at:02}.500Z");
        let (line, next) = encode(&head, &at, &event).expect("a line");
        lines.push(line);
        head = next;
    }
    lines
}

/// The journal with its first `count` records.
pub fn reading(count: usize) -> Reading {
    let reading = read(lines()[..count].concat().as_bytes());
    assert_eq!(reading.fault, None, "the journal is a possible one");
    reading
}
