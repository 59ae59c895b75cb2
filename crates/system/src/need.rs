//! Whether a change needs a plan: files that changed, against triggers that are data (E11).

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::check_config::{PathOverride, PathPattern};

/// The triggers that are built in.
const BUILT_IN: &str = include_str!("need.toml");

/// The table `[need]` of the configuration: which changes need a plan.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NeedConfig {
    /// Ids of triggers that are built in and do not count here.
    #[serde(default)]
    off: Vec<String>,
    /// Triggers of your own; one with the id of a built-in trigger takes its place.
    #[serde(default, rename = "trigger")]
    triggers: Vec<TriggerSpec>,
}

/// A kind of change that needs a plan.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct TriggerSpec {
    /// Its id (`data-contracts`).
    id: String,
    /// What changes, in words.
    title: String,
    /// Patterns as in `.gitignore`, relative to the root; one file that matches is enough.
    #[serde(default)]
    paths: Vec<String>,
    /// Groups of such patterns, of which several must match.
    #[serde(default)]
    groups: Vec<Vec<String>>,
    /// How many groups.
    at_least: Option<usize>,
}

#[derive(Deserialize)]
struct TriggerFile {
    #[serde(rename = "trigger")]
    triggers: Vec<TriggerSpec>,
}

/// A trigger that a change hits.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct TriggerHit {
    /// The id of the trigger.
    pub trigger: String,
    /// What changes, in words.
    pub title: String,
    /// The files that hit it, in order.
    pub files: Vec<String>,
}

/// The triggers that count in a repository.
#[derive(Debug)]
pub struct Triggers(Vec<Trigger>);

#[derive(Debug)]
struct Trigger {
    id: String,
    title: String,
    groups: Vec<PathPattern>,
    at_least: usize,
}

impl Triggers {
    /// The built-in triggers as the configuration changes them.
    ///
    /// # Errors
    /// What is wrong with the first trigger that cannot be used.
    pub fn of(config: &NeedConfig) -> Result<Self, String> {
        let file: TriggerFile = toml::from_str(BUILT_IN).map_err(|error| error.to_string())?;
        let known: Vec<&str> = file.triggers.iter().map(|one| one.id.as_str()).collect();
        if let Some(unknown) = config.off.iter().find(|id| !known.contains(&id.as_str())) {
            return Err(format!(
                "`off` below [need] names `{unknown}`, which is no built-in trigger; there are {}",
                known.join(", ")
            ));
        }
        let is_replaced = |id: &String| config.triggers.iter().any(|own| own.id == *id);
        let built_in = file.triggers.iter();
        let built_in =
            built_in.filter(|one| !config.off.contains(&one.id) && !is_replaced(&one.id));
        let all = built_in.chain(&config.triggers).map(Trigger::of);
        all.collect::<Result<Vec<_>, _>>().map(Self)
    }

    /// The triggers that changed files hit, in their order.
    pub fn hit_by(&self, files: &[String]) -> Vec<TriggerHit> {
        self.0
            .iter()
            .filter_map(|trigger| trigger.hit_by(files))
            .collect()
    }
}

impl Trigger {
    fn of(spec: &TriggerSpec) -> Result<Self, String> {
        let mut groups = spec.groups.clone();
        if !spec.paths.is_empty() {
            groups.push(spec.paths.clone());
        }
        let at_least = spec.at_least.unwrap_or(1);
        if groups.is_empty() || at_least == 0 || at_least > groups.len() {
            return Err(format!(
                "the trigger `{}` below [need] can never be told: it needs paths or groups, and `at_least` between 1 and their number",
                spec.id
            ));
        }
        let pattern = |paths: Vec<String>| {
            let paths = PathOverride {
                paths,
                ..PathOverride::default()
            };
            paths.pattern()
        };
        Ok(Self {
            id: spec.id.clone(),
            title: spec.title.clone(),
            groups: groups.into_iter().map(pattern).collect::<Result<_, _>>()?,
            at_least,
        })
    }

    fn hit_by(&self, files: &[String]) -> Option<TriggerHit> {
        let hit = |group: &&PathPattern| files.iter().any(|file| group.matches(file));
        let groups: Vec<&PathPattern> = self.groups.iter().filter(hit).collect();
        if groups.len() < self.at_least {
            return None;
        }
        let counts = |file: &&String| groups.iter().any(|group| group.matches(file));
        Some(TriggerHit {
            trigger: self.id.clone(),
            title: self.title.clone(),
            files: files.iter().filter(counts).cloned().collect(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::{NeedConfig, Triggers};

    fn hits(config: &str, files: &[&str]) -> Vec<String> {
        let config: NeedConfig = toml::from_str(config).expect("a configuration");
        let triggers = Triggers::of(&config).expect("triggers");
        let files: Vec<String> = files.iter().map(|&file| file.to_owned()).collect();
        let hits = triggers.hit_by(&files).into_iter();
        hits.map(|hit| format!("{} {}", hit.trigger, hit.files.join(",")))
            .collect()
    }

    #[test]
    fn a_trigger_is_hit_by_a_file_or_by_several_layers() {
        assert_eq!(hits("", &["src/app.py", "README.md"]), Vec::<String>::new());
        assert_eq!(hits("", &["infra/main.tf"]), ["provisioning infra/main.tf"]);
        assert_eq!(hits("", &["etl/ingest/a.py"]), Vec::<String>::new());
        assert_eq!(
            hits("", &["etl/ingest/a.py", "etl/marts/b.sql"]),
            ["pipeline-layers etl/ingest/a.py,etl/marts/b.sql"]
        );
        for (file, trigger) in [
            ("contracts/orders.yaml", "data-contracts"),
            ("sql/partition_by_day.sql", "data-contracts"),
            ("db/migrations/007.sql", "provisioning"),
            ("monitoring/alerts.yaml", "observability"),
            (".github/workflows/ci.yml", "delivery"),
        ] {
            assert_eq!(hits("", &[file]), [format!("{trigger} {file}")], "{file}");
        }
    }

    #[test]
    fn a_repository_says_what_counts_for_it() {
        let own = "off = ['delivery']\n[[trigger]]\nid = 'payments'\ntitle = 'money moves'\npaths = ['pay/**']\n";
        assert_eq!(
            hits(own, &["pay/a.rs", "Dockerfile"]),
            ["payments pay/a.rs"]
        );
        for wrong in ["off = ['x']", "[[trigger]]\nid = 'x'\ntitle = 'x'"] {
            let config: NeedConfig = toml::from_str(wrong).expect("a configuration");
            assert!(Triggers::of(&config).is_err(), "{wrong}");
        }
    }
}
