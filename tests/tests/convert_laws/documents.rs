//! The plans over which the laws are checked: every document that a built-in format claims, in this
//! repository and in the shared material.

use std::path::PathBuf;

use stopgate_tests::{Folder, files, options, root, shared};
use stopgate_workspace::{Document, Engine};

/// The day on which they are read.
const DAY: &str = "2026-06-01";

/// A plan with the format that claims it.
pub struct Plan {
    pub name: String,
    pub bytes: Vec<u8>,
    pub format: String,
}

impl Plan {
    /// Reads it by the format that claims it.
    pub fn read<'e>(&self, engine: &'e Engine) -> Document<'e> {
        read(engine, &self.bytes, Some(&self.format))
    }
}

/// Reads a document by a format, or by the one that claims it.
pub fn read<'e>(engine: &'e Engine, bytes: &[u8], format: Option<&str>) -> Document<'e> {
    let nowhere = Folder(PathBuf::from("/nonexistent"));
    engine.read("plan.md", bytes.to_owned(), &options(format, DAY), &nowhere)
}

/// All of them, sorted by name.
pub fn plans(engine: &Engine) -> Vec<Plan> {
    let mut folders: Vec<PathBuf> = [
        "tests/plans",
        "tests/plans-second",
        "tests/runs",
        "examples",
    ]
    .map(|folder| root().join(folder))
    .into();
    let shared = shared().map(|shared| [shared.join("examples"), shared.join("corpus")]);
    folders.extend(shared.into_iter().flatten());
    let paths: Vec<PathBuf> = folders
        .iter()
        .flat_map(|folder| files(folder, ".md"))
        .collect();
    let plan = |path: &PathBuf| {
        let bytes = std::fs::read(path).ok()?;
        let document = read(engine, &bytes, None);
        let format = document.plan()?.format.id.clone();
        drop(document);
        let name = path.display().to_string();
        Some(Plan {
            name,
            bytes,
            format,
        })
    };
    Engine::in_parallel(&paths, plan)
        .into_iter()
        .flatten()
        .collect()
}
