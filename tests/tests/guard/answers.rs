//! Answers as each agent documents them, for what is denied and for what is not.

use serde_json::{Value, json};
use stopgate_tests::repository::Done;
use stopgate_tests::root;

use crate::world::{call, hook, in_state};

const AGENTS: [(&str, &str, &str); 4] = [
    ("claude-code", "Write", "PreToolUse"),
    ("codex", "Bash", "PreToolUse"),
    ("cursor", "Write", "preToolUse"),
    ("gemini", "write_file", "BeforeTool"),
];

/// Fails where an answer is not what the agent reads.
fn is_valid(agent: &str, answer: &Value) {
    let folder = root().join("tests/tests/guard/schemas");
    let file = folder.join(format!("{agent}.json"));
    let mut schemas = boon::Schemas::new();
    let mut compiler = boon::Compiler::new();
    let schema = compiler
        .compile(&file.to_string_lossy(), &mut schemas)
        .expect("a schema");
    if let Err(error) = schemas.validate(answer, schema) {
        panic!("{agent}: {error}\n{answer}");
    }
}

fn answer(done: &Done) -> Value {
    done.document()
}

#[test]
fn a_tool_is_denied_in_words_that_its_agent_reads() {
    let repository = in_state("planning");
    for (agent, tool, event) in AGENTS {
        let given = json!({"file_path": "src/main.rs", "command": "make", "content": "x"});
        let done = call(&repository, agent, tool, &given).exits(2);
        let answer = answer(&done);
        is_valid(agent, &answer);
        let reason = match agent {
            "cursor" => {
                assert_eq!(answer["permission"], "deny");
                &answer["agent_message"]
            }
            "gemini" => {
                assert_eq!(answer["decision"], "deny");
                &answer["reason"]
            }
            _ => {
                let output = &answer["hookSpecificOutput"];
                assert_eq!(output["hookEventName"], event);
                assert_eq!(output["permissionDecision"], "deny");
                &output["permissionDecisionReason"]
            }
        };
        let reason = reason.as_str().expect("a reason");
        assert!(
            reason.contains("plan.md is being planned here by Jonna"),
            "{reason}"
        );
        // Some agents read nothing but stderr where the code is 2.
        assert_eq!(done.stderr.trim_end(), reason, "{agent}");
    }
}

/// `allow` would pass by the question that Claude Code and Codex ask their person.
#[test]
fn what_may_happen_is_left_to_the_agent() {
    let repository = in_state("planning");
    for (agent, tool, _) in AGENTS {
        let given = json!({"file_path": "plan.md", "command": "stopgate status", "content": "x"});
        let done = call(&repository, agent, tool, &given).exits(0);
        assert_eq!(done.stderr, "", "{agent}");
        match agent {
            "claude-code" | "codex" => assert_eq!(done.stdout, "", "{agent}"),
            "cursor" => assert_eq!(answer(&done), json!({"permission": "allow"})),
            _ => assert_eq!(answer(&done), json!({})),
        }
    }
}

#[test]
fn what_cannot_be_read_is_denied_in_the_same_words() {
    let repository = in_state("outside");
    for (agent, _, event) in AGENTS {
        for input in [
            "{".to_owned(),
            json!({"hook_event_name": event}).to_string(),
        ] {
            let done = hook(&repository, agent, input.as_bytes()).exits(2);
            is_valid(agent, &answer(&done));
            assert!(done.stderr.contains("cannot read"), "{}", done.stderr);
        }
    }
}

#[test]
fn a_permission_is_denied_where_it_is_asked_for() {
    let repository = in_state("planning");
    for agent in ["claude-code", "codex"] {
        let input = json!({
            "hook_event_name": "PermissionRequest", "cwd": repository.root(),
            "tool_name": "Bash", "tool_input": {"command": "make"},
        });
        let done = hook(&repository, agent, input.to_string().as_bytes()).exits(2);
        let answer = answer(&done);
        is_valid(agent, &answer);
        assert_eq!(answer["hookSpecificOutput"]["decision"]["behavior"], "deny");
    }
}

#[test]
fn cursor_is_answered_by_event() {
    let repository = in_state("planning");
    let ask = |event: &str, more: Value| {
        let mut input = json!({"hook_event_name": event, "workspace_roots": [repository.root()]});
        for (key, value) in more.as_object().expect("an object") {
            input[key] = value.clone();
        }
        let done = hook(&repository, "cursor", input.to_string().as_bytes());
        is_valid("cursor", &answer(&done));
        (done.code, answer(&done))
    };
    let shell = ask("beforeShellExecution", json!({"command": "make"}));
    assert_eq!((shell.0, &shell.1["permission"]), (2, &json!("deny")));
    let server = ask(
        "beforeMCPExecution",
        json!({"tool_name": "x", "tool_input": "{}"}),
    );
    assert_eq!((server.0, &server.1["permission"]), (2, &json!("deny")));
    let read = ask("beforeReadFile", json!({"file_path": "src/main.rs"}));
    assert_eq!(read, (0, json!({"permission": "allow"})));
    let prompt = ask("beforeSubmitPrompt", json!({"prompt": "x"}));
    assert_eq!(prompt, (0, json!({"continue": true})));
    assert_eq!(ask("stop", json!({"status": "completed"})), (0, json!({})));
}

/// What a plan says does not make a terminal do anything, and no agent reads it as an order of the guard's.
#[test]
fn a_reason_shows_what_is_unseen() {
    let repository = in_state("planning");
    let given = json!({"file_path": "src/\u{202e}sr.niam", "content": "x"});
    let done = call(&repository, "claude-code", "Write", &given).exits(2);
    assert!(!done.stderr.contains('\u{202e}') && !done.stdout.contains('\u{202e}'));
    assert!(done.stderr.contains("\\u{202e}"), "{}", done.stderr);
}
