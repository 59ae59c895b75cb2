//! The plan, as it is told about its run: read, edited, and replaced only where nobody else was faster.

use std::path::{Path, PathBuf};
use std::time::Duration;

use sha2::{Digest as _, Sha256};
use stopgate_runner::{Notebook, Written};
use stopgate_workspace::{EditIntent, Engine, Options, Unwritable};

use crate::{Disk, Failure, read_plan, replace_keeping};

/// How often a plan that somebody saves at the same time is read anew.
const TRIES: u32 = 50;

/// How long to wait for somebody who is saving.
const PAUSE: Duration = Duration::from_millis(20);

/// A plan below a root.
#[derive(Debug)]
pub struct PlanFile<'e> {
    engine: &'e Engine,
    options: Options,
    disk: Disk,
    path: PathBuf,
    kept: PathBuf,
}

impl<'e> PlanFile<'e> {
    /// The plan at a path relative to the root. What a write replaces is kept in `folder`, so that an
    /// editor which has it open does not write into nowhere.
    pub fn new(
        engine: &'e Engine,
        options: Options,
        disk: Disk,
        (plan, folder): (&str, &Path),
    ) -> Self {
        Self {
            engine,
            options,
            path: disk.root().join(plan),
            kept: folder.join("plan.before"),
            disk,
        }
    }

    fn write_once(&self, intents: &[EditIntent]) -> Result<Written, Failure> {
        let root = self.disk.root();
        let before = read_plan(&self.path, root)?;
        let name = self.disk.name(&self.path);
        let document = self
            .engine
            .read(&name, before.clone(), &self.options, &self.disk);
        let told = document.record_what_fits(intents);
        let after = told.edits.apply(&before);
        if after != before {
            replace_keeping(&self.path, root, (&before, &after), Some(&self.kept))?;
        }
        // A check in a table has no box to tick; that it was confirmed stands in the evidence.
        let missing = |(_, why): &&(usize, Unwritable)| *why != Unwritable::NoCheckbox;
        if let Some((_, why)) = told.refused.iter().find(missing) {
            return Err(Failure::NotTold {
                plan: name,
                why: why.to_string(),
            });
        }
        Ok(Written {
            before: digest(&before),
            after: digest(&after),
        })
    }
}

impl Notebook for PlanFile<'_> {
    fn write(&mut self, intents: &[EditIntent]) -> Result<Written, String> {
        for _ in 1..TRIES {
            match self.write_once(intents) {
                // An editor that saves by removing first leaves a moment without a plan.
                Err(Failure::Changed(_) | Failure::Missing(_)) => std::thread::sleep(PAUSE),
                done => return done.map_err(|failure| failure.to_string()),
            }
        }
        self.write_once(intents)
            .map_err(|failure| failure.to_string())
    }
}

fn digest(bytes: &[u8]) -> String {
    let digest = Sha256::digest(bytes);
    digest.iter().map(|byte| format!("{byte:02x}")).collect()
}
