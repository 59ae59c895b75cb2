//! The redactor for a job, kept while the secrets stay the same.

use stopgate_runner::{Job, Variable};

use crate::redact::{Redactor, ShortSecret};

/// The secrets of a supervisor, and the redactor for its last job.
pub(super) struct Masks {
    everywhere: Vec<Variable>,
    of_job: Vec<Variable>,
    redactor: Redactor,
}

impl Masks {
    /// Secrets to mask in every job.
    pub(super) fn new(everywhere: Vec<Variable>) -> Result<Self, ShortSecret> {
        Ok(Self {
            redactor: Redactor::new(&everywhere)?,
            everywhere,
            of_job: Vec::new(),
        })
    }

    /// The redactor of the last job.
    pub(super) fn redactor(&self) -> &Redactor {
        &self.redactor
    }

    /// The redactor for a job: its own secrets come to those of every job.
    pub(super) fn redactor_for(&mut self, job: &Job) -> Result<&Redactor, ShortSecret> {
        let secrets = || job.environment.iter().filter(|variable| variable.secret);
        if !secrets().eq(&self.of_job) {
            let all: Vec<Variable> = self.everywhere.iter().chain(secrets()).cloned().collect();
            self.redactor = Redactor::new(&all)?;
            self.of_job = secrets().cloned().collect();
        }
        Ok(&self.redactor)
    }
}
