//! `stopgate init`: a repository is ready, and what was there is left alone.

use crate::folder::Folder;

const CONFIG: &str = ".stopgate/config.toml";
const IGNORE: &str = ".stopgate/.gitignore";

#[test]
fn an_empty_repository_gets_a_configuration_that_says_nothing_yet() {
    let folder = Folder::new();
    let before = folder.all();
    let done = folder.call(&["init", "--dry-run"]).exits(0);
    assert!(
        done.out.contains("+++ b/.stopgate/config.toml"),
        "{}",
        done.out
    );
    assert_eq!(folder.all(), before);
    let shown = folder.json(&["init"]);
    assert_eq!(shown["written"], true);
    assert_eq!(shown["files"][0]["change"], "created");
    assert!(folder.read(IGNORE).lines().any(|line| line == "/locks/"));
    let config: toml::Table = toml::from_str(&folder.read(CONFIG)).expect("TOML");
    assert!(config.is_empty(), "{config:?}");
    let after = folder.all();
    let done = folder.call(&["init"]).exits(0);
    assert_eq!(done.out, "");
    assert!(done.said.contains("nothing to write"), "{}", done.said);
    assert_eq!(folder.all(), after);
    folder.call(&["status"]).exits(0);
}

/// A key that is only shown must be one that there is.
#[test]
fn every_key_that_is_commented_out_can_be_used_as_it_stands() {
    let folder = Folder::new();
    folder.call(&["init"]).exits(0);
    let text = folder.read(CONFIG);
    let lines = text.lines().filter_map(|line| {
        let said = line.strip_prefix('#')?;
        (!said.starts_with(' ')).then(|| format!("{said}\n"))
    });
    let said: String = lines.collect();
    let table: toml::Table = toml::from_str(&said).expect("TOML");
    assert!(table.len() > 5, "{table:?}");
    folder.write(CONFIG, said.as_bytes());
    folder.call(&["status"]).exits(0);
    folder.call(&["check"]).exits(0);
    folder.write(CONFIG, format!("nonsense = 1\n{said}").as_bytes());
    folder.call(&["status"]).exits(2);
}

#[test]
fn what_is_there_is_left_alone() {
    let folder = Folder::with(&[(CONFIG, "packs = []\n"), (IGNORE, "/mine/\r\n/locks/")]);
    folder.call(&["init"]).exits(0);
    assert_eq!(folder.read(CONFIG), "packs = []\n");
    let ignored = folder.read(IGNORE);
    assert!(ignored.starts_with("/mine/\r\n/locks/\r\n"), "{ignored:?}");
    assert_eq!(ignored.matches("/locks/").count(), 1);
    let after = folder.all();
    folder.call(&["init"]).exits(0);
    assert_eq!(folder.all(), after);
}

#[test]
fn agents_come_along_where_they_are_named_and_agreed_to() {
    let folder = Folder::new();
    let before = folder.all();
    folder
        .call(&["init", "--agents", "codex", "cursor"])
        .exits(2);
    assert_eq!(folder.all(), before);
    folder
        .call(&["init", "--agents", "codex", "cursor", "--yes"])
        .exits(0);
    assert!(folder.root().join(".codex/hooks.json").exists());
    assert!(folder.root().join(".cursor/hooks.json").exists());
    assert!(folder.root().join(CONFIG).exists());
    folder
        .call(&["agents", "remove", "codex", "cursor", "--yes"])
        .exits(0);
    let left: Vec<String> = folder
        .all()
        .into_keys()
        .filter(|name| !before.contains_key(name))
        .collect();
    let wanted =
        ["", "/.gitignore", "/config.toml"].map(|name| format!("repository/.stopgate{name}"));
    assert_eq!(left, wanted);
}
