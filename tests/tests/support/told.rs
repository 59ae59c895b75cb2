//! A repository that holds and remembers what a rule page tells of it.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use serde::Deserialize;
use stopgate_model::{Change, Commit, History};
use stopgate_workspace::Repository;
use stopgate_workspace::rules::Example;

/// The repository of an example.
#[derive(Debug, Default)]
pub struct Told {
    /// The path of the plan.
    pub plan: String,
    files: BTreeMap<String, String>,
    tickets: Option<String>,
    approved: Option<i64>,
    history: Option<History>,
    contents: BTreeMap<String, String>,
}

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields, default)]
struct Page {
    plan: Option<String>,
    tickets: Option<String>,
    approved: Option<String>,
    files: Vec<String>,
    content: BTreeMap<String, String>,
    /// Oldest first.
    commit: Vec<Committed>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Committed {
    time: String,
    #[serde(default)]
    changed: Vec<String>,
    /// The plan as it was then, or `true` for the plan as it is.
    plan: Option<toml::Value>,
}

impl Told {
    /// What stands behind an example.
    pub fn of(example: &Example) -> Self {
        let text = example.repository.as_deref().unwrap_or_default();
        let page: Page = toml::from_str(text).unwrap_or_else(|error| panic!("{error}\n{text}"));
        let plan = page.plan.unwrap_or_else(|| "plan.md".to_owned());
        let mut told = Self {
            plan,
            tickets: page.tickets,
            approved: page.approved.as_deref().map(second),
            files: page.content,
            ..Self::default()
        };
        let empty = page.files.into_iter().map(|path| (path, String::new()));
        told.files.extend(empty);
        let spec = example.spec.clone();
        told.files
            .extend(spec.map(|spec| ("active-spec.md".to_owned(), spec)));
        if !page.commit.is_empty() {
            told.remember(&page.commit, &example.text);
        }
        told
    }

    fn remember(&mut self, told: &[Committed], here: &str) {
        let mut commits = vec![commit(0, "1970-01-01T00:00:00Z")];
        for (number, one) in told.iter().enumerate() {
            let mut commit = commit(number + 1, &one.time);
            for path in &one.changed {
                commit
                    .changes
                    .push(self.change(path, format!("{path} {number}")));
            }
            if let Some(plan) = &one.plan {
                let text = plan.as_str().unwrap_or(here).to_owned();
                let path = self.plan.clone();
                commit.changes.push(self.change(&path, text));
            }
            commits.insert(0, commit);
        }
        self.history = Some(History::new(commits));
    }

    fn change(&mut self, path: &str, text: String) -> Change {
        let ids = self
            .contents
            .keys()
            .filter(|id| id.starts_with(&format!("{path}@")));
        let count = ids.count();
        let id = |number: usize| format!("{path}@{number:03}");
        self.contents.insert(id(count), text);
        Change {
            path: path.to_owned(),
            before: count.checked_sub(1).map(id),
            after: Some(id(count)),
        }
    }
}

fn commit(number: usize, time: &str) -> Commit {
    Commit {
        id: number.to_string(),
        time: second(time),
        parents: number
            .checked_sub(1)
            .map(|parent| parent.to_string())
            .into_iter()
            .collect(),
        changes: Vec::new(),
    }
}

fn second(time: &str) -> i64 {
    let time: jiff::Timestamp = time
        .parse()
        .unwrap_or_else(|error| panic!("{time}: {error}"));
    time.as_second()
}

impl Repository for Told {
    fn exists(&self, path: &str) -> bool {
        let path = path.trim_end_matches('/');
        self.files.contains_key(path) || self.list(path).is_some()
    }

    fn read(&self, path: &str) -> Option<Vec<u8>> {
        self.files.get(path).map(|text| text.clone().into_bytes())
    }

    fn is_repository(&self) -> bool {
        true
    }

    fn list(&self, folder: &str) -> Option<Arc<[String]>> {
        let inside = if folder.is_empty() {
            String::new()
        } else {
            format!("{folder}/")
        };
        let name = |path: &String| {
            let rest = path.strip_prefix(&inside)?;
            Some(match rest.split_once('/') {
                Some((folder, _)) => format!("{folder}/"),
                None => rest.to_owned(),
            })
        };
        let names: BTreeSet<String> = self.files.keys().filter_map(name).collect();
        let names: Vec<String> = names.into_iter().collect();
        (!names.is_empty()).then(|| names.into())
    }

    fn history(&self) -> Option<&History> {
        self.history.as_ref()
    }

    fn content(&self, id: &str) -> Option<Vec<u8>> {
        self.contents.get(id).map(|text| text.clone().into_bytes())
    }

    fn approved(&self, _: &str) -> Option<i64> {
        self.approved
    }

    fn tickets(&self) -> Option<&str> {
        self.tickets.as_deref()
    }
}
