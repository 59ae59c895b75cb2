//! The tables `[check]` and `[rules]` of the configuration: what `check` reports.

use std::collections::BTreeMap;
use std::path::Path;

use ignore::gitignore::{Gitignore, GitignoreBuilder};
use schemars::JsonSchema;
use serde::Deserialize;

/// What `stopgate check` reports and fails on. The gate asks none of it.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct CheckConfig {
    /// Which rules report: codes, beginnings of codes, names, formats, requirements.
    #[serde(default)]
    pub select: Vec<String>,
    /// Which of them do not.
    #[serde(default)]
    pub ignore: Vec<String>,
    /// From which severity on a check fails: `error`, `warning`, `info`, `never`.
    pub fail_on: Option<String>,
    /// How strict: `strict`, `standard`, `lenient`.
    pub profile: Option<String>,
    /// The baseline, relative to the root.
    pub baseline: Option<String>,
    /// False where every check judges all plans afresh, as with `--no-cache`.
    pub cache: Option<bool>,
    /// What is different for some files.
    #[serde(default)]
    pub overrides: Vec<PathOverride>,
}

/// What is different for the files that match.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct PathOverride {
    /// Patterns as in `.gitignore`, relative to the root.
    pub paths: Vec<String>,
    /// Rules that do not report there, besides those of the table above.
    #[serde(default)]
    pub ignore: Vec<String>,
    /// How strict there.
    pub profile: Option<String>,
    /// Severities there.
    #[serde(default)]
    pub rules: BTreeMap<String, String>,
}

/// Which files an override is for.
#[derive(Clone, Debug)]
pub struct PathPattern(Gitignore);

impl PathOverride {
    /// Its patterns, ready to match.
    ///
    /// # Errors
    /// What is wrong with the first pattern that is none.
    pub fn pattern(&self) -> Result<PathPattern, String> {
        let mut builder = GitignoreBuilder::new("");
        for pattern in &self.paths {
            builder
                .add_line(None, pattern)
                .map_err(|error| format!("`{pattern}` is no pattern of paths: {error}"))?;
        }
        builder
            .build()
            .map(PathPattern)
            .map_err(|error| error.to_string())
    }
}

impl PathPattern {
    /// True for a path relative to the root that matches, or lies in a directory that does.
    pub fn matches(&self, path: &str) -> bool {
        !Path::new(path).is_absolute()
            && self.0.matched_path_or_any_parents(path, false).is_ignore()
    }
}
