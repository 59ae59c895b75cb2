//! What a stop-gate asks, and decisions as they are signed.

use serde::{Deserialize, Serialize};
use stopgate_journal::{Event, Head, State, StepPlan};
use stopgate_model::Expectation;

/// What a person is asked at a stop-gate.
#[derive(Clone, Debug, PartialEq)]
pub struct Asked {
    /// Index of the phase.
    pub phase: usize,
    /// What the plan says is decided here.
    pub stop_gate: Option<String>,
    /// Steps that the person has to confirm for a go.
    pub confirm: Vec<StepPlan>,
    /// What the plan says about outcomes in words that decide nothing by themselves, with the command.
    pub claims: Vec<(String, String)>,
}

/// What the gate of the phase that was begun last asks.
pub fn asked(state: &State) -> Option<Asked> {
    let phase = state.phase()?;
    let plan = &state.created().phases[phase];
    let claims = plan.steps.iter().flat_map(|step| {
        let prose = step
            .expectations
            .iter()
            .filter_map(|expected| match expected {
                Expectation::Prose(text) => Some((step.command.clone(), text.clone())),
                _ => None,
            });
        prose.collect::<Vec<_>>()
    });
    Some(Asked {
        phase,
        stop_gate: plan.stop_gate.clone(),
        confirm: state.unconfirmed(phase).cloned().collect(),
        claims: claims.collect(),
    })
}

/// A decision as it is signed: it binds the run, what was decided, and the journal up to there
/// (CONTRACT.md 6).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DecisionFile {
    /// Version of the file.
    pub schema: u32,
    /// Name of the run.
    pub run: String,
    /// Path of the plan.
    pub plan: String,
    /// Digest of what was approved.
    pub digest: String,
    /// Title of the phase.
    pub phase: Option<String>,
    /// Digest of the phase.
    pub phase_digest: Option<String>,
    /// `go`, `no-go`, `rollback`, `happened`, `did-not-happen` or `redo`.
    pub decision: String,
    /// The step that the decision is about.
    pub step: Option<String>,
    /// Why.
    pub reason: Option<String>,
    /// Steps that the person confirms.
    pub confirmed: Vec<String>,
    /// The environment that is changed.
    pub target: Option<String>,
    /// What happens when a step fails.
    pub on_error: String,
    /// Resources that exist.
    pub exists: Vec<String>,
    /// Hash of the last record of the journal.
    pub head: String,
    /// Number of that record.
    pub seq: u64,
    /// The person.
    pub who: String,
    /// When, UTC.
    pub when: String,
}

impl DecisionFile {
    /// A decision about the run as it stands.
    pub fn new(state: &State, head: &Head, decision: &str, (who, when): (&str, &str)) -> Self {
        let created = state.created();
        let phase = state.phase().map(|phase| &created.phases[phase]);
        Self {
            schema: 1,
            run: created.run.clone(),
            plan: created.plan.clone(),
            digest: created.digest.clone(),
            phase: phase.map(|phase| phase.title.clone()),
            phase_digest: phase.map(|phase| phase.digest.clone()),
            decision: decision.to_owned(),
            step: None,
            reason: None,
            confirmed: Vec::new(),
            target: created.target.clone(),
            on_error: created.on_error.clone(),
            exists: created.exists.clone(),
            head: head.hash.clone(),
            seq: head.records,
            who: who.to_owned(),
            when: when.to_owned(),
        }
    }

    /// Reads what was signed; none where it is no decision.
    pub fn read(json: &[u8]) -> Option<Self> {
        serde_json::from_slice(json).ok()
    }

    /// True where an event says what was signed, no more and no less.
    pub fn is_about(&self, event: &Event) -> bool {
        match event {
            Event::Decided {
                decision,
                reason,
                confirmed,
                ..
            } => {
                self.decision == decision.name()
                    && self.reason == *reason
                    && self.confirmed == *confirmed
            }
            Event::Resolved {
                step,
                resolution,
                reason,
                ..
            } => {
                self.decision == resolution.name()
                    && self.step.as_ref() == Some(step)
                    && self.reason.as_ref() == Some(reason)
            }
            Event::RollbackBegan { .. } => self.decision == "rollback",
            _ => false,
        }
    }

    /// The bytes that are signed: canonical JSON (RFC 8785).
    pub fn to_json(&self) -> Vec<u8> {
        serde_jcs::to_vec(self).unwrap_or_default()
    }
}
