//! One mutant: a clean plan, what is changed in it, and the rule that must object.

use std::fmt;
use std::path::Path;

use serde::Deserialize;
use serde_json::Value;
use stopgate_source::{Finding, Severity};
use stopgate_tests::{Folder, options, root};
use stopgate_workspace::rules::{Example, Verdict};
use stopgate_workspace::{Engine, Options, Profile, Repository};

use crate::told::Told;

/// The day of a plan that has no truth file.
const TODAY: &str = "2026-06-01";
/// What stands for the text of the clean plan in a told repository.
const CLEAN_PLAN: &str = "\"the clean plan\"";

/// A defect that is put into a clean plan.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Mutant {
    /// Code of the rule that must find it.
    pub rule: String,
    /// The clean plan, from the root of the repository.
    pub plan: String,
    /// What is changed in the plan, in this order.
    #[serde(default)]
    pub edits: Vec<Change>,
    /// The profile; `strict` where none is named, because it applies the most rules.
    #[serde(default = "strict")]
    pub profile: String,
    /// The format, where the plan is not left to be recognised.
    pub format: Option<String>,
    /// The day on which it is read, where it is not that of the plan's truth file.
    pub as_of: Option<String>,
    /// The repository around the plan.
    #[serde(default)]
    pub repository: Surroundings,
    /// The repository around the changed plan, told as in `repository`, where it is another one.
    pub changed_repository: Option<Surroundings>,
}

/// What lies around a plan.
#[derive(Debug, Deserialize)]
#[serde(untagged)]
pub enum Surroundings {
    /// Its own folder, and whether that counts as a repository, so that the absence of a file
    /// means something.
    Folder(bool),
    /// What a rule page tells of a repository; `plan = "the clean plan"` stands for its text.
    Told(String),
}

impl Default for Surroundings {
    fn default() -> Self {
        Self::Folder(false)
    }
}

/// One change of a mutant.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Change {
    /// The text that gives way; it stands in the plan exactly once.
    find: String,
    /// Everything up to this text, which stays, gives way too.
    until: Option<String>,
    /// What stands there afterwards.
    replace: String,
    /// How often it stands there; once where nothing is said.
    times: Option<usize>,
}

/// What became of a mutant.
pub enum Fate {
    /// Its rule found it.
    Killed,
    /// Its rule found nothing.
    Survived,
    /// It says nothing about its rule, for this reason.
    Faulty(String),
}

#[derive(Deserialize)]
struct Group {
    mutant: Vec<Mutant>,
}

fn strict() -> String {
    "strict".to_owned()
}

/// The day on which the truth file of a plan was written.
fn day(plan: &str) -> String {
    written_on(plan).unwrap_or_else(|| TODAY.to_owned())
}

fn written_on(plan: &str) -> Option<String> {
    let truth = root().join(plan.replace(".md", ".truth.json"));
    let truth: Value = serde_json::from_slice(&std::fs::read(truth).ok()?).ok()?;
    Some(truth["as_of"].as_str()?.to_owned())
}

/// The mutants of a file.
pub fn read(path: &Path) -> Vec<Mutant> {
    let text = std::fs::read_to_string(path).expect("a file of mutants");
    let group: Group =
        toml::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    group.mutant
}

impl fmt::Display for Mutant {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        let first = self.edits.first().map_or("", |edit| edit.find.as_str());
        let told = self.changed_repository.as_ref().or(Some(&self.repository));
        let told = told.and_then(|around| match around {
            Surroundings::Told(page) if first.is_empty() => Some(page.as_str()),
            _ => None,
        });
        let first = told.unwrap_or(first);
        write!(to, "{} in {} at {first:?}", self.rule, self.plan)
    }
}

impl Change {
    fn made(&self, text: &str) -> Result<String, String> {
        let Self {
            find,
            until,
            replace,
            times,
        } = self;
        let replace = replace.repeat(times.unwrap_or(1));
        let count = text.matches(find.as_str()).count();
        let at = text.find(find.as_str()).filter(|_| count == 1);
        let at = at.ok_or_else(|| format!("{find:?} stands there {count} times"))?;
        let found = at + find.len();
        let length = until
            .as_ref()
            .map_or(Some(0), |until| text[found..].find(until.as_str()));
        let end = found + length.ok_or_else(|| format!("{until:?} does not follow {find:?}"))?;
        Ok(format!("{}{replace}{}", &text[..at], &text[end..]))
    }
}

impl Mutant {
    /// Whether the rule objects to the mutant; it must have nothing against the clean plan.
    pub fn fate(&self, engine: &Engine) -> Fate {
        let clean = std::fs::read_to_string(root().join(&self.plan)).unwrap_or_default();
        let around = self.changed_repository.as_ref().unwrap_or(&self.repository);
        match self.changed(&clean) {
            Err(why) => Fate::Faulty(why),
            Ok(_) if self.objections(engine, &self.repository, [&clean, &clean]) > 0 => {
                Fate::Faulty("the rule objects to the clean plan".to_owned())
            }
            Ok(changed) if self.objections(engine, around, [&clean, &changed]) > 0 => Fate::Killed,
            Ok(_) => Fate::Survived,
        }
    }

    fn changed(&self, clean: &str) -> Result<String, String> {
        let mut text = clean.to_owned();
        for change in &self.edits {
            text = change.made(&text)?;
        }
        if text == clean && self.changed_repository.is_none() {
            return Err("nothing is changed".to_owned());
        }
        Ok(text)
    }

    fn objections(&self, engine: &Engine, around: &Surroundings, texts: [&str; 2]) -> usize {
        let [clean, text] = texts;
        let options = Options {
            format: self.format.clone(),
            profile: profile(&self.profile),
            ..options(None, &self.as_of.clone().unwrap_or_else(|| day(&self.plan)))
        };
        let found = match around {
            Surroundings::Folder(repository) => {
                let place = Place {
                    folder: folder(&self.plan),
                    repository: *repository,
                };
                findings(engine, &self.plan, text, &options, &place)
            }
            Surroundings::Told(page) => {
                let told = told(page, clean, text);
                findings(engine, &told.plan, text, &options, &told)
            }
        };
        found
            .iter()
            .filter(|found| found.0.code == self.rule)
            .count()
    }
}

/// The repository of a page, in which a plan with this text lies.
fn told(page: &str, clean: &str, text: &str) -> Told {
    let clean = toml::Value::String(clean.to_owned()).to_string();
    Told::of(&Example {
        verdict: Verdict::Good,
        format: None,
        as_of: None,
        profile: None,
        text: text.to_owned(),
        spec: None,
        repository: Some(page.replace(CLEAN_PLAN, &clean)),
    })
}

fn profile(name: &str) -> Profile {
    match name {
        "standard" => Profile::Standard,
        "strict" => Profile::Strict,
        other => panic!("no mutant needs the profile {other}"),
    }
}

/// The errors of a plan as it lies there, as lines.
pub fn errors(engine: &Engine, plan: &str) -> Vec<String> {
    let text = std::fs::read_to_string(root().join(plan)).expect("a clean plan");
    let found = findings(
        engine,
        plan,
        &text,
        &options(None, &day(plan)),
        &folder(plan),
    );
    let found = found
        .iter()
        .filter(|found| found.0.severity == Severity::Error);
    found
        .map(|(finding, line)| format!("{line} {}: {}", finding.code, finding.message))
        .collect()
}

fn findings(
    engine: &Engine,
    plan: &str,
    text: &str,
    options: &Options,
    folder: &dyn Repository,
) -> Vec<(Finding, usize)> {
    let name = Path::new(plan).file_name().expect("a name");
    let bytes = text.as_bytes().to_vec();
    let document = engine.read(&name.to_string_lossy(), bytes, options, folder);
    let found = document.check(options, folder).findings;
    found
        .into_iter()
        .map(|finding| {
            let line = document.source().line(finding.span.start());
            (finding, line)
        })
        .collect()
}

fn folder(plan: &str) -> Folder {
    let path = root().join(plan);
    Folder(path.parent().expect("a folder").to_owned())
}

/// The folder of a mutant, as a repository where the mutant wants one.
struct Place {
    folder: Folder,
    repository: bool,
}

impl Repository for Place {
    fn exists(&self, path: &str) -> bool {
        self.folder.exists(path)
    }

    fn read(&self, path: &str) -> Option<Vec<u8>> {
        self.folder.read(path)
    }

    fn is_repository(&self) -> bool {
        self.repository
    }
}
