//! What people edit between an installation and the next, or a removal.

use serde_json::json;
use stopgate_installers::Agent;

use crate::cases::value;
use crate::world::{Files, OFFERS, hold, installed, removed};

const SETTINGS: &str = ".claude/settings.json";

fn claude() -> &'static Agent {
    Agent::named("claude-code").expect("an agent")
}

fn with(name: &str, text: &str) -> Files {
    Files::from([(name.to_owned(), text.to_owned())])
}

/// Installs into a file, edits it, and takes it out again; the file then, and what people are told.
fn edited(
    agent: &Agent,
    (name, before): (&str, Option<&str>),
    edit: impl Fn(&str) -> String,
) -> (Option<String>, Vec<String>) {
    let files = before.map_or_else(Files::new, |text| with(name, text));
    let (mut after, records) = installed(agent, OFFERS[1], (&files, &[])).expect("installed");
    let text = edit(&after[name]);
    assert_ne!(text, after[name], "the edit does something");
    after.insert(name.to_owned(), text);
    let (back, notes) = removed(agent, OFFERS[1], (&after, &records));
    (back.get(name).cloned(), notes)
}

#[test]
fn edits_around_ours_stay_and_nothing_of_ours_does() {
    let before = "{\n  \"a\": 1 // yes\n}\n";
    let (back, notes) = edited(claude(), (SETTINGS, Some(before)), |text| {
        text.replace("\"a\": 1", "\"new\": [true],\n  \"a\": 2")
    });
    assert_eq!(
        back.as_deref(),
        Some("{\n  \"new\": [true],\n  \"a\": 2 // yes\n}\n")
    );
    assert!(notes.is_empty(), "{notes:?}");
    let (back, notes) = edited(claude(), (SETTINGS, Some(before)), |text| {
        format!("// before\n{text}// behind\n")
    });
    assert_eq!(back, Some(format!("// before\n{before}// behind\n")));
    assert!(notes.is_empty(), "{notes:?}");
}

#[test]
fn a_member_behind_ours_stays_valid() {
    for before in [
        "{\n  \"a\": 1 // yes\n}\n",
        "{\n  \"a\": 1\n}\n",
        "{\"a\": 1}",
        "{}",
    ] {
        let (back, _) = edited(claude(), (SETTINGS, Some(before)), |text| {
            let end = text.rfind('}').expect("an end");
            let head = text[..end].trim_end();
            format!("{head}, \"b\": 2 // last\n}}\n")
        });
        let back = back.expect("the file stays");
        let mut wanted = value(before);
        wanted["b"] = 2.into();
        assert_eq!(value(&back), wanted, "{back}");
        assert!(back.contains("// last"), "{back}");
    }
}

#[test]
fn edits_inside_ours_are_told_and_what_others_put_there_stays() {
    let (back, notes) = edited(claude(), (SETTINGS, Some("{\"a\": 1}")), |text| {
        text.replace("\"timeout\":20", "\"timeout\":99")
            .replace("\"timeout\": 20", "\"timeout\": 99")
    });
    assert_eq!(value(&back.expect("the file stays")), json!({"a": 1}));
    assert_eq!(notes.len(), 1, "{notes:?}");
    let mine = r#"{"type": "command", "command": "./mine.sh"}"#;
    let (back, _) = edited(claude(), (SETTINGS, None), |text| {
        text.replacen("\"hooks\": [\n", &format!("\"hooks\": [\n{mine},\n"), 1)
    });
    let back = value(&back.expect("what others put there stays"));
    let command = &back["hooks"]["PreToolUse"][0]["hooks"][0]["command"];
    assert_eq!(command, "./mine.sh", "{back}");
    assert_eq!(back["hooks"].as_object().expect("an object").len(), 1);
}

#[test]
fn a_file_that_was_made_for_us_goes_even_where_ours_was_edited() {
    for agent in ["claude-code", "cursor"] {
        let agent = Agent::named(agent).expect("an agent");
        let name = if agent.name == "cursor" {
            ".cursor/hooks.json"
        } else {
            SETTINGS
        };
        let (back, notes) = edited(agent, (name, None), |text| text.replace("20", "30"));
        assert_eq!(back, None, "{}", agent.name);
        assert_eq!(notes.len(), 1, "{notes:?}");
    }
}

#[test]
fn text_around_the_section_stays_wherever_it_stands() {
    for before in [None, Some("# Rules"), Some("# Rules\r\n")] {
        let (back, notes) = edited(claude(), ("CLAUDE.md", before), |text| {
            format!("# First\n\n{text}\n# Last\n")
        });
        let wanted = format!("# First\n\n{}\n# Last\n", before.unwrap_or_default());
        assert_eq!(back, Some(wanted), "{before:?}");
        assert!(notes.is_empty(), "{notes:?}");
    }
}

#[test]
fn a_section_that_was_edited_is_cut_at_its_marks() {
    let (back, notes) = edited(claude(), ("CLAUDE.md", Some("# Rules\n")), |text| {
        text.replace("- What you do not know, you ask.", "- Ask me.")
    });
    assert_eq!(back.as_deref(), Some("# Rules\n"));
    assert_eq!(notes.len(), 1, "{notes:?}");
}

#[test]
fn a_whole_file_that_was_changed_stays_and_is_told() {
    let name = ".claude/skills/stopgate/SKILL.md";
    let (back, notes) = edited(claude(), (name, None), |text| {
        text.replace("Work with plans", "Mine")
    });
    assert!(back.expect("it stays").contains("# Mine"));
    assert_eq!(notes.len(), 1, "{notes:?}");
    let (back, _) = edited(claude(), (name, None), |text| format!("{text}\nMine.\n"));
    assert_eq!(back.as_deref(), Some("\nMine.\n"));
}

#[test]
fn what_an_older_version_put_there_is_renewed_in_its_place() {
    let agent = claude();
    let files = with("CLAUDE.md", "# Rules\n");
    let (mut after, mut records) = installed(agent, OFFERS[1], (&files, &[])).expect("installed");
    // What an older version would have written, and remembered.
    for (from, to) in [
        ("\"timeout\": 20", "\"timeout\": 10"),
        ("- People approve", "- Persons approve"),
        ("# Work with plans", "# Plans"),
    ] {
        let mut changed = 0;
        for text in after.values_mut() {
            changed += text.matches(from).count();
            *text = text.replace(from, to);
        }
        assert!(changed > 0, "{from}");
        for piece in records.iter_mut().flat_map(|record| &mut record.pieces) {
            piece.inserted = piece.inserted.replace(from, to);
        }
    }
    after.insert(
        "CLAUDE.md".to_owned(),
        after["CLAUDE.md"].clone() + "\n# Last\n",
    );
    let (renewed, records) = installed(agent, OFFERS[1], (&after, &records)).expect("renewed");
    let (fresh, _) = installed(agent, OFFERS[1], (&files, &[])).expect("installed");
    assert_eq!(renewed[SETTINGS], fresh[SETTINGS]);
    assert_eq!(
        renewed["CLAUDE.md"],
        fresh["CLAUDE.md"].clone() + "\n# Last\n"
    );
    let (back, notes) = removed(agent, OFFERS[1], (&renewed, &records));
    assert_eq!(back, with("CLAUDE.md", "# Rules\n\n# Last\n"));
    assert!(notes.is_empty(), "{notes:?}");
}

#[test]
fn a_checkout_with_other_ends_of_lines_changes_nothing() {
    for agent in Agent::all() {
        let files = with("AGENTS.md", "# Rules\n");
        let (after, records) = installed(agent, OFFERS[1], (&files, &[])).expect("installed");
        let after: Files = after
            .into_iter()
            .map(|(name, text)| (name, text.replace('\n', "\r\n")))
            .collect();
        let (again, _) = installed(agent, OFFERS[1], (&after, &records)).expect("installed");
        assert_eq!(again, after, "{}", agent.name);
        let (back, _) = removed(agent, OFFERS[1], (&after, &records));
        assert_eq!(back, with("AGENTS.md", "# Rules\r\n"), "{}", agent.name);
    }
}

#[test]
fn an_entry_that_somebody_took_out_comes_back() {
    let files = with(SETTINGS, "{\n  \"a\": 1\n}\n");
    let (mut after, records) = installed(claude(), OFFERS[0], (&files, &[])).expect("installed");
    after.insert(SETTINGS.to_owned(), "{\n  \"a\": 1\n}\n".to_owned());
    let (_, notes) = removed(claude(), OFFERS[0], (&after, &records));
    assert_eq!(notes, ["nothing of Stopgate is left in it"]);
    let (again, _) = installed(claude(), OFFERS[0], (&after, &records)).expect("installed");
    assert_eq!(again, hold(claude(), OFFERS[0], &files));
}

#[test]
fn a_server_that_somebody_gave_an_environment_stays_theirs() {
    let own = r#"{"mcpServers": {"stopgate": {"command": "stopgate", "args": ["mcp"], "env": {"A": "b"}}}}"#;
    let files = with(".mcp.json", own);
    let (after, records) = installed(claude(), OFFERS[1], (&files, &[])).expect("installed");
    assert_eq!(after[".mcp.json"], own);
    let (back, notes) = removed(claude(), OFFERS[1], (&after, &records));
    assert_eq!(back[".mcp.json"], own);
    assert!(
        notes.iter().any(|note| note.contains("by hand")),
        "{notes:?}"
    );
    let (back, _) = edited(claude(), (".mcp.json", Some("{\"a\": 1}")), |text| {
        text.replace("\"args\"", "\"env\": {\"A\": \"b\"}, \"args\"")
    });
    let back = value(&back.expect("the file stays"));
    assert_eq!(
        back["mcpServers"]["stopgate"]["env"],
        json!({"A": "b"}),
        "{back}"
    );
}

#[test]
fn a_hook_that_somebody_extended_stays_theirs() {
    let (back, notes) = edited(claude(), (SETTINGS, None), |text| {
        text.replace("\"timeout\"", "\"statusMessage\": \"mine\", \"timeout\"")
    });
    let back = value(&back.expect("the file stays"));
    for event in ["PreToolUse", "Stop"] {
        let hook = &back["hooks"][event][0]["hooks"][0];
        assert_eq!(hook["statusMessage"], "mine", "{back}");
    }
    assert!(
        notes.iter().any(|note| note.contains("by hand")),
        "{notes:?}"
    );
}

#[test]
fn an_empty_list_of_somebody_stays_where_they_edited_before_it() {
    let before = "{\"hooks\": {\"PreToolUse\": [], \"Stop\": []}}";
    for agent in ["claude-code", "codex"] {
        let agent = Agent::named(agent).expect("an agent");
        let name = if agent.name == "codex" {
            ".codex/hooks.json"
        } else {
            SETTINGS
        };
        let (back, _) = edited(agent, (name, Some(before)), |text| {
            text.replacen('{', "{\"a\": 1, ", 1)
        });
        let wanted = before.replacen('{', "{\"a\": 1, ", 1);
        assert_eq!(back, Some(wanted), "{}", agent.name);
    }
}
