//! The documents that laws are tried on: those of this repository, a new plan of each format, the shared real
//! ones; each with either line ending.

use std::path::PathBuf;

use stopgate_tests::{Folder, engine, files, options, root, shared};
use stopgate_workspace::{Document, Engine, Options};

/// The day on which everything is judged.
pub const TODAY: &str = "2026-06-01";

/// A document with the options it is read by.
pub struct Case {
    pub name: String,
    pub bytes: Vec<u8>,
    pub options: Options,
}

impl Case {
    /// A text as a plan of a format; recognised where none is named.
    pub fn of(name: &str, bytes: Vec<u8>, format: Option<&str>) -> Self {
        Self {
            name: name.to_owned(),
            bytes,
            options: options(format, TODAY),
        }
    }

    /// Reads it, or another text in its place.
    pub fn read<'e>(&self, engine: &'e Engine, bytes: &[u8]) -> Document<'e> {
        engine.read(&self.name, bytes.to_vec(), &self.options, &folder())
    }

    /// The same with lines that end in CRLF.
    pub fn with_crlf(&self) -> Self {
        let text = String::from_utf8_lossy(&self.bytes).into_owned();
        let text = text.replace("\r\n", "\n").replace('\n', "\r\n");
        Self {
            name: format!("{} crlf", self.name),
            bytes: text.into_bytes(),
            options: self.options.clone(),
        }
    }
}

/// A repository that has nothing to say.
pub fn folder() -> Folder {
    Folder(PathBuf::from("/nonexistent"))
}

/// A new plan of each format.
pub fn new_plans() -> Vec<Case> {
    let engine = engine();
    let new = |id: &str| {
        let text = engine.new_plan(id, "Move the orders", TODAY.parse().expect("a day"));
        let text = text.expect("the format is there");
        Case::of(&format!("new {id}"), text.into_bytes(), Some(id))
    };
    let formats = engine.formats().iter();
    formats.map(|format| new(&format.id)).collect()
}

/// Every plan that this repository owns, and new ones.
pub fn plans() -> Vec<Case> {
    let mut cases = new_plans();
    for folder in [
        "tests/plans",
        "tests/plans-second",
        "tests/runs",
        "examples",
        "docs",
    ] {
        cases.extend(in_folder(&root().join(folder)));
    }
    if let Some(shared) = shared() {
        cases.extend(in_folder(&shared.join("examples")));
    }
    let crlf: Vec<Case> = cases.iter().map(Case::with_crlf).collect();
    cases.extend(crlf);
    cases
}

/// The real plans, where they are there.
pub fn real_plans() -> Vec<Case> {
    shared().map_or_else(Vec::new, |shared| in_folder(&shared.join("corpus")))
}

fn in_folder(folder: &std::path::Path) -> Vec<Case> {
    let paths = files(folder, ".md").into_iter();
    let case = |path: PathBuf| {
        let bytes = std::fs::read(&path).expect("a document");
        Case::of(&path.to_string_lossy(), bytes, None)
    };
    paths.map(case).collect()
}
