//! Where a step is started: in a cell, or on the machine as it is.

use std::fs::File;

use stopgate_runner::{Job, Variable};

use super::shell::{self, Shell};
use crate::sandbox::Cell;

/// Where a step is started.
pub(super) enum Ground<'a> {
    /// Below the root, with nothing around it.
    Host(&'a File),
    /// In a cell.
    Cell(&'a Cell),
}

impl Ground<'_> {
    /// Starts the command of a job; else says why not, and then nothing of it has happened.
    pub(super) fn start(&self, job: &Job) -> Result<Shell, String> {
        let cell = match self {
            Self::Host(root) => return shell::start(job, root),
            Self::Cell(cell) => cell,
        };
        let mut job = job.clone();
        if let Some(folder) = cell.temporary() {
            // What the plan declares comes behind, and counts.
            let told = Variable {
                name: "TMPDIR".to_owned(),
                value: folder.to_string_lossy().into_owned(),
                secret: false,
            };
            job.environment.insert(0, told);
        }
        let started = cell.inside(move |root| shell::start(&job, root));
        started.map_err(|why| format!("the step cannot be shut in: {why}"))?
    }
}
