//! A detector file: which files, keys and words show which fact.
//!
//! It names no program and no address, so whoever writes one can make Stopgate say something and nothing else.

use std::collections::BTreeMap;

use globset::{Glob, GlobBuilder, GlobSet, GlobSetBuilder};
use serde::Deserialize;

use crate::expression::Expression;
use crate::manifest::KeyPattern;
use crate::packages::Ecosystem;
use crate::{Certainty, Kind};

/// A detector file that cannot be used, and what to mend.
#[derive(Debug, thiserror::Error)]
#[error("{name}: {reason}. docs/survey.md says what a detector file holds")]
pub struct BrokenDetector {
    /// Where it stands.
    pub name: String,
    /// What is wrong, with the line where it is known.
    pub reason: String,
}

/// A detector file as it is written.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Detector {
    /// Short id (`rust`).
    pub(crate) id: String,
    /// What it finds, in one sentence.
    #[expect(
        dead_code,
        reason = "it is for whoever reads the file; it has to be there"
    )]
    summary: String,
    /// Folders whose files say nothing of the repository itself (`**/fixtures/**`).
    #[serde(default)]
    pub(crate) aside: Vec<String>,
    /// Endings of file names, with the language that they show.
    #[serde(default)]
    pub(crate) endings: BTreeMap<String, String>,
    /// What is looked for in files.
    #[serde(default)]
    pub(crate) find: Vec<Find>,
    /// Folders that lie side by side.
    #[serde(default)]
    pub(crate) folders: Vec<Folders>,
    /// Per kind the packages that show a fact: `"npm:react" = "React"`.
    #[serde(default)]
    pub(crate) packages: BTreeMap<String, BTreeMap<String, String>>,
}

/// What is looked for in files with certain names.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Find {
    pub(crate) kind: Kind,
    /// The name of the fact, with places to fill.
    pub(crate) name: String,
    /// The files: a name alone lies anywhere, `/NAME` at the root.
    pub(crate) files: Vec<String>,
    /// Files that are none of these.
    #[serde(default)]
    pub(crate) not: Vec<String>,
    /// The key that has to be there, in a file of TOML, JSON or YAML.
    #[serde(default)]
    pub(crate) key: Option<String>,
    /// What the value of the key has to hold; without a key, the file.
    #[serde(default)]
    pub(crate) text: Option<Expression>,
    /// The value of the fact, with places to fill.
    #[serde(default)]
    pub(crate) value: Option<String>,
    /// The version, with places to fill.
    #[serde(default)]
    pub(crate) version: Option<String>,
    #[serde(default)]
    pub(crate) certainty: Certainty,
    /// One fact for each place, and not only for the first.
    #[serde(default)]
    pub(crate) each: bool,
    #[serde(skip)]
    pub(crate) pattern: Option<KeyPattern>,
    #[serde(skip)]
    pub(crate) excluded: Option<GlobSet>,
}

/// Folders that show something where they lie side by side.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Folders {
    pub(crate) kind: Kind,
    /// The name of the fact.
    pub(crate) name: String,
    /// All of these have to be there; `controllers|controller` is one of two names.
    pub(crate) all: Vec<String>,
    /// Name of the folder in which they lie; anywhere where there is none.
    #[serde(default)]
    pub(crate) below: Option<String>,
}

impl Detector {
    /// Reads a detector file and tries all of it.
    pub(crate) fn read(name: &str, text: &str) -> Result<Self, BrokenDetector> {
        let broken = |reason: String| BrokenDetector {
            name: name.to_owned(),
            reason,
        };
        let mut detector: Self =
            toml::from_str(text).map_err(|error| broken(error.to_string().trim().to_owned()))?;
        detector.prepare().map_err(broken)?;
        Ok(detector)
    }

    /// The same with every expression compiled.
    pub(crate) fn tried(self, name: &str, text: &str) -> Result<Self, BrokenDetector> {
        for expression in self.find.iter().filter_map(|find| find.text.as_ref()) {
            let before = text.get(..expression.at).unwrap_or_default();
            let line = before.matches('\n').count() + 1;
            if let Err(reason) = expression.compiled() {
                return Err(BrokenDetector {
                    name: name.to_owned(),
                    reason: format!(
                        "line {line}: `{}` cannot be used: {reason}",
                        expression.text
                    ),
                });
            }
        }
        Ok(self)
    }

    fn prepare(&mut self) -> Result<(), String> {
        if self.id.trim().is_empty() {
            return Err("it has no id; give it a short one".to_owned());
        }
        for find in &mut self.find {
            find.prepare()?;
        }
        for folders in &self.folders {
            if folders.all.len() < 2 {
                return Err(format!("`{}` names fewer than two folders", folders.name));
            }
        }
        for pattern in &self.aside {
            glob(pattern)?;
        }
        for (kind, packages) in &self.packages {
            if Kind::named(kind).is_none() {
                return Err(format!("there is no kind `{kind}` for packages"));
            }
            let unknown = packages.keys().find(|name| package(name).is_none());
            if let Some(name) = unknown {
                return Err(format!(
                    "`{name}` is no package; write `ECOSYSTEM:NAME`, where the ecosystem is one of {}",
                    Ecosystem::names()
                ));
            }
        }
        Ok(())
    }
}

impl Find {
    fn prepare(&mut self) -> Result<(), String> {
        if self.files.is_empty() {
            return Err(format!("`{}` names no files to look at", self.name));
        }
        for pattern in &self.files {
            glob(pattern)?;
        }
        if !self.not.is_empty() {
            self.excluded = Some(globs(&self.not)?);
        }
        if let Some(key) = &self.key {
            let pattern = KeyPattern::read(key)
                .ok_or_else(|| format!("`{key}` is no key; write `a.b.*.\"c.d\"`"))?;
            self.pattern = Some(pattern);
        }
        Ok(())
    }

    /// True where the bytes of a file are needed to say whether the fact holds.
    pub(crate) fn reads(&self) -> bool {
        self.pattern.is_some() || self.text.is_some()
    }
}

/// `npm:@nestjs/*`: the ecosystem and the name.
pub(crate) fn package(text: &str) -> Option<(Ecosystem, &str)> {
    let (ecosystem, name) = text.split_once(':')?;
    let ecosystem = Ecosystem::named(ecosystem)?;
    (!name.is_empty()).then_some((ecosystem, name))
}

/// A pattern for paths: `NAME` anywhere, `/NAME` at the root, `folder/*` from the root.
pub(crate) fn glob(pattern: &str) -> Result<Glob, String> {
    let whole = match pattern.strip_prefix('/') {
        Some(rest) => rest.to_owned(),
        None if pattern.contains('/') => pattern.to_owned(),
        None => format!("**/{pattern}"),
    };
    let built = GlobBuilder::new(&whole)
        .literal_separator(true)
        .case_insensitive(false)
        .build();
    built.map_err(|error| format!("`{pattern}` is no pattern for files: {}", error.kind()))
}

/// Patterns together.
pub(crate) fn globs(patterns: &[String]) -> Result<GlobSet, String> {
    let mut set = GlobSetBuilder::new();
    for pattern in patterns {
        set.add(glob(pattern)?);
    }
    set.build().map_err(|error| error.to_string())
}
