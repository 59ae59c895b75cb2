//! Each agent in repositories that are as people leave them.

use serde_json::{Value, json};
use stopgate_installers::{Agent, Content};

use crate::world::{Files, OFFERS, hold, hold_edited, parts};

/// JSON with comments, as a value; an object where a text says nothing.
pub fn value(text: &str) -> Value {
    let text = text.trim_start_matches('\u{feff}');
    let value = jsonc_parser::parse_to_serde_value::<Option<Value>>(text, &Default::default());
    value
        .unwrap_or_else(|why| panic!("{why}: {text}"))
        .unwrap_or_else(|| json!({}))
}

/// True where `whole` says everything that `part` says: members by key, and the elements of lists in their order.
fn says(whole: &Value, part: &Value) -> bool {
    match (whole, part) {
        (Value::Object(whole), Value::Object(part)) => part
            .iter()
            .all(|(key, value)| whole.get(key).is_some_and(|it| says(it, value))),
        (Value::Array(whole), Value::Array(part)) => {
            let mut whole = whole.iter();
            part.iter().all(|value| whole.any(|it| it == value))
        }
        _ => whole == part,
    }
}

/// A file says after the installation what it said before, comments too.
pub fn holds_all_of(name: &str, before: &str, after: &str) {
    if name.ends_with(".json") {
        assert!(
            says(&value(after), &value(before)),
            "{before}\n---\n{after}"
        );
        for comment in ["// yes", "/* no */", "// last"] {
            let count = |text: &str| text.matches(comment).count();
            assert_eq!(count(before), count(after), "{after}");
        }
    } else if name.ends_with(".toml") && !before.is_empty() {
        let read = |text: &str| {
            let text = text.trim_start_matches('\u{feff}');
            let table: toml::Table = toml::from_str(text).unwrap_or_else(|why| panic!("{why}"));
            serde_json::to_value(table).expect("a value")
        };
        assert!(says(&read(after), &read(before)), "{before}\n---\n{after}");
    } else {
        assert!(after.contains(before), "{before}\n---\n{after}");
    }
}

/// Texts of a JSON file, all without anything of ours.
const JSON: &[&str] = &[
    "",
    "\n",
    "\u{feff}",
    "{}",
    "{ }\n",
    "{\n}",
    "\u{feff}{\n\t\"a\": 1\n}\n",
    "// yes\n",
    "// yes",
    "{ // yes\n}\n",
    "{ /* no */ }",
    "{\"a\":{\"b\":[1,2,3]}}",
    "{\"a\": 1 // yes\n}",
    "{\n  \"a\": 1, // yes\n  \"b\": [ /* no */ ] // last\n}\n",
    "{\n  \"a\": 1, // yes\n}\n",
    "{\n  \"a\": 1 /* no */ , // yes\n}\n",
    "{\r\n    \"a\": \"x\",\r\n    \"hooks\": {\r\n    }\r\n}\r\n",
    "{\n\t\"permissions\": {\n\t\t\"allow\": [\"Bash(ls)\"]\n\t}\n}",
    "{\n  \"version\": 1,\n  \"hooks\": {\"stop\": []}\n}\n",
    "{\"version\":1,\"hooks\":{\"preToolUse\":[{\"command\":\"x\"}],\"other\":[{\"command\":\"y\"}]}}",
    "{\n  \"hooks\": {\n    \"PreToolUse\": [\n      {\n        \"matcher\": \"Bash\", // yes\n        \"hooks\": [{\"type\": \"command\", \"command\": \"./mine.sh\"}]\n      } // last\n    ],\n    \"BeforeTool\": [{\"hooks\": []}]\n  },\n  \"env\": {\"TOKEN\": \"secret\"}\n}\n",
    "{\n  \"mcpServers\": {\n    \"other\": {\"command\": \"npx\", \"args\": [\"-y\", \"x\"]}\n  },\n  \"servers\": {}\n}\n",
    "{\"a\":\"}\", \"b\": \"// no comment\", \"c\\\"\": \"\\u007b\"}",
    "{\n  \"a\": 1\n, \"b\": 2\n}",
    "{\n  \"a\": 1 }",
];

/// The events of all agents.
pub const EVENTS: [&str; 7] = [
    "PreToolUse",
    "Stop",
    "preToolUse",
    "stop",
    "BeforeTool",
    "AfterAgent",
    "afterFileEdit",
];

/// Hooks of people that have to do with ours, and are theirs: each speaks of what `NAME` calls.
pub const FOREIGN: [&str; 6] = [
    "{\"type\": \"command\", \"command\": \"audit.sh --log 'stopgate hook NAME'\"}",
    "{\"matcher\": \"Bash\", \"hooks\": [{\"type\": \"command\", \"command\": \"audit.sh --log 'like stopgate hook NAME-router does'\"}]}",
    "{\"matcher\": \"Bash\", \"hooks\": [{\"command\": \"stopgate hook NAME\"}]}",
    "{\"hooks\": [{\"command\": \"stopgate hook NAME && say so\"}, {\"command\": \"x\"}]}",
    "{\"command\": \"LINE\", \"statusMessage\": \"mine\"}",
    "{\"matcher\": \"Bash\", \"hooks\": [{\"type\": \"command\", \"command\": \"LINE\", \"timeout\": 20}]}",
];

/// One of them, for an agent.
pub fn foreign(number: usize, agent: &str) -> String {
    let line = Value::from(stopgate_guard::command_line(agent)).to_string();
    FOREIGN[number % FOREIGN.len()]
        .replace("\"LINE\"", &line)
        .replace("NAME", agent)
}

#[test]
fn hooks_of_people_that_speak_of_ours_stay_theirs() {
    for agent in Agent::all() {
        for number in 0..FOREIGN.len() {
            for event in EVENTS {
                let hook = foreign(number, agent.name);
                let text = format!("{{\"hooks\": {{\"{event}\": [{hook}]}}}}");
                for offer in OFFERS {
                    let parts = parts(agent, offer, &Files::new()).into_iter();
                    let parts = parts.filter(|part| matches!(part.content, Content::Json(_)));
                    let files: Files = parts.map(|part| (part.path, text.clone())).collect();
                    hold(agent, offer, &files);
                    hold_edited(agent, offer, &files);
                }
            }
        }
    }
}

/// Texts of a TOML file.
const TOML: &[&str] = &[
    "",
    "\n",
    "\u{feff}model = \"x\"\n",
    "model = \"x\"",
    "model = \"x\" # yes\n\n[mcp_servers.other]\ncommand = \"npx\"\n",
    "[mcp_servers]\n",
    "[a]\r\nb = 1\r\n",
    "# stopgate\n[[a]]\n[[a]]\nb = '''\nx\n'''\n\n",
];

/// Texts of a Markdown file.
const MARKDOWN: &[&str] = &[
    "",
    "\n",
    "\u{feff}",
    "# Rules\n",
    "# Rules",
    "# Rules\n\n",
    "# Rules\r\n\r\nBe kind.\r\n",
    "# Rules\r\n\r\n",
    "- Say stopgate.\n\n<!-- mine -->\n\n\n",
    "# How\n\n```md\n<!-- stopgate:begin -->\nwhat it writes\n<!-- stopgate:end -->\n```\n",
    "- step\n  ~~~\n<!-- mine -->\n\n````\n```\n<!-- stopgate:end -->\n````",
];

#[test]
fn each_agent_in_an_empty_repository() {
    for agent in Agent::all() {
        for offer in OFFERS {
            let after = hold(agent, offer, &Files::new());
            assert!(after.len() > 1, "{}", agent.name);
            let texts: String = after.values().cloned().collect();
            assert!(texts.contains("stopgate check"), "{}", agent.name);
            let calls_server = after.values().any(|text| text.contains("\"mcp\""));
            assert_eq!(calls_server, offer.mcp, "{}", agent.name);
        }
    }
}

#[test]
fn each_agent_beside_what_people_have() {
    for agent in Agent::all() {
        for offer in OFFERS {
            let parts = parts(agent, offer, &Files::new());
            for number in 0..JSON.len() {
                let file = |texts: &[&str]| texts[number % texts.len()].to_owned();
                let mut files = Files::new();
                for part in &parts {
                    let text = match part.content {
                        Content::Json(_) => file(JSON),
                        Content::Section(_) => file(MARKDOWN),
                        Content::Table(..) => file(TOML),
                        Content::Whole(_) => continue,
                    };
                    files.insert(part.path.clone(), text);
                }
                hold(agent, offer, &files);
            }
        }
    }
}

#[test]
fn hooks_fail_closed_and_stand_beside_others() {
    let agent = Agent::named("claude-code").expect("an agent");
    let text = "{\"hooks\": {\"PreToolUse\": [{\"hooks\": [{\"type\": \"command\", \"command\": \"./mine.sh\"}]}]}}";
    let files = Files::from([(".claude/settings.json".to_owned(), text.to_owned())]);
    let after = hold(agent, OFFERS[0], &files);
    let settings = value(&after[".claude/settings.json"]);
    let groups = settings["hooks"]["PreToolUse"].as_array().expect("a list");
    assert_eq!(groups.len(), 2);
    assert_eq!(groups[0]["hooks"][0]["command"], "./mine.sh");
    assert_eq!(groups[1]["hooks"][0]["onFailure"], "block");
    let line = groups[1]["hooks"][0]["command"].as_str().expect("a line");
    for (program, code) in [
        ("exit 0", 0),
        ("exit 1", 2),
        ("exit 2", 2),
        ("kill -9 $$", 2),
    ] {
        let script = format!("stopgate() {{ (sh -c '{program}'); }}\n{line}");
        let output = std::process::Command::new("sh")
            .args(["-c", &script])
            .output();
        let output = output.expect("sh starts");
        assert_eq!(output.status.code(), Some(code), "{program}");
    }
    // Where there is no such program, the shell says no in its place, with a reason.
    let mut missing = std::process::Command::new("/bin/sh");
    let output = missing.args(["-c", line]).env("PATH", "/nowhere").output();
    let output = output.expect("sh starts");
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&output.stderr).contains("nothing happens until it does"));
}

#[test]
fn cursor_fails_closed_wherever_an_event_comes_before_the_act() {
    let agent = Agent::named("cursor").expect("an agent");
    let after = hold(agent, OFFERS[0], &Files::new());
    let hooks = value(&after[".cursor/hooks.json"]);
    assert_eq!(hooks["version"], 1);
    for event in ["preToolUse", "beforeShellExecution", "beforeMCPExecution"] {
        assert_eq!(hooks["hooks"][event][0]["failClosed"], true, "{event}");
    }
}

#[test]
fn instructions_go_where_an_agent_reads_them() {
    let of = |agent: &str, files: &[(&str, &str)]| {
        let files: Files = files
            .iter()
            .map(|(name, text)| ((*name).to_owned(), (*text).to_owned()))
            .collect();
        let agent = Agent::named(agent).expect("an agent");
        let parts = parts(agent, OFFERS[0], &files);
        let section = parts
            .iter()
            .find(|part| matches!(part.content, Content::Section(_)));
        section.expect("a section").path.clone()
    };
    assert_eq!(of("claude-code", &[]), "CLAUDE.md");
    assert_eq!(of("claude-code", &[("AGENTS.md", "x")]), "CLAUDE.md");
    let includes = [("CLAUDE.md", "# Rules\n\n@AGENTS.md\n")];
    assert_eq!(of("claude-code", &includes), "AGENTS.md");
    assert_eq!(
        of("claude-code", &[(".claude/CLAUDE.md", "x")]),
        ".claude/CLAUDE.md"
    );
    assert_eq!(of("gemini", &[]), "GEMINI.md");
    let settings = "{\"context\": {\"fileName\": [\"AGENTS.md\", \"GEMINI.md\"]}} // yes";
    assert_eq!(
        of("gemini", &[(".gemini/settings.json", settings)]),
        "AGENTS.md"
    );
    for agent in ["codex", "cursor", "vscode"] {
        assert_eq!(of(agent, &[]), "AGENTS.md");
    }
}

#[test]
fn what_gemini_reads_is_toml_with_its_placeholder() {
    let agent = Agent::named("gemini").expect("an agent");
    let after = hold(agent, OFFERS[0], &Files::new());
    let commands = after.iter().filter(|(name, _)| name.ends_with(".toml"));
    let mut count = 0;
    for (name, text) in commands {
        let table: toml::Table = toml::from_str(text).unwrap_or_else(|why| panic!("{name}: {why}"));
        let prompt = table["prompt"].as_str().expect("a prompt");
        assert!(
            prompt.contains("{{args}}") && prompt.contains("stopgate"),
            "{name}"
        );
        assert!(table["description"].is_str(), "{name}");
        count += 1;
    }
    assert_eq!(count, 4);
}
