//! Every document we have: real plans, examples, our own plans, and the examples on rule pages.

use stopgate_source::Finding;
use stopgate_tests::{engine, files, options, root, shared};
use stopgate_workspace::rules::{Page, all, page_of};
use stopgate_workspace::{Document, Engine, Options, Profile, Repository};

#[path = "../support/told.rs"]
mod told;

pub use told::Told;

/// A document with the way in which it is judged: strictly, so that most rules speak.
pub struct Case {
    pub name: String,
    pub bytes: Vec<u8>,
    pub options: Options,
    pub around: Told,
}

impl Case {
    fn new(name: String, bytes: Vec<u8>, (format, day): (Option<&str>, &str)) -> Self {
        let options = Options {
            profile: Profile::Strict,
            ..options(format, day)
        };
        Self {
            name,
            bytes,
            options,
            around: Told::default(),
        }
    }

    /// The same case with other bytes.
    pub fn read<'e>(&self, engine: &'e Engine, bytes: Vec<u8>) -> Document<'e> {
        let around: &dyn Repository = &self.around;
        engine.read("plan.md", bytes, &self.options, around)
    }

    /// Its findings, those about layout included.
    pub fn findings(&self, document: &Document<'_>) -> Vec<Finding> {
        document
            .check_with_layout(&self.options, &self.around)
            .findings
    }
}

/// All of them.
pub fn documents() -> Vec<Case> {
    let mut paths = files(&root().join("tests/plans"), ".md");
    paths.extend(files(&root().join("tests/plans-second"), ".md"));
    paths.extend(files(&root().join("tests/hidden"), ".md"));
    if let Some(shared) = shared() {
        for folder in ["corpus", "examples", "source"] {
            paths.extend(files(&shared.join(folder), ".md"));
        }
    }
    let case = |path: std::path::PathBuf| {
        let bytes = std::fs::read(&path).expect("the document can be read");
        Case::new(path.display().to_string(), bytes, (None, "2026-06-01"))
    };
    let mut cases: Vec<Case> = paths.into_iter().map(case).collect();
    for rule in all() {
        for (nth, example) in Page::read(page_of(rule)).examples.into_iter().enumerate() {
            let day = example.as_of.as_deref().unwrap_or("2026-06-01");
            let judged = (example.format.as_deref(), day);
            let name = format!("example {} of {}", nth + 1, rule.name);
            cases.push(Case {
                around: Told::of(&example),
                ..Case::new(name, example.text.clone().into_bytes(), judged)
            });
        }
    }
    cases
}

/// What a law says of each document, in parallel: the faults of all.
pub fn faults(law: impl Fn(&Engine, &Case) -> Vec<String> + Sync + Send) -> Vec<String> {
    let engine = engine();
    let all = Engine::in_parallel(&documents(), |case| {
        let faults = law(&engine, case).into_iter();
        faults
            .map(|fault| format!("{}: {fault}", case.name))
            .collect::<Vec<_>>()
    });
    all.into_iter().flatten().collect()
}
