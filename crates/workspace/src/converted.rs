//! A plan in another format, with what became of the steps that would run.

use std::collections::HashMap;

use stopgate_formats::{Format, Report, Unconvertible, convert, parts};
use stopgate_gate::{Step, project};
use stopgate_markdown::Tree;
use stopgate_source::{Source, file_part};

use crate::Document;

/// A plan in another format.
#[derive(Clone, Debug, PartialEq)]
pub struct Converted {
    /// The document.
    pub bytes: Vec<u8>,
    /// What became of the parts of the plan.
    pub report: Report,
    /// Steps that could run before and cannot any more, as they stand in the document before.
    pub lapsed: Vec<Step>,
    /// Steps that can run again, because the plan is back in the format it came from; as they stand in
    /// the result.
    pub regained: Vec<Step>,
}

impl Document<'_> {
    /// The plan in another format; none where no format claims the document.
    ///
    /// Nothing can run in the result that could not run before, but for a plan that goes back to the
    /// format it came from: there runs what ran there.
    ///
    /// # Errors
    /// When the plan would be read in another way if its sections moved.
    pub fn convert(&self, to: &Format) -> Option<Result<Converted, Unconvertible>> {
        let (format, plan) = (self.format?, self.plan.as_ref()?);
        let conversion = match convert(&self.tree, plan, (format, to)) {
            Ok(conversion) => conversion,
            Err(reason) => return Some(Err(reason)),
        };
        if self.would_be_several(&conversion.bytes) {
            return Some(Err(Unconvertible::Several));
        }
        let (before, after) = (project(plan), project(&conversion.plan));
        Some(Ok(Converted {
            bytes: conversion.bytes,
            report: conversion.report,
            lapsed: only_in(&before, &after),
            regained: only_in(&after, &before),
        }))
    }

    /// True where sections that moved made plans of their own.
    fn would_be_several(&self, converted: &[u8]) -> bool {
        let file = file_part(&self.path);
        let tree = Tree::read(Source::new(converted.to_owned()));
        !parts(&tree, file, self.formats).is_empty()
    }
}

/// The runnable steps of one projection that the other does not have.
fn only_in(these: &[Step], others: &[Step]) -> Vec<Step> {
    let mut known: HashMap<&str, Vec<&Step>> = HashMap::new();
    for step in others.iter().filter(|step| step.unfit.is_none()) {
        known.entry(&step.command).or_default().push(step);
    }
    let mut only = Vec::new();
    for step in these.iter().filter(|step| step.unfit.is_none()) {
        let alike = known.entry(&step.command).or_default();
        match alike.iter().rposition(|other| runs_alike(step, other)) {
            Some(at) => drop(alike.swap_remove(at)),
            None => only.push(step.clone()),
        }
    }
    only
}

/// True where two steps do the same in the same place and are judged by the same outcome.
fn runs_alike(one: &Step, other: &Step) -> bool {
    one.kind == other.kind
        && one.command == other.command
        && one.directory == other.directory
        && one.expectations == other.expectations
        && one.timeout == other.timeout
}
