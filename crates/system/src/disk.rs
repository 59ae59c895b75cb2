//! The repository on disk, as rules may see it.

use std::collections::HashMap;
use std::path::{Component, Path, PathBuf};
use std::sync::{Arc, Mutex, OnceLock};

use serde::Deserialize;
use stopgate_model::History;
use stopgate_workspace::Repository;

use crate::git::Memory;
use crate::{ApprovalFile, read_plan};

/// Names up to which a directory is listed.
const MOST_NAMES: usize = 20_000;

/// A repository below a root directory.
#[derive(Clone, Debug)]
pub struct Disk {
    root: PathBuf,
    is_repository: bool,
    tickets: Option<String>,
    known: Arc<Known>,
}

/// What was looked up once: it stays as it was for as long as the repository is looked at.
#[derive(Debug, Default)]
struct Known {
    folders: Mutex<HashMap<String, Option<Arc<[String]>>>>,
    approved: OnceLock<HashMap<String, i64>>,
    memory: Memory,
}

/// The part of an approval that says when it was given.
#[derive(Deserialize)]
struct Approved {
    plan: String,
    when: String,
}

impl Disk {
    /// The repository with this root.
    pub fn new(root: PathBuf) -> Self {
        let is_repository = root.join(".git").exists() || root.join(".stopgate").is_dir();
        Self {
            root,
            is_repository,
            tickets: None,
            known: Arc::default(),
        }
    }

    /// The same repository, in which tickets are called like this regular expression.
    #[must_use]
    pub fn with_tickets(mut self, tickets: Option<&str>) -> Self {
        self.tickets = tickets.map(str::to_owned);
        self
    }

    /// The root.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// A path as plans and messages name it: relative to the root, with `/`.
    pub fn name(&self, path: &Path) -> String {
        let absolute = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
        let inside = absolute.strip_prefix(&self.root).unwrap_or(&absolute);
        inside.to_string_lossy().replace('\\', "/")
    }
}

impl Disk {
    /// The one name of a file, whatever it is called by: links are followed.
    pub fn real_name(&self, path: &Path) -> String {
        let file = crate::read::file_of(path);
        let behind = path.to_string_lossy().into_owned();
        let slug = behind
            .strip_prefix(&*file.to_string_lossy())
            .unwrap_or_default();
        let real = file.canonicalize().ok();
        let root = self.root.canonicalize().ok();
        let inside = real.zip(root).and_then(|(real, root)| {
            let inside = real.strip_prefix(root).ok()?;
            Some(inside.to_string_lossy().replace('\\', "/") + slug)
        });
        inside.unwrap_or_else(|| self.name(path))
    }
}

impl Repository for Disk {
    fn exists(&self, path: &str) -> bool {
        is_inside(path) && self.root.join(path).exists()
    }

    fn read(&self, path: &str) -> Option<Vec<u8>> {
        read_plan(&self.root.join(path), &self.root).ok()
    }

    fn is_repository(&self) -> bool {
        self.is_repository
    }

    fn list(&self, folder: &str) -> Option<Arc<[String]>> {
        let mut folders = self.known.folders.lock().ok()?;
        if let Some(known) = folders.get(folder) {
            return known.clone();
        }
        let names = if is_inside(folder) {
            names_in(&self.root.join(folder))
        } else {
            None
        };
        folders.insert(folder.to_owned(), names.clone());
        names
    }

    fn history(&self) -> Option<&History> {
        if self.is_repository {
            self.known.memory.history(&self.root)
        } else {
            None
        }
    }

    fn content(&self, id: &str) -> Option<Vec<u8>> {
        self.known.memory.content(&self.root, id)
    }

    fn approved(&self, plan: &str) -> Option<i64> {
        let approved = self.known.approved.get_or_init(|| approvals(&self.root));
        approved.get(plan).copied()
    }

    fn tickets(&self) -> Option<&str> {
        self.tickets.as_deref()
    }
}

fn is_inside(path: &str) -> bool {
    let inside = |part| matches!(part, Component::Normal(_) | Component::CurDir);
    Path::new(path).components().all(inside)
}

fn names_in(folder: &Path) -> Option<Arc<[String]>> {
    let entries = std::fs::read_dir(folder).ok()?.take(MOST_NAMES + 1);
    let name = |entry: std::fs::DirEntry| {
        let name = entry.file_name().to_string_lossy().into_owned();
        // A link is not followed, so that nobody walks in circles or out of the repository.
        if entry.file_type().is_ok_and(|kind| kind.is_dir()) {
            name + "/"
        } else {
            name
        }
    };
    let mut names: Vec<String> = entries.flatten().map(name).collect();
    if names.len() > MOST_NAMES {
        return None;
    }
    names.sort_unstable();
    Some(names.into())
}

/// The last time at which each plan was approved. Whether an approval is good is not asked here.
fn approvals(root: &Path) -> HashMap<String, i64> {
    let mut last: HashMap<String, i64> = HashMap::new();
    for file in ApprovalFile::all(root).unwrap_or_default() {
        let Ok(approved) = serde_json::from_slice::<Approved>(&file.json) else {
            continue;
        };
        if let Ok(when) = approved.when.parse::<jiff::Timestamp>() {
            let when = when.as_second();
            let known = last.entry(approved.plan).or_insert(when);
            *known = when.max(*known);
        }
    }
    last
}
