//! Looks at a repository around the work of agents: what they changed, whether the plan is still the one
//! that was approved, and how to go back.

use std::path::{Path, PathBuf};

use stopgate_runner::{Attendant, Left};
use stopgate_workspace::{Engine, Options};

use crate::git::Keeper;
use crate::notebook::Approved;
use crate::read::file_of;
use crate::tree_watch::TreeWatch;
use crate::{Disk, read_plan};

/// Paths that are named of those that changed.
const MOST_NAMED: usize = 10;

/// What Stopgate itself writes into the folder of a run while a step runs.
const OWN: [&str; 2] = ["journal.jsonl", "transcripts"];

/// What names of records of supervisors begin with. Each is opened, and empty, until its runner dies.
const RECORD: &str = "held-";

/// Looks after one run.
#[derive(Debug)]
pub struct Overseer<'e> {
    engine: &'e Engine,
    options: Options,
    disk: Disk,
    /// Path of the plan, relative to the root.
    plan: String,
    /// Folder of the run, relative to the root.
    folder: PathBuf,
    approved: Approved,
    writable: Vec<PathBuf>,
    before: TreeWatch,
    keeper: Keeper,
}

impl<'e> Overseer<'e> {
    /// For a run in a folder, of a plan that was approved so, with an agent that may write these paths;
    /// all where there are none. The commit is the one in which the repository was kept last.
    pub fn new(
        (engine, options, disk): (&'e Engine, Options, Disk),
        (plan, folder): (&str, &Path),
        approved: Approved,
        (writable, latest): (&[String], Option<&str>),
    ) -> Self {
        let root = disk.root().to_owned();
        let relative = folder.strip_prefix(&root).unwrap_or(folder).to_owned();
        let file = file_of(&root.join(plan));
        let file = file.strip_prefix(&root).unwrap_or(&file).to_owned();
        Self {
            engine,
            options,
            plan: plan.to_owned(),
            approved,
            writable: writable.iter().map(PathBuf::from).collect(),
            before: TreeWatch::default(),
            keeper: Keeper::new(&root, folder, &file, latest),
            folder: relative,
            disk,
        }
    }

    fn is_other_plan(&self) -> bool {
        let root = self.disk.root();
        let path = root.join(&self.plan);
        let Ok(bytes) = read_plan(&path, root) else {
            return true;
        };
        let name = self.disk.name(&path);
        let document = self.engine.read(&name, bytes, &self.options, &self.disk);
        let bound = document.binding(self.approved.environment.clone());
        bound.is_none_or(|bound| bound.digest() != self.approved.digest)
    }

    /// The plan is judged by what it says, and what Stopgate writes is not the agent's.
    fn is_beyond(&self, now: &TreeWatch, path: &Path) -> bool {
        let in_run = path.strip_prefix(&self.folder).ok();
        let own = in_run.is_some_and(|inside| {
            let is_record = inside.to_string_lossy().starts_with(RECORD);
            let own = OWN.iter().any(|own| inside.starts_with(own));
            own || inside.as_os_str().is_empty() || is_record && now.is_empty(path)
        });
        let plan = file_of(&self.disk.root().join(&self.plan));
        if own
            || path.starts_with(".stopgate/locks")
            || path.starts_with(".stopgate/kept")
            || self.disk.root().join(path) == plan
        {
            return false;
        }
        let never = path.starts_with(".git") || path.starts_with(".stopgate");
        let may = self.writable.is_empty() || self.writable.iter().any(|may| path.starts_with(may));
        never || !may
    }
}

impl Attendant for Overseer<'_> {
    fn before(&mut self) -> Result<(), String> {
        let seen = TreeWatch::of(self.disk.root());
        self.before = seen.map_err(|why| format!("what an agent changes cannot be seen: {why}"))?;
        Ok(())
    }

    fn after(&mut self) -> Result<Left, String> {
        let now = TreeWatch::of(self.disk.root())?;
        let changed = now.changed_since(&self.before);
        let beyond = changed.iter().filter(|path| self.is_beyond(&now, path));
        let mut beyond: Vec<String> = beyond
            .map(|path| path.to_string_lossy().into_owned())
            .collect();
        let more = beyond.len().saturating_sub(MOST_NAMED);
        beyond.truncate(MOST_NAMED);
        if more > 0 {
            beyond.push(format!("{more} more"));
        }
        Ok(Left {
            beyond,
            other_plan: self.is_other_plan(),
        })
    }

    fn keep_before(&mut self, phase: usize) -> Result<Option<String>, String> {
        self.keeper.before(phase)
    }

    fn keep_after(&mut self, phase: usize) -> Result<Option<String>, String> {
        self.keeper.after(phase)
    }
}
