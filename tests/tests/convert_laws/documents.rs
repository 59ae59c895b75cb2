//! The plans over which the laws are checked: every document that a built-in format claims, in this
//! repository and in the shared material.

use std::path::PathBuf;

use stopgate_markdown::{BlockKind, Tree, Visibility};
use stopgate_source::Source;
use stopgate_tests::{Folder, files, options, root, shared};
use stopgate_workspace::{Document, Engine};

/// The day on which they are read.
const DAY: &str = "2026-06-01";

/// A plan with the format that claims it.
pub struct Plan {
    /// Its path.
    pub name: String,
    /// The document.
    pub bytes: Vec<u8>,
    /// The id of the format.
    pub format: String,
    /// The ids of the formats that it is converted to.
    pub targets: Vec<String>,
    /// True where it was made to hide something.
    pub deceives: bool,
}

impl Plan {
    /// True where something that the document opens is never closed, so that whatever stands behind its
    /// last line would be in it.
    pub fn is_open_ended(&self) -> bool {
        let with_paragraph = [&self.bytes, b"\n\nLast words.\n".as_slice()].concat();
        let tree = Tree::read(Source::new(with_paragraph));
        let last = tree.roots().last().map(|last| tree.block(*last));
        last.is_none_or(|last| {
            last.kind != BlockKind::Paragraph
                || last.visibility != Visibility::Visible
                || !last.certain
        })
    }

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
///
/// The plans of this repository are converted to every format. Of the many others each is converted to
/// one or two, in turn, so that every pair of formats has its share. A document that no format claims is
/// read by one format after another: each is to have documents that are not made for it.
pub fn plans(engine: &Engine) -> Vec<Plan> {
    let own = [
        "tests/plans",
        "tests/plans-second",
        "tests/runs",
        "examples",
    ];
    let own = own.map(|folder| root().join(folder));
    let deceiving = [root().join("tests/hidden")];
    let shared = shared().map(|shared| [shared.join("examples"), shared.join("corpus")]);
    let mut plans = below(&own, engine, engine.formats().len());
    plans.extend(below(&deceiving, engine, 1));
    plans.extend(below(&shared.unwrap_or_default(), engine, 2));
    plans
}

/// The plans below some folders, each with so many targets where a format claims it, else with one.
fn below(folders: &[PathBuf], engine: &Engine, targets: usize) -> Vec<Plan> {
    let paths: Vec<(usize, PathBuf)> = folders
        .iter()
        .flat_map(|folder| files(folder, ".md"))
        .enumerate()
        .collect();
    let formats: Vec<&String> = engine.formats().iter().map(|format| &format.id).collect();
    let plan = |(at, path): &(usize, PathBuf)| {
        let bytes = std::fs::read(path).ok()?;
        let claimed = read(engine, &bytes, None);
        let claimed = claimed.plan().map(|plan| plan.format.id.clone());
        let targets = if claimed.is_some() { targets } else { 1 };
        let format = claimed.unwrap_or_else(|| formats[at % formats.len()].clone());
        let others = formats.iter().cycle().skip(at + 1).take(formats.len());
        let others = others.filter(|id| ***id != format);
        Some(Plan {
            name: path.display().to_string(),
            targets: others.take(targets).map(|id| (*id).clone()).collect(),
            deceives: path.starts_with(root().join("tests/hidden")),
            format,
            bytes,
        })
    };
    let plans = Engine::in_parallel(&paths, plan);
    plans.into_iter().flatten().collect()
}
