//! in-toto statements (v1) about the phases of a run: whether a phase passed, and what was done in it.
//!
//! A statement names the projection that was approved and the output of commands by their digests, and
//! the last record of the journal: whoever holds the statement can tell whether a journal that they are
//! shown is the one that it speaks of.

use serde_json::{Value, json};
use stopgate_journal::{Created, Decision, DecisionMade, Head, State, Step, StepPlan, StepState};

use crate::history::{Attempt, History};
use crate::jobs::{Jobs, Unit};

const STATEMENT: &str = "https://in-toto.io/Statement/v1";
const TEST_RESULT: &str = "https://in-toto.io/attestation/test-result/v0.1";
const LINK: &str = "https://in-toto.io/attestation/link/v0.3";

/// A statement about one phase, or about the rollback.
#[derive(Clone, Debug, PartialEq)]
pub struct Statement {
    /// The phase, as jobs are named: `plans/tally.md.phase-1-count`.
    pub about: String,
    /// The statement itself, as JSON.
    pub body: Value,
}

impl Statement {
    /// The bytes that are signed.
    pub fn to_json(&self) -> Vec<u8> {
        self.body.to_string().into_bytes()
    }
}

/// The file of the approval, where it is known.
#[derive(Clone, Copy, Debug)]
pub struct ApprovalDigest<'a> {
    /// Its path below the root.
    pub path: &'a str,
    /// SHA-256 of its bytes.
    pub sha256: &'a str,
}

/// For each phase that was begun, and for a rollback, what was done; and for each phase that was decided
/// on or failed, whether it passed.
pub fn statements(
    history: &History<'_>,
    (state, head): (&State, &Head),
    approval: Option<ApprovalDigest<'_>>,
) -> Vec<Statement> {
    let witness = Witness {
        history,
        state,
        head,
        approval,
        jobs: Jobs::of(history.created),
    };
    let begun = history.phases.iter().enumerate();
    let begun = begun.filter(|(_, times)| times.entered.is_some());
    let phases = begun.flat_map(|(phase, _)| {
        let result = witness.test_result(phase);
        result
            .into_iter()
            .chain([witness.link(&Unit::Phase(phase))])
    });
    let rollback = history.rollback.map(|_| witness.link(&Unit::Rollback));
    phases.chain(rollback).collect()
}

struct Witness<'a> {
    history: &'a History<'a>,
    state: &'a State,
    head: &'a Head,
    approval: Option<ApprovalDigest<'a>>,
    jobs: Jobs<'a>,
}

impl<'a> Witness<'a> {
    fn created(&self) -> &'a Created {
        self.history.created
    }

    fn statement(&self, unit: &Unit, of_type: &str, subject: Vec<Value>, body: Value) -> Statement {
        Statement {
            about: self.jobs.name(unit),
            body: json!({
                "_type": STATEMENT,
                "subject": subject,
                "predicateType": of_type,
                "predicate": body,
            }),
        }
    }

    /// None while nobody decided on a phase and nothing in it failed.
    fn test_result(&self, phase: usize) -> Option<Statement> {
        let steps = self.steps(&Unit::Phase(phase));
        let decided = self.decisions(phase).last().map(|made| made.decision);
        let named = |wanted: fn(StepState) -> bool| {
            let found = steps.iter().filter(|(_, step)| wanted(step.state));
            let named = found.map(|(plan, _)| format!("{} {}", plan.id, plan.command));
            named.collect::<Vec<String>>()
        };
        let passed = named(|state| state == StepState::Passed);
        let warned = named(|state| state == StepState::Skipped);
        let failed = named(|state| {
            matches!(
                state,
                StepState::Failed | StepState::Unknown | StepState::Undone
            )
        });
        let result = match decided {
            _ if !failed.is_empty() => "FAILED",
            Some(Decision::NoGo) => "FAILED",
            Some(Decision::Go) if !warned.is_empty() => "WARNED",
            Some(Decision::Go) => "PASSED",
            None => return None,
        };
        let body = json!({
            "result": result,
            "configuration": self.materials(),
            "url": format!("urn:stopgate:run:{}", self.created().run),
            "passedTests": passed,
            "warnedTests": warned,
            "failedTests": failed,
        });
        let unit = Unit::Phase(phase);
        Some(self.statement(&unit, TEST_RESULT, self.projection(&unit), body))
    }

    /// What was done: commands, what came of them, who decided.
    fn link(&self, unit: &Unit) -> Statement {
        let steps = self.steps(unit);
        let commands = steps.iter().filter(|(plan, _)| plan.is_automatic());
        let commands = commands.map(|(plan, _)| plan.command.clone());
        let decisions = match unit {
            Unit::Phase(phase) => self.decisions(*phase).map(decided).collect(),
            _ => Vec::new(),
        };
        let described = steps.iter().map(|(plan, step)| self.described(plan, step));
        let created = self.created();
        let body = json!({
            "name": self.jobs.name(unit),
            "command": commands.collect::<Vec<_>>(),
            "materials": self.materials(),
            "byproducts": {
                "run": created.run,
                "steps": described.collect::<Vec<_>>(),
                "decisions": decisions,
            },
            "environment": {
                "digest": created.environment,
                "target": created.target,
                "on_error": created.on_error,
                "exists": created.exists,
            },
        });
        let mut subject = self.projection(unit);
        subject.extend(steps.iter().flat_map(|(plan, _)| self.outputs(plan)));
        self.statement(unit, LINK, subject, body)
    }

    /// What was approved: of the plan, and of the phase.
    fn projection(&self, unit: &Unit) -> Vec<Value> {
        let created = self.created();
        let mut subject = vec![described_by(&created.plan, &created.digest)];
        if let Unit::Phase(phase) = unit
            && let Some(plan) = created.phases.get(*phase)
        {
            subject.push(described_by(&self.jobs.name(unit), &plan.digest));
        }
        subject
    }

    fn outputs(&self, plan: &StepPlan) -> Vec<Value> {
        let ended = self.history.attempts_of(&plan.id);
        let ended = ended.filter_map(|attempt| Some((attempt.number, attempt.outcome?)));
        let named = ended.map(|(number, outcome)| {
            let name = format!("output of {} attempt {number}", plan.id);
            described_by(&name, &outcome.output.sha256)
        });
        named.collect()
    }

    /// The approval, and the last record of the journal.
    fn materials(&self) -> Vec<Value> {
        let approval = self.approval;
        let approval = approval.map(|file| described_by(file.path, file.sha256));
        let journal = format!(
            ".stopgate/runs/{}/journal.jsonl record {}",
            self.created().run,
            self.head.records
        );
        let journal = described_by(&journal, &self.head.hash);
        approval.into_iter().chain([journal]).collect()
    }

    fn steps(&self, unit: &Unit) -> Vec<(&'a StepPlan, &Step)> {
        let created = self.created();
        let plans: Vec<&StepPlan> = match unit {
            Unit::Phase(phase) => {
                let phase = created.phases.get(*phase);
                phase.map_or_else(Vec::new, |phase| phase.steps.iter().collect())
            }
            _ => created.rollback.iter().map(|undo| &undo.step).collect(),
        };
        let known = plans.into_iter();
        let known = known.filter_map(|plan| Some((plan, self.state.step(&plan.id)?)));
        known.collect()
    }

    fn decisions(&self, phase: usize) -> impl Iterator<Item = &DecisionMade> {
        let made = self.state.decisions().iter();
        made.filter(move |made| made.phase == phase)
    }

    fn described(&self, plan: &StepPlan, step: &Step) -> Value {
        let attempts = self.history.attempts_of(&plan.id).map(attempted);
        json!({
            "id": plan.id,
            "kind": plan.kind.name(),
            "command": plan.command,
            "directory": plan.directory,
            "expect": plan.expectations,
            "state": step.state.name(),
            "note": step.note,
            "attempts": attempts.collect::<Vec<_>>(),
        })
    }
}

fn attempted(attempt: &Attempt<'_>) -> Value {
    let outcome = attempt.outcome;
    let millis = |duration: std::time::Duration| u64::try_from(duration.as_millis()).ok();
    json!({
        "attempt": attempt.number,
        "started": attempt.started,
        "ended": attempt.ended,
        "passed": attempt.passed,
        "unknown": attempt.unknown,
        "ending": outcome.map(|outcome| stopgate_runner::ending(&outcome.ending)),
        "duration_ms": outcome.and_then(|outcome| millis(outcome.duration)),
        "output_sha256": outcome.map(|outcome| &outcome.output.sha256),
        "output_bytes": outcome.map(|outcome| outcome.output.bytes),
        "met": outcome.map(|outcome| &outcome.met),
    })
}

fn decided(made: &DecisionMade) -> Value {
    json!({
        "decision": made.decision.name(),
        "who": made.who.name,
        "method": made.who.method,
        "signed": made.who.signed,
        "when": made.at,
        "reason": made.reason,
        "confirmed": made.confirmed,
    })
}

/// A resource with a name and its SHA-256.
fn described_by(name: &str, sha256: &str) -> Value {
    json!({ "name": name, "digest": { "sha256": sha256 } })
}
