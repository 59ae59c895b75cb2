//! The JSON documents (CONTRACT.md): schema 1, lines from 1, columns from 1 in code points, end
//! exclusive.

use serde::Serialize;
use stopgate_source::{Finding, Source};
use stopgate_workspace::{Step, Verdict};

use crate::terminal;

/// Version of the documents.
pub(crate) const SCHEMA: u32 = 1;

/// `check`.
#[derive(Serialize)]
pub(crate) struct Check {
    pub(crate) schema: u32,
    pub(crate) files: Vec<File>,
    pub(crate) skipped: usize,
}

/// One checked file.
#[derive(Serialize)]
pub(crate) struct File {
    pub(crate) path: String,
    pub(crate) format: Option<String>,
    pub(crate) confidence: f32,
    pub(crate) ready: bool,
    pub(crate) findings: Vec<FindingJson>,
}

/// One finding.
#[derive(Serialize)]
pub(crate) struct FindingJson {
    code: &'static str,
    name: &'static str,
    severity: &'static str,
    line: usize,
    end_line: usize,
    column: usize,
    end_column: usize,
    message: String,
    help: String,
    requirements: Vec<String>,
    /// Fixes are not offered yet.
    fix: Option<()>,
}

impl FindingJson {
    pub(crate) fn new(finding: &Finding, source: &Source) -> Self {
        let start = source.position(finding.span.start());
        let end = source.position(finding.span.end());
        Self {
            code: finding.code,
            name: finding.name,
            severity: finding.severity.name(),
            line: start.line,
            end_line: end.line,
            column: start.column,
            end_column: end.column,
            message: finding.message.clone(),
            help: finding.help.clone(),
            requirements: finding.requirements.clone(),
            fix: None,
        }
    }
}

/// `steps`.
#[derive(Serialize)]
pub(crate) struct Steps {
    pub(crate) schema: u32,
    pub(crate) plan: String,
    pub(crate) steps: Vec<StepJson>,
}

/// One step.
#[derive(Serialize)]
pub(crate) struct StepJson {
    id: String,
    phase: Option<String>,
    section: Option<String>,
    kind: &'static str,
    command: String,
    cwd: Option<String>,
    expect: Vec<Expect>,
    runnable: bool,
    why: Option<String>,
    line: usize,
}

#[derive(Serialize)]
struct Expect {
    kind: &'static str,
    text: String,
}

impl StepJson {
    pub(crate) fn new(step: &Step, source: &Source) -> Self {
        let expect = |expectation: &stopgate_workspace::Expectation| Expect {
            kind: expectation.kind(),
            text: expectation.text(),
        };
        Self {
            id: step.id.clone(),
            phase: step.phase.clone(),
            section: step.section.clone(),
            kind: step.kind.name(),
            command: step.command.clone(),
            cwd: step.directory.clone(),
            expect: step.expectations.iter().map(expect).collect(),
            runnable: step.unfit.is_none(),
            why: step.unfit.clone(),
            line: source.line(step.span.start()),
        }
    }
}

/// `gate`.
#[derive(Serialize)]
pub(crate) struct Gate {
    pub(crate) schema: u32,
    pub(crate) plan: String,
    pub(crate) verdict: &'static str,
    pub(crate) approved: &'static str,
    pub(crate) reasons: Vec<Reason>,
}

#[derive(Serialize)]
pub(crate) struct Reason {
    code: &'static str,
    line: usize,
    message: String,
}

impl Gate {
    pub(crate) fn new(plan: &str, verdict: &Verdict, source: &Source) -> Self {
        let reason = |reason: &stopgate_workspace::Reason| Reason {
            code: reason.code,
            line: source.line(reason.span.start()),
            message: reason.message.clone(),
        };
        Self {
            schema: SCHEMA,
            plan: plan.to_owned(),
            verdict: verdict_name(verdict),
            approved: "no",
            reasons: verdict.reasons().iter().map(reason).collect(),
        }
    }
}

/// The name of a verdict.
pub(crate) fn verdict_name(verdict: &Verdict) -> &'static str {
    if verdict.passes() { "pass" } else { "fail" }
}

/// `status`.
#[derive(Serialize)]
pub(crate) struct Status {
    pub(crate) schema: u32,
    pub(crate) plans: Vec<PlanStatus>,
    pub(crate) skipped: usize,
}

/// One plan in `status`.
#[derive(Serialize)]
pub(crate) struct PlanStatus {
    pub(crate) path: String,
    pub(crate) format: Option<String>,
    pub(crate) title: Option<String>,
    pub(crate) verdict: &'static str,
    pub(crate) approved: &'static str,
    pub(crate) run: Option<String>,
    pub(crate) next: String,
    #[serde(skip)]
    pub(crate) errors: usize,
}

/// Writes a document to stdout.
pub(crate) fn print(document: &impl Serialize) {
    match serde_json::to_string_pretty(document) {
        Ok(text) => terminal::print(&(text + "\n")),
        Err(error) => terminal::say_failure(&format!("cannot write JSON: {error}")),
    }
}
