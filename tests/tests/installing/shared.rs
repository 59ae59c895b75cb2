//! Files that several agents read, and what people edit in them.

use std::os::unix::fs::symlink;

use crate::folder::Folder;

const SKILL: &str = ".agents/skills/stopgate/SKILL.md";

#[test]
fn what_another_agent_needs_stays() {
    let folder = Folder::with(&[("AGENTS.md", "# Rules\n")]);
    let before = folder.all();
    folder
        .call(&["agents", "install", "codex", "--yes"])
        .exits(0);
    folder
        .call(&["agents", "install", "cursor", "--yes"])
        .exits(0);
    let both = folder.read("AGENTS.md");
    let done = folder
        .call(&["agents", "remove", "codex", "--yes"])
        .exits(0);
    assert!(done.said.contains("stays, for cursor"), "{}", done.said);
    assert_eq!(folder.read("AGENTS.md"), both);
    assert!(folder.root().join(SKILL).exists());
    assert!(!folder.root().join(".codex").exists());
    folder
        .call(&["agents", "remove", "cursor", "--yes"])
        .exits(0);
    assert_eq!(folder.all(), before);
}

#[test]
fn what_one_agent_renews_the_others_know_of() {
    let folder = Folder::with(&[("AGENTS.md", "# Rules")]);
    let before = folder.all();
    folder
        .call(&["agents", "install", "codex", "cursor", "--yes"])
        .exits(0);
    // What an older version would have written, and remembered.
    let (now, then) = ("People approve", "Somebody approves");
    for name in [
        "AGENTS.md",
        ".stopgate/agents/codex.json",
        ".stopgate/agents/cursor.json",
    ] {
        let text = folder.read(name);
        assert!(text.contains(now), "{name}");
        folder.write(name, text.replace(now, then).as_bytes());
    }
    folder
        .call(&["agents", "install", "cursor", "--yes"])
        .exits(0);
    assert!(folder.read("AGENTS.md").contains(now));
    for agent in ["cursor", "codex"] {
        folder.call(&["agents", "remove", agent, "--yes"]).exits(0);
    }
    assert_eq!(folder.all(), before);
}

#[test]
fn what_people_wrote_meanwhile_stays() {
    let folder = Folder::with(&[("AGENTS.md", "# Rules\n")]);
    folder
        .call(&["agents", "install", "codex", "--yes"])
        .exits(0);
    let text = folder.read("AGENTS.md");
    folder.write(
        "AGENTS.md",
        format!("# New\n\n{text}\nBe kind.\n").as_bytes(),
    );
    folder.write(".agents/skills/mine/SKILL.md", b"mine\n");
    let hooks = folder.read(".codex/hooks.json");
    let hooks = hooks.replacen('{', "{\n  \"mine\": true,", 1);
    folder.write(".codex/hooks.json", hooks.as_bytes());
    folder.call(&["agents", "install", "codex"]).exits(0);
    folder
        .call(&["agents", "remove", "codex", "--yes"])
        .exits(0);
    assert_eq!(folder.read("AGENTS.md"), "# New\n\n# Rules\n\nBe kind.\n");
    assert_eq!(folder.read(".agents/skills/mine/SKILL.md"), "mine\n");
    let hooks: serde_json::Value =
        serde_json::from_str(&folder.read(".codex/hooks.json")).expect("JSON");
    assert_eq!(hooks, serde_json::json!({"mine": true}));
    assert!(!folder.root().join(".agents/skills/stopgate").exists());
}

#[test]
fn two_names_of_one_file_get_one_section() {
    let folder = Folder::with(&[("AGENTS.md", "# Rules\n")]);
    symlink("AGENTS.md", folder.root().join("CLAUDE.md")).expect("a link");
    let before = folder.all();
    folder
        .call(&["agents", "install", "claude-code", "codex", "--yes"])
        .exits(0);
    assert_eq!(
        folder.read("AGENTS.md").matches("stopgate:begin").count(),
        1
    );
    let link = std::fs::symlink_metadata(folder.root().join("CLAUDE.md")).expect("it is there");
    assert!(link.is_symlink());
    folder
        .call(&["agents", "remove", "claude-code", "--yes"])
        .exits(0);
    assert_eq!(
        folder.read("AGENTS.md").matches("stopgate:begin").count(),
        1
    );
    folder
        .call(&["agents", "remove", "codex", "--yes"])
        .exits(0);
    assert_eq!(folder.all(), before);
}

#[test]
fn the_list_says_what_is_there_and_what_is_outdated() {
    let folder = Folder::new();
    let state = |folder: &Folder, agent: &str| {
        let list = folder.json(&["agents", "list"]);
        let agents = list["agents"].as_array().expect("a list").clone();
        let found = agents.into_iter().find(|it| it["agent"] == agent);
        found.expect(agent)["state"]
            .as_str()
            .expect("a state")
            .to_owned()
    };
    assert_eq!(state(&folder, "codex"), "absent");
    folder
        .call(&["agents", "install", "codex", "--yes"])
        .exits(0);
    assert_eq!(state(&folder, "codex"), "installed");
    assert_eq!(state(&folder, "cursor"), "absent");
    folder.write(".codex/hooks.json", b"{}\n");
    assert_eq!(state(&folder, "codex"), "outdated");
    let text = folder.call(&["agents", "list"]).exits(0).out;
    assert!(
        text.contains("outdated") && text.contains("stopgate agents install codex"),
        "{text}"
    );
    folder
        .call(&["agents", "install", "codex", "--yes"])
        .exits(0);
    assert_eq!(state(&folder, "codex"), "installed");
}

#[test]
fn hooks_of_people_that_speak_of_ours_stay() {
    let own = r#"{"hooks": {"PreToolUse": [
  {"matcher": "Bash", "hooks": [{"type": "command", "command": "audit.sh --log 'like stopgate hook claude-code-router does'"}]},
  {"matcher": "Bash", "hooks": [{"command": "stopgate hook claude-code"}]}
]}}
"#;
    let folder = Folder::with(&[(".claude/settings.json", own)]);
    let before = folder.all();
    folder
        .call(&["agents", "install", "claude-code", "--yes"])
        .exits(0);
    // Edited elsewhere, so that what is ours is found by what it is.
    let edited = folder.read(".claude/settings.json");
    let edited = edited.replace("\"timeout\": 20", "\"timeout\": 21");
    folder.write(".claude/settings.json", edited.as_bytes());
    folder
        .call(&["agents", "install", "claude-code", "--yes"])
        .exits(0);
    folder
        .call(&["agents", "remove", "claude-code", "--yes"])
        .exits(0);
    assert_eq!(folder.read(".claude/settings.json"), own);
    assert_eq!(folder.all(), before);
}

#[test]
fn a_section_that_is_shown_in_a_fence_is_no_section() {
    let shown =
        "# How\n\n```md\n<!-- stopgate:begin -->\nwhat it writes\n<!-- stopgate:end -->\n```\n";
    let folder = Folder::with(&[("AGENTS.md", shown)]);
    let before = folder.all();
    folder
        .call(&["agents", "install", "codex", "--yes"])
        .exits(0);
    let text = folder.read("AGENTS.md");
    assert!(text.starts_with(shown), "{text}");
    assert!(text[shown.len()..].contains("stopgate check"), "{text}");
    folder
        .call(&["agents", "remove", "codex", "--yes"])
        .exits(0);
    assert_eq!(folder.all(), before);
}
