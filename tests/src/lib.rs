//! What the tests of the whole share: where documents are, and how they are judged.

pub mod dice;
pub mod laws;
pub mod matrix;
pub mod repository;
pub mod rust_text;
pub mod same;
pub mod scoring;
pub mod second_reader;

use std::path::{Path, PathBuf};

use jiff::civil::Date;
use serde_json::Value;
use stopgate_workspace::{Engine, Options, Profile, Repository};

/// The root of this repository.
pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .expect("tests lies in the root")
        .to_owned()
}

/// The material shared by everybody who works on Stopgate, which lies beside the repository. In CI
/// its absence is a failure.
pub fn shared() -> Option<PathBuf> {
    let folder = root().parent()?.join("shared");
    let there = folder.join("CONTRACT.md").is_file();
    assert!(
        there || std::env::var_os("CI").is_none(),
        "../shared is missing, and this is CI"
    );
    there.then_some(folder)
}

/// All files below a folder with this ending, sorted.
pub fn files(folder: &Path, ending: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut open = vec![folder.to_owned()];
    while let Some(folder) = open.pop() {
        for entry in std::fs::read_dir(&folder).into_iter().flatten().flatten() {
            let path = entry.path();
            if path.is_dir() {
                open.push(path);
            } else if path.to_string_lossy().ends_with(ending) {
                found.push(path);
            }
        }
    }
    found.sort();
    found
}

/// The engine with the built-in formats.
pub fn engine() -> Engine {
    Engine::new(&[]).expect("the built-in formats are sound")
}

/// The standard profile on a day.
pub fn options(format: Option<&str>, today: &str) -> Options {
    let today: Date = today.parse().expect("a day");
    Options {
        format: format.map(str::to_owned),
        profile: Profile::Standard,
        today,
    }
}

/// A folder without version control: files can be read, their absence means nothing.
pub struct Folder(pub PathBuf);

impl Repository for Folder {
    fn exists(&self, path: &str) -> bool {
        self.0.join(path).exists()
    }

    fn read(&self, path: &str) -> Option<Vec<u8>> {
        std::fs::read(self.0.join(path)).ok()
    }

    fn is_repository(&self) -> bool {
        false
    }
}

/// A plan with its truth file.
pub struct TruePlan {
    /// The plan.
    pub path: PathBuf,
    /// What a careful reviewer says of it.
    pub truth: Value,
}

impl TruePlan {
    /// Short name for messages.
    pub fn name(&self) -> String {
        let names: Vec<_> = self
            .path
            .iter()
            .rev()
            .take(2)
            .map(|part| part.to_string_lossy())
            .collect();
        format!("{}/{}", names[1], names[0])
    }

    /// A field of the truth as text.
    pub fn text(&self, key: &str) -> &str {
        self.truth[key].as_str().unwrap_or_default()
    }

    /// True when the reviewer calls it ready.
    pub fn is_ready(&self) -> bool {
        self.truth["ready"].as_bool().unwrap_or_default()
    }
}

/// The plans with truth files below a folder.
pub fn true_plans(folder: &Path) -> Vec<TruePlan> {
    let plan = |truth: PathBuf| {
        let value = serde_json::from_slice(&std::fs::read(&truth).ok()?).ok()?;
        let name = truth.file_name()?.to_str()?;
        let path = match name.strip_suffix(".truth.json") {
            Some(stem) => truth.with_file_name(format!("{stem}.md")),
            None => files(&truth.parent()?.join("repo/plans"), ".md")
                .into_iter()
                .next()?,
        };
        Some(TruePlan { path, truth: value })
    };
    files(folder, "truth.json")
        .into_iter()
        .filter_map(plan)
        .collect()
}
