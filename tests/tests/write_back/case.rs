//! A document with the options it is read by, and what it says.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use stopgate_source::{Severity, Span};
use stopgate_tests::{Folder, options, root};
use stopgate_workspace::{Document, Engine, Options};

/// The day on which documents without a truth file are judged.
pub(crate) const TODAY: &str = "2026-06-01";

/// A document with the options it is read by.
pub(crate) struct Case {
    pub(crate) name: String,
    pub(crate) bytes: Vec<u8>,
    pub(crate) options: Options,
    pub(crate) folder: PathBuf,
    pub(crate) is_plan: bool,
}

impl Case {
    pub(crate) fn of(path: &Path, format: Option<&str>, today: &str) -> Self {
        Self {
            name: path.to_string_lossy().into_owned(),
            bytes: std::fs::read(path).expect("the document can be read"),
            options: options(format, today),
            folder: PathBuf::from("/nonexistent"),
            is_plan: path.starts_with(root().join("tests/plans")),
        }
    }

    pub(crate) fn text(name: &str, text: &str, format: &str) -> Self {
        Self {
            name: name.to_owned(),
            bytes: text.as_bytes().to_vec(),
            options: options(Some(format), TODAY),
            folder: PathBuf::from("/nonexistent"),
            is_plan: true,
        }
    }

    pub(crate) fn read<'e>(&self, engine: &'e Engine, bytes: &[u8]) -> Document<'e> {
        engine.read(
            &self.name,
            bytes.to_vec(),
            &self.options,
            &Folder(self.folder.clone()),
        )
    }

    pub(crate) fn findings(&self, document: &Document<'_>) -> BTreeMap<(Severity, String), usize> {
        let mut counts = BTreeMap::new();
        for finding in document
            .check(&self.options, &Folder(self.folder.clone()))
            .findings
        {
            let key = (
                finding.severity,
                format!("{} {}", finding.code, finding.message),
            );
            *counts.entry(key).or_default() += 1;
        }
        counts
    }
}

/// What must be the same before and after, as text.
pub(crate) fn meaning(document: &Document<'_>) -> Vec<String> {
    let Some(plan) = document.plan() else {
        return Vec::new();
    };
    let steps = document.steps().into_iter().map(|step| {
        format!(
            "step {} {:?} {:?} {:?} {:?} {:?} {:?}",
            step.id,
            step.phase,
            step.kind,
            step.command,
            step.directory,
            step.unfit,
            step.expectations
        )
    });
    let phases = plan.phases.iter().map(|phase| {
        format!(
            "phase {:?} {:?} {}",
            phase.title.value,
            phase.label,
            phase.tasks.len()
        )
    });
    let mut recorded: Vec<Span> = Vec::new();
    let sections = plan.sections.iter().filter_map(|section| {
        let is_record = section.title == "Run record"
            || recorded
                .iter()
                .any(|record| record.contains(section.heading));
        if is_record {
            recorded.push(section.span);
            return None;
        }
        Some(format!(
            "section {:?} {:?} {} {}",
            section.id, section.title, section.level, section.living
        ))
    });
    let gate = plan.gate.as_ref().map(|gate| {
        format!(
            "gate {:?} {:?} {}",
            gate.word, gate.reason, gate.well_formed
        )
    });
    let counts = format!(
        "{} tasks {} questions {} requirements {} risks {} decisions {} checks {} trace {} outputs {} discoveries {} fields {:?}",
        plan.tasks().count(),
        plan.questions.len(),
        plan.requirements.len(),
        plan.risks.len(),
        plan.decisions.len(),
        plan.checks.len(),
        plan.trace.len(),
        plan.outputs.len(),
        plan.discoveries.len(),
        plan.fields.len(),
        plan.title.as_ref().map(|title| &title.value),
    );
    let format = format!("format {}", plan.format.id);
    steps
        .chain(phases)
        .chain(sections)
        .chain(gate)
        .chain([counts, format])
        .collect()
}
