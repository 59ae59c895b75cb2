//! The plan, as it is told about its run: read, edited, and replaced only where nobody else was faster.

use std::path::{Path, PathBuf};
use std::time::Duration;

use stopgate_gate::Environment;
use stopgate_runner::{Notebook, Written};
use stopgate_workspace::{EditIntent, Engine, Options, Unwritable};

use crate::kept::{KeptTexts, digest};
use crate::lock::WriteLock;
use crate::read::file_of;
use crate::write::make_durable;
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
    kept: KeptTexts,
    approved: Approved,
}

/// The plan as it was approved: what differs from it may be half saved.
#[derive(Clone, Debug)]
pub struct Approved {
    /// Digest of what was approved.
    pub digest: String,
    /// The environment that is part of it.
    pub environment: Environment,
}

impl<'e> PlanFile<'e> {
    /// The plan at a path relative to the root. What a write replaces is kept in `folder`, so that an
    /// editor which has it open does not write into nowhere.
    pub fn new(
        engine: &'e Engine,
        options: Options,
        disk: Disk,
        (plan, folder): (&str, &Path),
        approved: Approved,
    ) -> Self {
        Self {
            engine,
            options,
            path: disk.root().join(plan),
            kept: KeptTexts::in_folder(folder),
            approved,
            disk,
        }
    }

    /// Tells the plan once. One that is not what was approved is left alone while there is patience:
    /// somebody may be in the middle of saving it. An empty one is never written to.
    fn write_once(&self, intents: &[EditIntent], patient: bool) -> Result<Written, Failure> {
        let root = self.disk.root();
        let name = self.disk.name(&self.path);
        // A run whose lock cannot be had writes all the same: what others write at that moment is seen and
        // put back.
        let _writing = WriteLock::take(root, &name).ok();
        let before = read_plan(&self.path, root)?;
        let document = self
            .engine
            .read(&name, before.clone(), &self.options, &self.disk);
        let bound = document.binding(self.approved.environment.clone());
        let is_approved = bound.is_some_and(|bound| bound.digest() == self.approved.digest);
        let is_empty = document.plan().is_none_or(|plan| plan.title.is_none());
        if !is_approved && (patient || is_empty) {
            return Err(Failure::Changed(self.path.clone()));
        }
        let told = document.record_what_fits(intents);
        let after = told.edits.apply(&before);
        if after != before {
            self.kept.forget_what_nobody_touched();
            let kept = |bytes: &[u8]| self.kept.place_of(bytes);
            replace_keeping(&file_of(&self.path), root, (&before, &after), Some(&kept))?;
        } else {
            // A runner that was killed may have written it, and not have made it durable.
            make_durable(&file_of(&self.path))?;
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
            match self.write_once(intents, true) {
                // An editor that saves by removing first leaves a moment without a plan.
                Err(Failure::Changed(_) | Failure::Missing(_)) => std::thread::sleep(PAUSE),
                done => return done.map_err(|failure| failure.to_string()),
            }
        }
        self.write_once(intents, false)
            .map_err(|failure| failure.to_string())
    }
}
