//! How findings and steps are scored against truth files (examples README).

use serde_json::Value;
use stopgate_workspace::{Document, Repository};

use crate::{Folder, TruePlan, engine, options};

/// What a reader was told about one plan, and what of it the reviewer says too.
#[derive(Clone, Debug, Default)]
pub struct Score {
    /// Errors in the truth file.
    pub errors: usize,
    /// Those of them that a finding names: same place and the same requirement.
    pub found: usize,
    /// Errors that were reported.
    pub reported: usize,
    /// Those of them that stand in the truth file, as error or warning.
    pub right: usize,
    /// Truth errors that no finding names.
    pub missed: Vec<String>,
    /// Reported errors that the truth file does not have.
    pub false_alarms: Vec<String>,
}

impl Score {
    /// Adds another score.
    pub fn add(&mut self, other: &Self) {
        self.errors += other.errors;
        self.found += other.found;
        self.reported += other.reported;
        self.right += other.right;
        self.missed.extend(other.missed.iter().cloned());
        self.false_alarms.extend(other.false_alarms.iter().cloned());
    }

    /// Share of the truth errors that were found; 1 where there are none.
    pub fn recall(&self) -> f64 {
        ratio(self.found, self.errors)
    }

    /// Share of the reported errors that are right; 1 where there are none.
    pub fn precision(&self) -> f64 {
        ratio(self.right, self.reported)
    }
}

fn ratio(part: usize, whole: usize) -> f64 {
    if whole == 0 {
        1.0
    } else {
        part as f64 / whole as f64
    }
}

struct Place {
    lines: (usize, usize),
    requirements: Vec<String>,
    error: bool,
    label: String,
}

impl Place {
    fn agrees(&self, truth: &Self) -> bool {
        let overlap = self.lines.0 <= truth.lines.1 && truth.lines.0 <= self.lines.1;
        overlap
            && truth
                .requirements
                .iter()
                .all(|id| self.requirements.contains(id))
    }
}

/// Scores one plan.
pub fn score(plan: &TruePlan) -> Score {
    let truths: Vec<Place> = plan.truth["findings"]
        .as_array()
        .into_iter()
        .flatten()
        .map(truth)
        .collect();
    let findings = findings(plan);
    let mut score = Score::default();
    for truth in truths.iter().filter(|truth| truth.error) {
        score.errors += 1;
        if findings.iter().any(|finding| finding.agrees(truth)) {
            score.found += 1;
        } else {
            score
                .missed
                .push(format!("{}: {}", plan.name(), truth.label));
        }
    }
    for finding in findings.iter().filter(|finding| finding.error) {
        score.reported += 1;
        if truths.iter().any(|truth| finding.agrees(truth)) {
            score.right += 1;
        } else {
            score
                .false_alarms
                .push(format!("{}: {}", plan.name(), finding.label));
        }
    }
    score
}

fn truth(value: &Value) -> Place {
    let number = |key: &str| value[key].as_u64().unwrap_or_default() as usize;
    let text = |key: &str| value[key].as_str().unwrap_or_default().to_owned();
    Place {
        lines: (number("line"), number("end_line")),
        requirements: vec![text("req")],
        error: text("severity") == "error",
        label: format!(
            "{} {} {}: {}",
            number("line"),
            text("req"),
            text("kind"),
            text("why")
        ),
    }
}

/// Reads a plan on its day with its format recognised, not named.
pub fn with_document<R>(
    plan: &TruePlan,
    ask: impl FnOnce(&Document<'_>, &dyn Repository) -> R,
) -> R {
    let engine = engine();
    let folder = Folder(
        plan.path
            .parent()
            .map(std::path::Path::to_owned)
            .unwrap_or_default(),
    );
    let name = plan
        .path
        .file_name()
        .unwrap_or_default()
        .to_string_lossy()
        .into_owned();
    let bytes = std::fs::read(&plan.path).unwrap_or_default();
    let document = engine.read(&name, bytes, &options(None, plan.text("as_of")), &folder);
    ask(&document, &folder)
}

fn findings(plan: &TruePlan) -> Vec<Place> {
    with_document(plan, |document, repository| {
        let found = document
            .check_as_it_stands(&options(None, plan.text("as_of")), repository)
            .findings;
        let line = |at: usize| document.source().line(at);
        let place = |finding: &stopgate_source::Finding| {
            let start = line(finding.span.start());
            Place {
                lines: (start, line(finding.span.end().saturating_sub(1)).max(start)),
                requirements: finding.requirements.clone(),
                error: finding.severity == stopgate_source::Severity::Error,
                label: format!(
                    "{start} {} {:?}: {}",
                    finding.code, finding.requirements, finding.message
                ),
            }
        };
        found.iter().map(place).collect()
    })
}

/// How the commands of a plan compare with the truth: right, found, true.
pub fn steps(plan: &TruePlan) -> (usize, usize, usize, Vec<String>) {
    let truth = &plan.truth["facts"]["steps"];
    let mut wanted: Vec<String> = truth
        .as_array()
        .into_iter()
        .flatten()
        .map(|step| squeezed(step["command"].as_str().unwrap_or_default()))
        .collect();
    let count = wanted.len();
    let commands = with_document(plan, |document, _| {
        let steps = document.steps().into_iter();
        let commands = steps.filter(|step| matches!(step.kind.name(), "command" | "rollback"));
        commands
            .map(|step| squeezed(&step.command))
            .collect::<Vec<_>>()
    });
    let mut right = 0;
    let mut notes = Vec::new();
    for command in &commands {
        match wanted.iter().position(|wanted| wanted == command) {
            Some(at) => {
                wanted.remove(at);
                right += 1;
            }
            None => notes.push(format!("{}: not in the truth: {command}", plan.name())),
        }
    }
    notes.extend(
        wanted
            .iter()
            .map(|command| format!("{}: not found: {command}", plan.name())),
    );
    (right, commands.len(), count, notes)
}

fn squeezed(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
