//! Every tool that needs no person, and every way to call one wrongly.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::client::{GENERATIONS, Person, call, page, speak};
use crate::lines::{self, Lines};
use crate::scene::{PLAN, Texts, plan, repository};

/// Bytes of one answer (GOAL-A1): 1,500 tokens of three bytes, as JSON with many marks has.
const MOST_BYTES: usize = 4_500;

#[test]
fn each_reading_tool_says_what_the_command_line_says() {
    let repository = repository(&Texts::default());
    for generation in GENERATIONS {
        speak(
            &repository,
            (&Person::nobody(), generation),
            async |client| {
                let plans = page(&call(client, "plans", json!({})).await);
                assert_eq!(plans["untrusted"]["plans"][0]["path"], PLAN, "{plans}");
                let checked = page(&call(client, "check", json!({ "path": PLAN })).await);
                assert_eq!(
                    (&checked["exit"], &checked["untrusted"]["files"][0]["ready"]),
                    (&json!(0), &json!(true)),
                    "{checked}"
                );
                let gate = page(&call(client, "gate", json!({ "plan": PLAN })).await);
                let printed = repository.json(&["gate", PLAN]).document();
                assert_eq!(gate["untrusted"]["verdict"], printed["verdict"]);
                assert_eq!(gate["untrusted"]["approved"], "no");
                assert_eq!(
                    gate["untrusted"]["steps"][0]["command"], "mkdir -p src",
                    "{gate}"
                );
                let rule = page(&call(client, "explain", json!({ "name": "GAT011" })).await);
                assert_eq!(rule["untrusted"]["code"], "GAT011", "{rule}");
                let formats = page(&call(client, "explain", json!({})).await);
                assert!(
                    !formats["untrusted"]["formats"]
                        .as_array()
                        .expect("formats")
                        .is_empty()
                );
                let runs = page(&call(client, "show", json!({ "what": "runs" })).await);
                assert_eq!(runs["untrusted"]["runs"], json!([]));
            },
        );
    }
}

#[test]
fn a_verdict_is_no_failure_and_a_refusal_is_one() {
    let texts = Texts {
        goal: "TBD".to_owned(),
        ..Texts::default()
    };
    let repository = repository(&texts);
    let mut lines = Lines::open(&repository, &json!({}));
    let gate = lines.call("gate", json!({ "plan": PLAN }));
    assert_eq!(
        (&gate["isError"], &lines::page(&gate)["exit"]),
        (&json!(false), &json!(3))
    );
    let missing = lines.call("gate", json!({ "plan": "plans/none.md" }));
    assert_eq!(
        (&missing["isError"], &lines::page(&missing)["exit"]),
        (&json!(true), &json!(2))
    );
    let run = lines.call("run", json!({ "plan": PLAN }));
    assert_eq!(lines::page(&run)["exit"], 3, "nobody approved it: {run}");
}

#[test]
fn long_answers_come_in_pages_that_hold_everything_once() {
    let repository = repository(&Texts::default());
    for number in 0..60 {
        let texts = Texts {
            title: format!(
                "Greet the people at gate {number}, {}",
                "slowly ".repeat(number)
            ),
            ..Texts::default()
        };
        repository.write(&format!("plans/{number:02}.md"), plan(&texts).as_bytes());
    }
    let mut lines = Lines::open(&repository, &json!({}));
    let (mut more, mut paths, mut pages) = (json!(0), Vec::new(), 0);
    while !more.is_null() {
        let result = lines.call("plans", json!({ "more": more }));
        let text = result["content"][0]["text"].as_str().expect("a text");
        assert!(text.len() <= MOST_BYTES, "{} bytes", text.len());
        let page = lines::page(&result);
        let plans = page["untrusted"]["plans"]
            .as_array()
            .cloned()
            .expect("plans");
        paths.extend(
            plans
                .iter()
                .map(|plan| plan["path"].as_str().expect("a path").to_owned()),
        );
        more = page["more"].clone();
        pages += 1;
    }
    assert!(pages > 2, "{pages} pages");
    paths.sort_unstable();
    let mut expected: Vec<String> = (0..60).map(|at| format!("plans/{at:02}.md")).collect();
    expected.push(PLAN.to_owned());
    expected.sort_unstable();
    assert_eq!(paths, expected);
}

/// What is wrong is said before anything is started, and never ends the server.
#[test]
fn wrong_arguments_are_answered() {
    let repository = repository(&Texts::default());
    let before = stopgate_tests::files(&repository.root(), "");
    let huge = "x".repeat(3 * 1024 * 1024);
    let mut lines = Lines::open(&repository, &json!({ "elicitation": {} }));
    let wrong: Vec<(&str, Value)> = vec![
        ("gate", json!({})),
        ("gate", json!({ "plan": 3 })),
        ("gate", json!({ "plan": null })),
        ("gate", json!({ "plan": [PLAN] })),
        ("gate", json!({ "plan": "/etc/passwd" })),
        ("gate", json!({ "plan": "../outside.md" })),
        ("gate", json!({ "plan": "plans/../../outside.md" })),
        ("gate", json!({ "plan": "-" })),
        ("gate", json!({ "plan": "a\u{0}b" })),
        ("gate", json!({ "plan": huge })),
        ("gate", json!({ "plan": PLAN, "write": true })),
        ("gate", json!({ "plan": PLAN, "--write": true })),
        ("gate", json!({ "plan": "--write" })),
        ("check", json!({ "path": PLAN, "profile": "none" })),
        ("check", json!({ "path": PLAN, "format": "--fix" })),
        ("check", json!({ "path": "--fix" })),
        ("explain", json!({ "name": "../../etc" })),
        ("explain", json!({ "name": "" })),
        ("show", json!({ "run": "--as" })),
        ("show", json!({ "what": "key" })),
        ("show", json!({ "more": -1 })),
        ("run", json!({})),
        ("run", json!({ "plan": PLAN, "run": "r" })),
        ("run", json!({ "run": "no such run" })),
        ("run", json!({ "plan": PLAN, "more": 3 })),
        ("run", json!({ "plan": PLAN, "key": "../key", "as": "x" })),
        ("note", json!({ "plan": PLAN })),
        ("note", json!({ "plan": PLAN, "edit": "approve" })),
        (
            "note",
            json!({ "plan": PLAN, "edit": "note", "kind": "key", "text": "x" }),
        ),
        ("note", json!({ "plan": PLAN, "edit": "tick" })),
        ("ask", json!({ "plan": PLAN, "answer": "a", "skip": true })),
        ("ask", json!({ "plan": PLAN, "answer": "a" })),
        (
            "ask",
            json!({ "plan": PLAN, "key": "objective", "choose": 1 }),
        ),
    ];
    for (tool, arguments) in wrong {
        let shown: String = arguments.to_string().chars().take(80).collect();
        let result = lines.call(tool, arguments);
        assert_eq!(result["isError"], true, "{tool} {shown}: {result}");
    }
    let none = lines.call("approve", json!({ "plan": PLAN }));
    assert!(
        none["message"]
            .as_str()
            .expect("an error")
            .contains("there is no tool"),
        "{none}"
    );
    lines.say_text("this is no JSON");
    lines.say_text("{\"jsonrpc\":\"2.0\",\"id\":\"x\",\"method\":\"tools/call\"}");
    let answered = lines.ask("tools/call", json!({ "name": "plans" }));
    assert_eq!(lines::page(&answered["result"])["exit"], 0, "{answered}");
    let written: Vec<_> = stopgate_tests::files(&repository.root(), "");
    assert_eq!(written, before, "nothing was written");
    assert_eq!(repository.read(PLAN), plan(&Texts::default()));
}

/// More calls at once than processes are started for: each is answered.
#[test]
fn many_calls_at_once_are_answered_each() {
    let repository = repository(&Texts::default());
    let mut lines = Lines::open(&repository, &json!({}));
    let gate = json!({ "name": "gate", "arguments": { "plan": PLAN } });
    let mut sent: BTreeSet<u64> = (0..40)
        .map(|_| lines.send("tools/call", gate.clone()))
        .collect();
    while !sent.is_empty() {
        let message = lines.hear().expect("an answer");
        let verdict = &message["result"]["structuredContent"]["untrusted"]["verdict"];
        assert_eq!(verdict, "pass", "{message}");
        assert!(sent.remove(&message["id"].as_u64().expect("a number")));
    }
}

/// A link that leads out of the root is not followed, whatever the tool.
#[test]
fn a_link_does_not_lead_out_of_the_root() {
    let repository = repository(&Texts::default());
    let outside = repository.root().join("../outside.md");
    std::fs::write(&outside, plan(&Texts::default())).expect("a file");
    std::os::unix::fs::symlink(&outside, repository.root().join("plans/link.md")).expect("a link");
    let mut lines = Lines::open(&repository, &json!({}));
    for tool in ["gate", "run"] {
        let result = lines.call(tool, json!({ "plan": "plans/link.md" }));
        assert_eq!(
            (&result["isError"], &lines::page(&result)["exit"]),
            (&json!(true), &json!(4)),
            "{tool}: {result}"
        );
    }
    let read = lines.ask(
        "resources/read",
        json!({ "uri": "stopgate://plan/plans/link.md" }),
    );
    assert!(read.get("error").is_some(), "{read}");
}
