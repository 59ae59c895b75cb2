//! The layer table of ARCHITECTURE.md says what is: crates import downwards, and what only one
//! layer may know occurs in no other.

use std::collections::BTreeMap;

use serde_json::Value;
use stopgate_tests::{files, root, rust_text};

#[path = "support/cargo.rs"]
mod cargo;

/// What the names of our packages begin with; the table leaves it out.
const PREFIX: &str = "stopgate-";

/// Literals that are no format ids although they read like one.
const OTHER_WORDS: &[(&str, &str)] = &[
    // The word for the second document of an example on a rule page.
    ("crates/rules/src/page.rs", "spec"),
    // The folder in which Ruby keeps its tests.
    ("crates/survey/src/folders.rs", "spec"),
    // Ids of a field and of a section, whatever the format.
    (
        "crates/rules/src/rules/constraint_kind_missing.rs",
        "technical",
    ),
    ("crates/rules/src/rules/section_too_thin.rs", "team"),
    ("crates/rules/src/rules/unknown_owner.rs", "team"),
];

/// A row of the table; no layer for a package that stands outside.
struct Row {
    layer: Option<u32>,
    package: String,
}

/// `| 0 | `source` | text, lines, findings | Markdown |`
fn table() -> Vec<Row> {
    let page = std::fs::read_to_string(root().join("ARCHITECTURE.md")).expect("the page is there");
    let header = |line: &&str| line.starts_with("| layer | crate |");
    let table = page.lines().skip_while(|line| !header(line)).skip(2);
    table
        .take_while(|line| line.starts_with('|'))
        .map(row)
        .collect()
}

fn row(line: &str) -> Row {
    let cells: Vec<&str> = line.trim_matches('|').split('|').map(str::trim).collect();
    let package = cells.get(1).map_or("", |name| name.trim_matches('`'));
    Row {
        layer: cells[0].parse().ok(),
        package: format!("{PREFIX}{package}"),
    }
}

/// The packages of the workspace, each with those that it needs to be built.
fn packages() -> BTreeMap<String, Vec<String>> {
    let arguments = ["metadata", "--format-version", "1", "--no-deps", "--locked"];
    let output = cargo::cargo(&root(), &arguments, &[]).unwrap_or_else(|error| panic!("{error}"));
    let metadata: Value = serde_json::from_slice(&output).expect("cargo writes JSON");
    let list = |value: &Value| value.as_array().cloned().unwrap_or_default();
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let needs = |package: &Value| {
        let normal = list(&package["dependencies"])
            .into_iter()
            .filter(|need| need["kind"].is_null());
        normal
            .map(|need| text(&need["name"]))
            .filter(|name| name.starts_with(PREFIX))
            .collect()
    };
    let packages = list(&metadata["packages"]);
    packages
        .iter()
        .map(|package| (text(&package["name"]), needs(package)))
        .collect()
}

#[test]
fn every_package_is_in_the_table_and_nothing_else_is() {
    let mut listed: Vec<String> = table().into_iter().map(|row| row.package).collect();
    listed.sort();
    let present: Vec<String> = packages().into_keys().collect();
    assert_eq!(
        listed, present,
        "left: ARCHITECTURE.md; right: the workspace"
    );
}

#[test]
fn crates_import_downwards_only() {
    let layers: BTreeMap<String, Option<u32>> = table()
        .into_iter()
        .map(|row| (row.package, row.layer))
        .collect();
    let layer = |package: &str| layers.get(package).copied().flatten();
    let mut faults = Vec::new();
    for (package, needs) in packages() {
        let Some(own) = layer(&package) else { continue };
        let wrong = needs
            .iter()
            .filter(|need| layer(need).is_none_or(|below| below >= own));
        faults.extend(wrong.map(|need| format!("{package} imports {need}, which is not below it")));
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

/// The ids of the built-in formats, from their files.
fn format_ids() -> Vec<String> {
    let id = |path: &std::path::PathBuf| {
        let text = std::fs::read_to_string(path).expect("a format file");
        let format: toml::Table = text.parse().expect("TOML");
        format["id"].as_str().expect("an id").to_owned()
    };
    files(&root().join("crates/formats/builtin"), ".toml")
        .iter()
        .map(id)
        .collect()
}

#[test]
fn no_format_is_named_outside_of_formats() {
    let ids = format_ids();
    assert!(ids.len() >= 5, "{ids:?}");
    let mut faults = Vec::new();
    for path in files(&root().join("crates"), ".rs") {
        let name = path
            .strip_prefix(root())
            .expect("below the root")
            .display()
            .to_string();
        if name.starts_with("crates/formats/") || !name.contains("/src/") {
            continue;
        }
        let text = std::fs::read_to_string(&path).expect("UTF-8");
        let text = rust_text::without_tests(&text);
        let named = ids.iter().filter(|id| text.contains(&format!("\"{id}\"")));
        let named = named.filter(|id| !OTHER_WORDS.contains(&(name.as_str(), id.as_str())));
        faults.extend(named.map(|id| format!("{name} names the format \"{id}\"")));
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}
