//! Surroundings that do not play along: then nothing at all is written.

use std::fs;
use std::os::unix::fs::symlink;

use crate::folder::Folder;

/// Installs an agent, which has to fail and to leave everything as it was; what is said.
#[track_caller]
fn refused(folder: &Folder, agent: &str, code: i32) -> String {
    let before = folder.all();
    let done = folder
        .call(&["agents", "install", agent, "--yes"])
        .exits(code);
    assert_eq!(folder.all(), before);
    done.said
}

#[test]
fn what_cannot_be_read_is_named_with_its_place() {
    let folder = Folder::with(&[(".claude/settings.json", "{\n  \"a\": \n}\n")]);
    let said = refused(&folder, "claude-code", 2);
    assert!(said.contains(".claude/settings.json: line 3"), "{said}");
    let folder = Folder::new();
    folder.write("AGENTS.md", b"# R\xe8gles\n");
    let said = refused(&folder, "codex", 2);
    assert!(said.contains("AGENTS.md is not UTF-8"), "{said}");
    let folder = Folder::with(&[(".agents/skills/stopgate/SKILL.md", "mine\n")]);
    let said = refused(&folder, "cursor", 2);
    assert!(said.contains("not from Stopgate"), "{said}");
}

#[test]
fn one_agent_that_cannot_be_installed_keeps_the_others_from_it() {
    let folder = Folder::with(&[(".cursor/hooks.json", "[]")]);
    let before = folder.all();
    let done = folder
        .call(&["agents", "install", "codex", "cursor", "--yes"])
        .exits(2);
    assert!(done.said.contains(".cursor/hooks.json"), "{}", done.said);
    assert_eq!(folder.all(), before);
}

#[test]
fn links_that_lead_out_of_the_root_are_not_followed() {
    let outside = |folder: &Folder| {
        fs::create_dir(folder.beside("outside")).expect("a folder");
        fs::write(folder.beside("outside/settings.json"), "{}").expect("a file");
    };
    let folder = Folder::new();
    outside(&folder);
    symlink("../outside", folder.root().join(".claude")).expect("a link");
    let said = refused(&folder, "claude-code", 4);
    assert!(said.contains("outside of the root"), "{said}");
    let folder = Folder::new();
    outside(&folder);
    symlink("../outside/settings.json", folder.root().join("AGENTS.md")).expect("a link");
    refused(&folder, "codex", 4);
    let folder = Folder::new();
    outside(&folder);
    symlink("../outside", folder.root().join(".stopgate")).expect("a link");
    refused(&folder, "codex", 4);
}

#[test]
fn a_file_where_a_folder_has_to_be_keeps_everything_from_being_written() {
    let folder = Folder::with(&[
        (".claude/settings.json", "{}"),
        (".claude/commands", "a file\n"),
    ]);
    refused(&folder, "claude-code", 2);
    let folder = Folder::with(&[(".codex/hooks.json", "{}"), (".stopgate", "a file\n")]);
    refused(&folder, "codex", 2);
}

#[test]
fn a_record_that_leads_elsewhere_is_not_followed() {
    let folder = Folder::new();
    fs::write(folder.beside("victim"), "mine").expect("a file");
    let record = r#"{"schema":1,"agent":"codex","folders":[],"files":[{"path":"../victim","created":true,"pieces":[{"at":0,"inserted":"mine"}]}]}"#;
    folder.write(".stopgate/agents/codex.json", record.as_bytes());
    let before = folder.all();
    let done = folder
        .call(&["agents", "remove", "codex", "--yes"])
        .exits(2);
    assert!(
        done.said.contains("no path below the root"),
        "{}",
        done.said
    );
    assert_eq!(folder.all(), before);
    symlink("../victim", folder.root().join("link")).expect("a link");
    folder.write(
        ".stopgate/agents/codex.json",
        record.replace("../victim", "link").as_bytes(),
    );
    let before = folder.all();
    folder
        .call(&["agents", "remove", "codex", "--yes"])
        .exits(4);
    assert_eq!(folder.all(), before);
}

#[test]
fn what_cannot_be_read_is_not_taken_out_of() {
    let folder = Folder::with(&[(".claude/settings.json", "{}\n")]);
    folder
        .call(&["agents", "install", "claude-code", "--yes"])
        .exits(0);
    let text = folder.read(".claude/settings.json");
    folder.write(".claude/settings.json", format!("{text}}}").as_bytes());
    let before = folder.all();
    let done = folder
        .call(&["agents", "remove", "claude-code", "--yes"])
        .exits(2);
    assert!(
        done.said.contains(".claude/settings.json: line"),
        "{}",
        done.said
    );
    assert_eq!(folder.all(), before);
}
