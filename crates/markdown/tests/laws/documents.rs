//! The documents we own.

#![expect(
    clippy::disallowed_methods,
    reason = "tests read their documents from disk"
)]

use std::path::{Path, PathBuf};

const ROOT: &str = env!("CARGO_MANIFEST_DIR");

/// Documents of this crate: its test data and the examples of the CommonMark specification.
pub fn own() -> impl Iterator<Item = (String, Vec<u8>)> {
    files(&Path::new(ROOT).join("tests"))
}

/// Real plans that lie beside the repository. They may be missing, but not where CI runs.
pub fn shared() -> impl Iterator<Item = (String, Vec<u8>)> {
    let shared = Path::new(ROOT).join("../../../shared");
    let required = std::env::var("CI").is_ok_and(|value| value == "true");
    assert!(
        shared.exists() || !required,
        "{} is missing",
        shared.display()
    );
    ["corpus", "examples", "source"]
        .into_iter()
        .flat_map(move |part| files(&shared.join(part)))
}

fn files(folder: &Path) -> impl Iterator<Item = (String, Vec<u8>)> + use<> {
    let mut found: Vec<PathBuf> = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
            let path = entry.path();
            if path.is_dir() {
                folders.push(path)
            } else {
                found.push(path)
            }
        }
    }
    found.sort();
    found.into_iter().map(|path| {
        let bytes = std::fs::read(&path).unwrap_or_default();
        (path.display().to_string(), bytes)
    })
}

/// The examples of the CommonMark specification.
pub fn specification() -> Vec<String> {
    let text = include_str!("../data/commonmark-0.31.2.txt");
    let fence = "`".repeat(32);
    let opening = format!("\n{fence} example\n");
    let examples = text.split(&opening).skip(1);
    examples
        .map(|rest| {
            rest.split("\n.\n")
                .next()
                .unwrap_or_default()
                .replace('→', "\t")
                + "\n"
        })
        .collect()
}
