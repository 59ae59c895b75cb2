//! What nothing is put into, and what is said of it.

use stopgate_installers::{Agent, Refusal};

use crate::world::{Files, OFFERS, installed};

/// Why an agent is not installed beside this file.
fn refused(agent: &str, name: &str, text: &str) -> Refusal {
    let agent = Agent::named(agent).expect("an agent");
    let files = Files::from([(name.to_owned(), text.to_owned())]);
    installed(agent, OFFERS[1], (&files, &[])).expect_err(text)
}

#[test]
fn what_cannot_be_read_is_named_with_its_place() {
    for text in [
        "{\n  \"a\": }",
        "{'a': 1}",
        "{a: 1}",
        "{\"a\": 1 \"b\": 2}",
        "{\"a\": 0x1}",
        "{",
        "{} {}",
    ] {
        let why = refused("claude-code", ".claude/settings.json", text);
        assert!(matches!(why, Refusal::Json { .. }), "{text}: {why}");
    }
    let why = refused("claude-code", ".claude/settings.json", "{\n  \"a\": }");
    assert!(why.to_string().starts_with("line 2, column 8:"), "{why}");
    let why = refused("codex", ".codex/config.toml", "a = 1\nb = \n");
    assert!(why.to_string().contains("line 2, column"), "{why}");
    let deep = "[".repeat(100_000);
    assert!(matches!(
        refused("claude-code", ".mcp.json", &deep),
        Refusal::Json { .. }
    ));
}

#[test]
fn a_value_of_another_kind_is_left_alone() {
    let name = ".claude/settings.json";
    for (text, key) in [
        ("[]", "the whole file"),
        ("1", "the whole file"),
        ("{\"hooks\": []}", "hooks"),
        ("{\"hooks\": null}", "hooks"),
        ("{\"hooks\": {\"PreToolUse\": {}}}", "hooks.PreToolUse"),
        ("{\"hooks\": {\"Stop\": \"x\"}}", "hooks.Stop"),
    ] {
        match refused("claude-code", name, text) {
            Refusal::Shape { key: found, .. } => assert_eq!(found, key, "{text}"),
            other => panic!("{text}: {other}"),
        }
    }
    let twice = "{\"hooks\": {}, \"hooks\": {\"Stop\": []}}";
    assert_eq!(
        refused("claude-code", name, twice),
        Refusal::Twice("hooks".to_owned())
    );
}

#[test]
fn what_others_called_so_is_not_taken_over() {
    let skill = ".claude/skills/stopgate/SKILL.md";
    assert_eq!(refused("claude-code", skill, "# Mine\n"), Refusal::Taken);
    let server = "{\"mcpServers\": {\"stopgate\": {\"command\": \"./mine\"}}}";
    let why = refused("claude-code", ".mcp.json", server);
    assert_eq!(why, Refusal::TakenKey("mcpServers.stopgate".to_owned()));
    let table = "[mcp_servers.stopgate]\ncommand = \"mine\"\n";
    let why = refused("codex", ".codex/config.toml", table);
    assert_eq!(why, Refusal::TakenKey("mcp_servers.stopgate".to_owned()));
    let inline = "mcp_servers = {}\n";
    let why = refused("codex", ".codex/config.toml", inline);
    assert!(matches!(why, Refusal::Shape { .. }), "{why}");
}

#[test]
fn half_a_section_is_not_guessed_at() {
    for text in [
        "<!-- stopgate:begin -->\n",
        "# Rules\n<!-- stopgate:end -->\n",
        "<!-- stopgate:end -->\n<!-- stopgate:begin -->\n",
        "<!-- stopgate:begin -->\n<!-- stopgate:begin -->\n<!-- stopgate:end -->\n",
    ] {
        let why = refused("codex", "AGENTS.md", text);
        assert!(matches!(why, Refusal::Marker(_)), "{text}: {why}");
    }
}

#[test]
fn a_section_that_nobody_remembers_and_no_version_wrote_is_somebodys_own() {
    let text = "# Rules\n\n<!-- stopgate:begin -->\nmine\n<!-- stopgate:end -->\n";
    let why = refused("codex", "AGENTS.md", text);
    assert_eq!(why, Refusal::TakenKey("<!-- stopgate:begin -->".to_owned()));
}

#[test]
fn nothing_is_put_into_a_fence_that_stays_open() {
    for text in ["```\ncode", "# How\n\n~~~md\n```\n"] {
        let why = refused("codex", "AGENTS.md", text);
        assert_eq!(why, Refusal::OpenFence, "{text}");
    }
}
