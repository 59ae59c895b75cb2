//! What an approval binds: the projection of a plan, its environment and its meaning.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use stopgate_markdown::Tree;
use stopgate_model::{Agent, Cell, Contract, Expectation, Plan, Sandbox};
use stopgate_source::Span;

use crate::phases::{self, Phases};
use crate::step::{Step, StepKind};
use crate::{Part, meaning, pieces, project, rollback_phase};

/// The name of the digest of the rollback among the digests of the phases.
const ROLLBACK: &str = "rollback";

/// Everything that a person says yes to. Two bindings are the same when their digests are.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Binding {
    /// Path of the plan, relative to the root.
    pub plan: String,
    /// Its title.
    pub title: Option<String>,
    /// The id of the format it was read by.
    pub format: String,
    /// The phases in the order in which they run. What names no phase runs last and is one more.
    pub phases: Vec<BoundPhase>,
    /// How changes are undone, in the order in which it is written.
    pub rollback: Vec<BoundStep>,
    /// What steps get beyond the minimal environment.
    pub environment: Environment,
    /// The comments that leave out findings, without their last day.
    pub suppressions: Vec<String>,
    /// The meaning of the document.
    pub meaning: Vec<Part>,
}

/// A phase as it is approved.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct BoundPhase {
    /// Its title.
    pub title: String,
    /// What it reaches.
    pub goal: Option<String>,
    /// What is decided at its end.
    pub stop_gate: Option<String>,
    /// Its steps, in the order in which they run.
    pub steps: Vec<BoundStep>,
    /// What mends failures in it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub corrections: Vec<BoundStep>,
}

/// A step as it is approved.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct BoundStep {
    /// Stable id (CONTRACT.md 5).
    pub id: String,
    /// `command`, `manual`, `work` or `rollback`.
    pub kind: String,
    /// The command, byte for byte, or what a person has to do.
    pub command: String,
    /// Directory relative to the root; none where the plan does not say.
    pub directory: Option<String>,
    /// What must come out.
    pub expectations: Vec<Expectation>,
    /// When it is ended, in seconds; none for the default.
    pub timeout_seconds: Option<u64>,
    /// True where it can be carried out as it stands.
    pub runnable: bool,
    /// Why it cannot.
    pub why: Option<String>,
    /// For a step of the rollback the index of the phase whose changes it undoes; none where it names
    /// no phase or all of them, and for other steps.
    pub for_phase: Option<usize>,
    /// How it is to be carried out.
    #[serde(default, skip_serializing_if = "Contract::is_default")]
    pub contract: Contract,
    /// For a correction the ids of the steps that it mends, for a step of the rollback those of the steps
    /// that it undoes.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub of_steps: Vec<String>,
    /// Where it stands in the document it was read from.
    #[serde(skip)]
    pub span: Span,
}

/// What steps get beyond the minimal environment.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Environment {
    /// Names with their values.
    pub values: BTreeMap<String, String>,
    /// Names whose values are secret.
    pub secrets: Vec<String>,
    /// Files that steps use, by their path relative to the root, with the SHA-256 of what they hold.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub uses: BTreeMap<String, String>,
    /// Agents that may do work of the plan, by name.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub agents: BTreeMap<String, Agent>,
    /// How far steps are shut in that name no profile; none for the default of all repositories.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sandbox: Option<Sandbox>,
    /// True where steps run without walls when the kernel cannot build them.
    #[serde(default, skip_serializing_if = "is_false")]
    pub unenforced: bool,
}

impl Binding {
    /// What an approval of this document would bind.
    pub fn of(path: &str, tree: &Tree, plan: &Plan, environment: Environment) -> Self {
        let meaning = meaning(tree, plan);
        let mut rollback = Vec::new();
        let mut corrections = Vec::new();
        let mut steps = Vec::new();
        for step in project(plan) {
            match step.kind {
                StepKind::Rollback => rollback.push(step),
                StepKind::Fix => corrections.push(step),
                StepKind::Command | StepKind::Manual | StepKind::Work => steps.push(step),
            }
        }
        let Phases { phases, first_part } = phases::of(plan, &meaning, steps, corrections);
        let undo = |step: Step| {
            let for_phase = rollback_phase::of(tree, plan, &step);
            BoundStep {
                for_phase: for_phase.map(|phase| first_part[phase]),
                ..BoundStep::of(step)
            }
        };
        let rollback = rollback.into_iter().map(undo).collect();
        Self {
            plan: path.to_owned(),
            title: plan.title.as_ref().map(|title| words(&title.value)),
            format: plan.format.id.clone(),
            rollback: phases::undoing(&phases, rollback),
            phases,
            environment,
            suppressions: pieces::suppressions(tree, plan),
            meaning,
        }
    }

    /// SHA-256 over the canonical JSON (RFC 8785) of all of it, in hexadecimal digits.
    pub fn digest(&self) -> String {
        digest(self)
    }

    /// Per phase its title and a digest of what a go to it binds: its goal, steps and stop-gate, the
    /// environment, and how it is undone. Behind the phases comes `rollback`, where there is one.
    pub fn phase_digests(&self) -> Vec<(String, String)> {
        let of_phase = |(index, phase): (usize, &BoundPhase)| {
            let belongs = |step: &&BoundStep| step.for_phase.is_none_or(|at| at == index);
            let bound = PhaseBinding {
                plan: &self.plan,
                format: &self.format,
                phase: Some(phase),
                rollback: self.rollback.iter().filter(belongs).collect(),
                environment: &self.environment,
            };
            (phase.title.clone(), digest(&bound))
        };
        let rollback = || PhaseBinding {
            plan: &self.plan,
            format: &self.format,
            phase: None,
            rollback: self.rollback.iter().collect(),
            environment: &self.environment,
        };
        let undone =
            (!self.rollback.is_empty()).then(|| (ROLLBACK.to_owned(), digest(&rollback())));
        let phases = self.phases.iter().enumerate().map(of_phase);
        phases.chain(undone).collect()
    }
}

impl BoundStep {
    pub(crate) fn of(step: Step) -> Self {
        let by_person = matches!(step.kind, StepKind::Manual | StepKind::Work);
        let command = if by_person {
            words(&step.command)
        } else {
            step.command
        };
        let expectations = step
            .expectations
            .into_iter()
            .map(|expected| match expected {
                Expectation::Prose(text) => Expectation::Prose(words(&text)),
                decides => decides,
            });
        Self {
            id: step.id,
            kind: step.kind.name().to_owned(),
            command,
            directory: step.directory,
            expectations: expectations.collect(),
            timeout_seconds: step.timeout.map(|timeout| timeout.as_secs()),
            runnable: step.unfit.is_none(),
            why: step.unfit,
            for_phase: None,
            contract: step.contract,
            of_steps: step.mends,
            span: step.span,
        }
    }
}

/// What a go binds.
#[derive(Serialize)]
struct PhaseBinding<'b> {
    plan: &'b str,
    format: &'b str,
    phase: Option<&'b BoundPhase>,
    rollback: Vec<&'b BoundStep>,
    environment: &'b Environment,
}

fn is_false(value: &bool) -> bool {
    !value
}

/// What a field says. Where it covers whole blocks, layout and living parts do not count.
pub(crate) fn said(cell: &Cell, meaning: &[Part]) -> Option<String> {
    let value = cell.filled()?;
    let first = meaning.partition_point(|part| part.span.start() < value.origin.start());
    let inside = meaning[first..]
        .iter()
        .take_while(|part| part.span.start() < value.origin.end())
        .filter(|part| !part.span.is_empty() && value.origin.contains(part.span));
    let texts: Vec<&str> = inside.map(|part| part.text.as_str()).collect();
    Some(if texts.is_empty() {
        words(&value.value)
    } else {
        texts.join("\n")
    })
}

/// White space made single blanks.
pub(crate) fn words(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// SHA-256 over canonical JSON.
fn digest(value: &impl Serialize) -> String {
    sha256(&canonical(value))
}

/// SHA-256 in lower-case hexadecimal digits.
pub fn sha256(bytes: &[u8]) -> String {
    let digest = Sha256::digest(bytes);
    digest.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Canonical JSON (RFC 8785).
pub(crate) fn canonical(value: &impl Serialize) -> Vec<u8> {
    match serde_jcs::to_vec(value) {
        Ok(json) => json,
        Err(error) => unreachable!("text, numbers and lists are JSON: {error}"),
    }
}
