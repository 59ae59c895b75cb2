//! The JSON documents (CONTRACT.md): schema 1, lines from 1, columns from 1 in code points, end
//! exclusive.

use serde::Serialize;
use stopgate_gate::Contract;
use stopgate_journal::{DecisionMade, Ending, Outcome, State, StepPlan};
use stopgate_lineage::{Attempt, History};
use stopgate_runner::ending;
use stopgate_source::{Edit, EditSet, Fix, Source};
use stopgate_workspace::{Fingerprint, Step, Verdict};

use crate::exit::Exit;
use crate::output::{CheckedFile, Item, Results};
use crate::{terminal, wording};

/// Version of the documents.
pub(crate) const SCHEMA: u32 = 1;

/// `check`.
#[derive(Serialize)]
pub(crate) struct Check {
    schema: u32,
    files: Vec<File>,
    skipped: usize,
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

impl Check {
    pub(crate) fn new(results: &Results) -> Self {
        let file = |file: &CheckedFile| File {
            path: file.path.clone(),
            format: file.format.clone(),
            confidence: file.confidence,
            ready: file.ready,
            findings: file.items.iter().map(FindingJson::of).collect(),
        };
        Self {
            skipped: results.skipped,
            ..Self::of(results.files.iter().map(file).collect())
        }
    }

    /// The document of files that were all looked at.
    pub(crate) fn of(files: Vec<File>) -> Self {
        Self {
            schema: SCHEMA,
            files,
            skipped: 0,
        }
    }
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
    fix: Option<FixJson>,
    /// By what the finding is known again when lines, sections and files move.
    #[serde(skip_serializing_if = "Option::is_none")]
    fingerprint: Option<String>,
}

/// What makes a finding go away; offsets are bytes of the file.
#[derive(Serialize)]
struct FixJson {
    safety: &'static str,
    edits: Vec<EditJson>,
    question: Option<String>,
}

#[derive(Serialize)]
struct EditJson {
    start: usize,
    end: usize,
    text: String,
}

impl FixJson {
    fn new(fix: &Fix) -> Self {
        let edit = |edit: &Edit| EditJson {
            start: edit.span.start(),
            end: edit.span.end(),
            text: edit.text.clone(),
        };
        let edits = fix.edits().map(EditSet::edits).unwrap_or_default();
        Self {
            safety: fix.name(),
            edits: edits.iter().map(edit).collect(),
            question: fix.question().map(str::to_owned),
        }
    }
}

impl FindingJson {
    pub(crate) fn of(item: &Item) -> Self {
        let finding = &item.finding;
        Self {
            code: finding.code,
            name: finding.name,
            severity: finding.severity.name(),
            line: item.start.line,
            end_line: item.end.line,
            column: item.start.column,
            end_column: item.end.column,
            message: finding.message.clone(),
            help: finding.help.clone(),
            requirements: finding.requirements.clone(),
            fix: finding.fix.as_ref().map(FixJson::new),
            fingerprint: item.fingerprint.as_ref().map(Fingerprint::id),
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
    #[serde(skip_serializing_if = "Contract::is_default")]
    contract: Contract,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    mends: Vec<String>,
    line: usize,
}

/// One condition on the outcome of a step.
#[derive(Serialize)]
pub(crate) struct Expect {
    kind: &'static str,
    text: String,
}

impl Expect {
    pub(crate) fn new(expectation: &stopgate_workspace::Expectation) -> Self {
        Self {
            kind: expectation.kind(),
            text: expectation.text(),
        }
    }
}

impl StepJson {
    pub(crate) fn new(step: &Step, source: &Source) -> Self {
        Self {
            id: step.id.clone(),
            phase: step.phase.clone(),
            section: step.section.clone(),
            kind: step.kind.name(),
            command: step.command.clone(),
            cwd: step.directory.clone(),
            expect: step.expectations.iter().map(Expect::new).collect(),
            runnable: step.unfit.is_none(),
            why: step.unfit.clone(),
            contract: step.contract.clone(),
            mends: step.mends.clone(),
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
    pub(crate) fn new(
        plan: &str,
        verdict: &Verdict,
        approved: &'static str,
        source: &Source,
    ) -> Self {
        let reason = |reason: &stopgate_workspace::Reason| Reason {
            code: reason.code,
            line: source.line(reason.span.start()),
            message: reason.message.clone(),
        };
        Self {
            schema: SCHEMA,
            plan: plan.to_owned(),
            verdict: verdict_name(verdict),
            approved,
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
    /// Where that run stands.
    pub(crate) state: Option<&'static str>,
    pub(crate) next: String,
    #[serde(skip)]
    pub(crate) errors: usize,
}

/// `run`, `resume`, `go`, `no-go`, `rollback`, `resolve`.
#[derive(Serialize)]
pub(crate) struct Run {
    schema: u32,
    #[serde(flatten)]
    pub(crate) run: RunState,
}

/// Where a run stands.
#[derive(Serialize)]
pub(crate) struct RunState {
    pub(crate) run: Option<String>,
    pub(crate) plan: String,
    pub(crate) state: &'static str,
    pub(crate) phase: Option<String>,
    pub(crate) waiting_for: Option<String>,
    /// The exit code of a command that leaves a run so.
    pub(crate) exit: u8,
}

impl RunState {
    pub(crate) fn new(state: &State) -> Self {
        Self {
            run: Some(state.created().run.clone()),
            plan: state.created().plan.clone(),
            state: state.status().name(),
            phase: wording::phase(state).map(str::to_owned),
            waiting_for: wording::waiting_for(state),
            exit: Exit::of(state.status()) as u8,
        }
    }
}

impl Run {
    pub(crate) fn new(state: &State) -> Self {
        Self {
            schema: SCHEMA,
            run: RunState::new(state),
        }
    }
}

/// `show`.
#[derive(Serialize)]
pub(crate) struct Show {
    schema: u32,
    #[serde(flatten)]
    run: RunState,
    started: String,
    digest: String,
    approver: String,
    target: Option<String>,
    steps: Vec<ShownStep>,
    decisions: Vec<ShownDecision>,
}

#[derive(Serialize)]
struct ShownStep {
    id: String,
    phase: Option<String>,
    kind: &'static str,
    command: String,
    state: &'static str,
    exit: Option<i32>,
    ending: Option<String>,
    attempts: u32,
    /// When its last attempt began, UTC.
    started: Option<String>,
    /// When the end of its last attempt was recorded, UTC.
    ended: Option<String>,
    duration_ms: Option<u64>,
    output_sha256: Option<String>,
    output_bytes: Option<u64>,
    note: Option<String>,
}

#[derive(Serialize)]
struct ShownDecision {
    phase: String,
    decision: &'static str,
    who: String,
    when: String,
    reason: Option<String>,
    confirmed: Vec<String>,
    method: String,
}

impl Show {
    pub(crate) fn new(history: &History<'_>, state: &State) -> Self {
        let created = state.created();
        let phases = created.phases.iter().flat_map(|phase| {
            let title = Some(phase.title.clone());
            phase.steps.iter().map(move |step| (title.clone(), step))
        });
        let rollback = created.rollback.iter().map(|undo| {
            let phase = undo.phase.and_then(|phase| created.phases.get(phase));
            (phase.map(|phase| phase.title.clone()), &undo.step)
        });
        let corrections = created.corrections.iter();
        let corrections = corrections.map(|step| (phase_of_correction(state, step), step));
        let steps = phases.chain(rollback).chain(corrections);
        Self {
            schema: SCHEMA,
            run: RunState::new(state),
            started: state.started().to_owned(),
            digest: created.digest.clone(),
            approver: created.approver.clone(),
            target: created.target.clone(),
            steps: steps
                .filter_map(|(phase, plan)| {
                    let last = history.attempts_of(&plan.id).last();
                    Some(ShownStep::new(phase, plan, (state.step(&plan.id)?, last)))
                })
                .collect(),
            decisions: state
                .decisions()
                .iter()
                .map(|made| ShownDecision::new(state, made))
                .collect(),
        }
    }
}

/// The phase whose checks a correction mends.
fn phase_of_correction(state: &State, correction: &StepPlan) -> Option<String> {
    let mends = |step: &StepPlan| correction.mends.contains(&step.id);
    let mut phases = state.created().phases.iter();
    let phase = phases.find(|phase| phase.steps.iter().any(mends));
    phase.map(|phase| phase.title.clone())
}

impl ShownStep {
    fn new(
        phase: Option<String>,
        plan: &StepPlan,
        (step, last): (&stopgate_journal::Step, Option<&Attempt<'_>>),
    ) -> Self {
        let outcome = step.outcome.as_ref();
        let exit = |outcome: &Outcome| match outcome.ending {
            Ending::Exit(code) => Some(code),
            _ => None,
        };
        let millis = |outcome: &Outcome| u64::try_from(outcome.duration.as_millis()).ok();
        Self {
            id: plan.id.clone(),
            phase,
            kind: plan.kind.name(),
            command: plan.command.clone(),
            state: step.state.name(),
            exit: outcome.and_then(exit),
            ending: outcome.map(|outcome| ending(&outcome.ending)),
            attempts: step.attempts,
            started: last.map(|last| last.started.to_owned()),
            ended: last.and_then(|last| last.ended).map(str::to_owned),
            duration_ms: outcome.and_then(millis),
            output_sha256: outcome.map(|outcome| outcome.output.sha256.clone()),
            output_bytes: outcome.map(|outcome| outcome.output.bytes),
            note: step.note.clone(),
        }
    }
}

impl ShownDecision {
    fn new(state: &State, made: &DecisionMade) -> Self {
        Self {
            phase: state.created().phases[made.phase].title.clone(),
            decision: made.decision.name(),
            who: made.who.name.clone(),
            when: made.at.clone(),
            reason: made.reason.clone(),
            confirmed: made.confirmed.clone(),
            method: made.who.method.clone(),
        }
    }
}

/// `runs`.
#[derive(Serialize)]
pub(crate) struct Runs {
    pub(crate) schema: u32,
    pub(crate) runs: Vec<ListedRun>,
}

/// One run in `runs`.
#[derive(Serialize)]
pub(crate) struct ListedRun {
    #[serde(flatten)]
    pub(crate) run: RunState,
    pub(crate) started: String,
    /// When the run was closed; none while it is open.
    pub(crate) ended: Option<String>,
    #[serde(skip)]
    pub(crate) steps: String,
}

/// `approve`.
#[derive(Serialize)]
pub(crate) struct Approve {
    pub(crate) schema: u32,
    pub(crate) plan: String,
    /// Path of the approval, relative to the root.
    pub(crate) approval: String,
    pub(crate) digest: String,
    pub(crate) phases: Vec<PhaseDigest>,
    pub(crate) signer: String,
}

/// A phase with its digest.
#[derive(Serialize)]
pub(crate) struct PhaseDigest {
    pub(crate) phase: String,
    pub(crate) digest: String,
}

/// `diff`.
#[derive(Serialize)]
pub(crate) struct Diff {
    pub(crate) schema: u32,
    pub(crate) plan: String,
    pub(crate) void: bool,
    pub(crate) changes: Vec<Change>,
}

/// A change in `diff`.
#[derive(Serialize)]
pub(crate) struct Change {
    pub(crate) section: Option<String>,
    pub(crate) kind: &'static str,
    pub(crate) before: Option<String>,
    pub(crate) after: Option<String>,
    pub(crate) line: usize,
}

/// Writes a document to stdout.
pub(crate) fn print(document: &impl Serialize) {
    terminal::print(&text(document));
}

/// A document as text. Empty where a value has no JSON, which no document of ours holds.
pub(crate) fn text(document: &impl Serialize) -> String {
    let text = serde_json::to_string_pretty(document);
    text.map_or_else(|_| String::new(), |text| escaped(text + "\n"))
}

/// A document as one line.
pub(crate) fn line(document: &impl Serialize) -> String {
    escaped(serde_json::to_string(document).unwrap_or_default()) + "\n"
}

/// The same document with nothing in it that a terminal obeys or a reader does not see. Such characters
/// stand in strings only, where `\u202e` says the same.
fn escaped(text: String) -> String {
    let is_unseen = |c: char| c != '\n' && stopgate_lineage::is_unseen(c);
    if !text.chars().any(is_unseen) {
        return text;
    }
    let mut safe = String::with_capacity(text.len());
    for c in text.chars() {
        if is_unseen(c) {
            for unit in c.encode_utf16(&mut [0; 2]) {
                safe.push_str(&format!("\\u{unit:04x}"));
            }
        } else {
            safe.push(c);
        }
    }
    safe
}
