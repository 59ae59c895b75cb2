//! Nothing is written that nobody agreed to.

use crate::folder::Folder;

#[test]
fn where_nobody_can_be_asked_nothing_is_written_and_the_exit_code_says_so() {
    let folder = Folder::with(&[("AGENTS.md", "# Rules\n")]);
    let before = folder.all();
    for format in ["full", "concise", "json"] {
        let done = folder
            .call(&["agents", "install", "codex", "--output-format", format])
            .exits(2);
        assert_eq!(folder.all(), before, "{format}");
        assert!(done.out.contains("AGENTS.md"), "{format}: {}", done.out);
    }
    let done = folder.call(&["agents", "install", "codex"]).exits(2);
    assert!(done.said.contains("--yes writes it"), "{}", done.said);
    let done = folder
        .call(&["agents", "install", "codex", "--dry-run"])
        .exits(0);
    assert!(done.out.contains("+## Plans and Stopgate"), "{}", done.out);
    assert!(
        done.out.contains("--- /dev/null\n+++ b/.codex/hooks.json"),
        "{}",
        done.out
    );
    assert_eq!(folder.all(), before);
    folder
        .call(&["agents", "install", "codex", "--dry-run", "--yes"])
        .exits(2);
    folder.call(&["agents", "install", "emacs"]).exits(2);
    folder.call(&["agents", "install"]).exits(2);
    assert_eq!(folder.all(), before);
}

#[test]
fn taking_out_is_asked_for_too() {
    let folder = Folder::new();
    folder
        .call(&["agents", "install", "gemini", "--yes"])
        .exits(0);
    let installed = folder.all();
    folder.call(&["agents", "remove", "gemini"]).exits(2);
    let done = folder
        .call(&["agents", "remove", "gemini", "--dry-run"])
        .exits(0);
    assert!(done.out.contains("+++ /dev/null"), "{}", done.out);
    assert_eq!(folder.all(), installed);
    let folder = Folder::new();
    let done = folder.call(&["agents", "remove", "gemini"]).exits(0);
    assert!(done.said.contains("nothing to write"), "{}", done.said);
}

#[test]
fn on_a_terminal_a_person_is_asked() {
    let folder = Folder::new();
    let before = folder.all();
    let Some(done) = folder.on_terminal("agents install codex", "n\n") else {
        return;
    };
    let done = done.exits(0);
    assert!(done.out.contains("[y/N]"), "{}", done.out);
    assert_eq!(folder.all(), before);
    let done = folder.on_terminal("agents install codex", "y\n");
    let done = done.expect("as before").exits(0);
    assert!(done.out.contains("+++ b/AGENTS.md"), "{}", done.out);
    assert!(folder.root().join(".codex/hooks.json").exists());
    let done = folder.on_terminal("agents remove codex", "y\n");
    done.expect("as before").exits(0);
    assert_eq!(folder.all(), before);
}
