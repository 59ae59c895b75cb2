//! In, again, and out.

use crate::folder::{AGENTS, Folder};

/// What people have in their repositories.
const PEOPLE: &[(&str, &str)] = &[
    (
        ".claude/settings.json",
        "{\n  // ours\n  \"env\": {\"TOKEN\": \"hunter2-secret\"},\n  \"hooks\": {\n    \"PreToolUse\": [\n      {\"matcher\": \"Bash\", \"hooks\": [{\"type\": \"command\", \"command\": \"./mine.sh\"}]}\n    ]\n  }\n}\n",
    ),
    (".codex/hooks.json", "{\"hooks\":{}}"),
    (
        ".cursor/hooks.json",
        "\u{feff}{\r\n\t\"version\": 1,\r\n\t\"hooks\": {}\r\n}",
    ),
    (".gemini/settings.json", ""),
    (
        ".mcp.json",
        "{\n  \"mcpServers\": {\n    \"other\": {\"command\": \"./other\", \"args\": [\"-y\"]}\n  }\n}\n",
    ),
    (
        ".codex/config.toml",
        "model = \"x\" # mine\n\n[mcp_servers.other]\ncommand = \"./other\"\n",
    ),
    (".vscode/mcp.json", "{\"servers\":{}}"),
    ("AGENTS.md", "# Rules\r\n\r\nBe kind."),
    ("CLAUDE.md", "# Rules\n"),
    (".github/workflows/ci.yml", "on: push\n"),
    (".stopgate/config.toml", "packs = []\n"),
];

#[test]
fn each_agent_leaves_no_trace() {
    for files in [&[][..], PEOPLE] {
        for agent in AGENTS {
            let folder = Folder::with(files);
            let before = folder.all();
            let done = folder.call(&["agents", "install", agent, "--yes"]).exits(0);
            assert!(done.out.contains("+++ b/"), "{agent}: {}", done.out);
            let installed = folder.all();
            assert_ne!(before, installed);
            let again = folder.call(&["agents", "install", agent, "--yes"]).exits(0);
            assert_eq!(again.out, "", "{agent}");
            assert!(again.said.contains("nothing to write"), "{}", again.said);
            assert_eq!(folder.all(), installed, "{agent}");
            // Nobody has to be asked where there is nothing to write.
            folder.call(&["agents", "install", agent]).exits(0);
            folder.call(&["agents", "remove", agent, "--yes"]).exits(0);
            assert_eq!(folder.all(), before, "{agent}");
        }
    }
}

/// Where each agent reads which servers there are, and what stands before the command of ours.
const SERVERS: [(&str, &str, &str); 5] = [
    ("claude-code", ".mcp.json", "/mcpServers/stopgate"),
    ("codex", ".codex/config.toml", "/mcp_servers/stopgate"),
    ("cursor", ".cursor/mcp.json", "/mcpServers/stopgate"),
    ("gemini", ".gemini/settings.json", "/mcpServers/stopgate"),
    ("vscode", ".vscode/mcp.json", "/servers/stopgate"),
];

#[test]
fn each_agent_finds_the_server_beside_those_of_people() {
    for files in [&[][..], PEOPLE] {
        for (agent, file, place) in SERVERS {
            let folder = Folder::with(files);
            folder.call(&["agents", "install", agent, "--yes"]).exits(0);
            let text = folder.read(file);
            let entries: serde_json::Value = if file.ends_with(".toml") {
                toml::from_str(&text).expect("TOML")
            } else {
                serde_json::from_str(&text).expect("JSON")
            };
            let entry = entries.pointer(place);
            let entry = entry.unwrap_or_else(|| panic!("{agent}: {text}"));
            assert_eq!(entry["command"], "stopgate", "{agent}: {text}");
            assert_eq!(entry["args"], serde_json::json!(["mcp"]), "{agent}: {text}");
            let was = files.iter().find(|(name, _)| *name == file);
            if was.is_some_and(|(_, text)| text.contains("./other")) {
                assert!(text.contains("./other"), "{agent}: {text}");
            }
        }
    }
}

#[test]
fn all_agents_at_once_and_out_in_any_order() {
    for turn in 0..AGENTS.len() {
        let folder = Folder::with(PEOPLE);
        let before = folder.all();
        let all = [&["agents", "install", "--yes"][..], &AGENTS].concat();
        folder.call(&all).exits(0);
        let mut order = AGENTS;
        order.rotate_left(turn);
        for agent in order {
            folder.call(&["agents", "remove", agent, "--yes"]).exits(0);
        }
        assert_eq!(folder.all(), before, "{order:?}");
    }
}

#[test]
fn a_record_holds_nothing_that_is_not_ours_and_the_home_folder_stays_empty() {
    let folder = Folder::with(PEOPLE);
    let all = [&["agents", "install", "--yes"][..], &AGENTS].concat();
    folder.call(&all).exits(0);
    for agent in AGENTS {
        let record = folder.read(&format!(".stopgate/agents/{agent}.json"));
        for secret in ["hunter2", "mine.sh", "Be kind"] {
            assert!(!record.contains(secret), "{agent}: {record}");
        }
    }
    let home = std::fs::read_dir(folder.beside("home")).expect("a folder");
    assert_eq!(home.count(), 0);
}

#[test]
fn without_a_record_ours_is_found_by_what_it_is() {
    let folder = Folder::with(&[
        (".claude/settings.json", "{\"a\": 1}"),
        ("CLAUDE.md", "# Rules\n"),
    ]);
    let before = folder.all();
    folder
        .call(&["agents", "install", "claude-code", "--yes"])
        .exits(0);
    std::fs::remove_dir_all(folder.root().join(".stopgate")).expect("it was made");
    folder
        .call(&["agents", "remove", "claude-code", "--yes"])
        .exits(0);
    let after = folder.all();
    for (name, bytes) in &before {
        assert_eq!(after.get(name), Some(bytes), "{name}");
    }
    assert!(
        after
            .values()
            .flatten()
            .all(|bytes| !bytes.windows(8).any(|it| it == b"stopgate"))
    );
}

#[test]
fn the_json_names_each_file_with_what_becomes_of_it() {
    let folder = Folder::with(&[("AGENTS.md", "# Rules\n")]);
    let shown = folder.json(&["agents", "install", "codex", "--yes"]);
    assert_eq!(shown["written"], true);
    let files = shown["agents"][0]["files"].as_array().expect("a list");
    let change =
        |path: &str| files.iter().find(|file| file["path"] == path).expect(path)["change"].clone();
    assert_eq!(change("AGENTS.md"), "changed");
    assert_eq!(change(".codex/hooks.json"), "created");
    assert!(
        shown["diff"]
            .as_str()
            .expect("a diff")
            .contains("--- a/AGENTS.md")
    );
    let shown = folder.json(&["agents", "remove", "codex", "--yes"]);
    let file = |number: usize| shown["agents"][0]["files"][number]["change"].clone();
    assert_eq!(file(0), "removed");
    assert_eq!(shown["written"], true);
}

#[test]
fn every_command_that_agents_are_told_of_is_there() {
    let folder = Folder::new();
    let all = [&["agents", "install", "--yes"][..], &AGENTS].concat();
    folder.call(&all).exits(0);
    let texts = folder.all().into_values().flatten();
    let texts: String = texts
        .map(|bytes| String::from_utf8_lossy(&bytes).into_owned())
        .collect();
    let word = |rest: &str| {
        let end = rest.find(|c: char| !c.is_ascii_lowercase() && c != '-');
        rest[..end.unwrap_or(rest.len())].to_owned()
    };
    let told = texts.split("`stopgate ").skip(1).map(word);
    let told: std::collections::BTreeSet<String> = told.collect();
    assert!(told.len() > 8, "{told:?}");
    for command in told {
        folder.call(&[&command, "--help"]).exits(0);
    }
}
