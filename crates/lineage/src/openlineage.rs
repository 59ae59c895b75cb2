//! The journal as OpenLineage run events, core schema 2-0-2.
//!
//! Each part of a run (the plan, a phase, an attempt of a step, the rollback) is a run of its own, with
//! one `START` and at most one end; what happens between is `OTHER`. A part whose end is open has no end
//! yet: a run that failed can go on. So the events of a journal stay as they are when it grows, and only
//! new ones follow. No output and no secret is in them, only digests.

mod facets;

use std::collections::HashMap;

use serde_json::{Map, Value, json};
use stopgate_journal::{
    Created, Decision, End, Ending, Event, Finding, Outcome, Record, Resolution, StepPlan,
};

use crate::jobs::{Jobs, Unit, plans};
use facets::Facets;

/// The schema of a run event.
const SCHEMA: &str = "https://openlineage.io/spec/2-0-2/OpenLineage.json#/$defs/RunEvent";

/// What is said of a run besides its journal.
#[derive(Clone, Copy, Debug)]
pub struct About<'a> {
    /// Name of the repository; the namespace of the jobs is `plan:` and this.
    pub repository: &'a str,
    /// Version of Stopgate.
    pub version: &'a str,
}

/// The events of a journal, in its order; none where it does not begin with the creation of a run.
pub fn events(records: &[Record], about: &About<'_>) -> Vec<Value> {
    let first = records.first().map(|record| &record.event);
    let Some(Event::RunCreated(created)) = first else {
        return Vec::new();
    };
    let mut teller = Teller {
        created,
        jobs: Jobs::of(created),
        facets: Facets::of(about),
        namespace: format!("plan:{}", about.repository),
        attempts: HashMap::new(),
        open: Vec::new(),
        told: Vec::new(),
    };
    for record in records {
        teller.tell(record);
    }
    teller.told
}

/// Facets by their keys.
type Named = Map<String, Value>;

struct Teller<'a> {
    created: &'a Created,
    jobs: Jobs<'a>,
    facets: Facets,
    namespace: String,
    /// The last attempt of each step.
    attempts: HashMap<&'a str, u32>,
    /// What was begun and has no end.
    open: Vec<Unit>,
    told: Vec<Value>,
}

impl<'a> Teller<'a> {
    fn tell(&mut self, record: &'a Record) {
        match &record.event {
            Event::RunCreated(_) => self.create(record),
            Event::PhaseEntered { phase } => self.enter(record, *phase),
            Event::StepStarted { step, attempt } => self.start(record, step, *attempt),
            Event::OutcomeUnknown { step, reason } => {
                let outcome = json!({ "state": "unknown", "reason": reason });
                self.about_step(record, "OTHER", (step, outcome));
            }
            Event::StepSkipped { step, reason } => {
                let outcome = json!({ "step": step, "state": "skipped", "reason": reason });
                let facets = self.facets.own("stopgate_outcome", outcome);
                self.say(record, "OTHER", &self.jobs.owner(step), facets);
            }
            Event::Interrupted { step, reason } => {
                let outcome = json!({ "state": "interrupted", "reason": reason });
                self.about_step(record, "ABORT", (step, outcome));
            }
            Event::Probed { step, finding, .. } => self.probe(record, step, *finding),
            Event::Superseded { by } => self.supersede(record, by),
            Event::Checkpoint { phase, commit } => {
                let facets = self
                    .facets
                    .own("stopgate_checkpoint", json!({ "commit": commit }));
                self.say(record, "OTHER", &Unit::Phase(*phase), facets);
            }
            Event::Resolved { .. } => self.resolve(record),
            Event::GateReached { phase } => self.reach_gate(record, *phase),
            Event::Decided { .. } => self.decide(record),
            Event::RollbackBegan { .. } => self.begin_rollback(record),
            Event::RolledBack => self.finish_rollback(record),
            Event::WroteBack { before, after, .. } => self.write_back(record, before, after),
            event => match event.end() {
                Some(end) => self.end(record, end),
                None => self.say(record, "OTHER", &self.concerned(event), Named::new()),
            },
        }
    }

    fn create(&mut self, record: &Record) {
        let mut facets = self.facets.engine();
        facets.extend(self.facets.nominal_time(&record.at));
        facets.extend(self.facets.parameters(&parameters(self.created)));
        let approval = json!({
            "plan": self.created.plan,
            "approval": self.created.approval,
            "digest": self.created.digest,
            "approver": self.created.approver,
            "environment": self.created.environment,
        });
        facets.extend(self.facets.own("stopgate_approval", approval));
        self.say(record, "START", &Unit::Plan, facets);
    }

    fn enter(&mut self, record: &Record, phase: usize) {
        let mut facets = Named::new();
        if let Some(plan) = self.created.phases.get(phase) {
            let about = json!({
                "title": plan.title,
                "number": phase.saturating_add(1),
                "digest": plan.digest,
            });
            facets.extend(self.facets.own("stopgate_phase", about));
        }
        if let Some(before) = phase.checked_sub(1).map(Unit::Phase) {
            let upstream = json!([{
                "job": { "namespace": self.namespace, "name": self.jobs.name(&before) },
                "run": { "runId": self.jobs.id(&before).to_string() },
                "dependency_type": "DIRECT_INVOCATION",
                "sequence_trigger_rule": "FINISH_TO_START",
                "status_trigger_rule": "EXECUTE_ON_SUCCESS",
            }]);
            facets.extend(self.facets.dependencies(upstream));
        }
        self.say(record, "START", &Unit::Phase(phase), facets);
    }

    fn start(&mut self, record: &Record, step: &'a str, attempt: u32) {
        self.attempts.insert(step, attempt);
        let mut facets = Named::new();
        if let Some(plan) = self.plan(step) {
            let about = json!({ "step": step, "attempt": attempt, "kind": plan.kind.name() });
            facets.extend(self.facets.own("stopgate_step", about));
            let timeout = plan.timeout_seconds.to_string();
            let parameters = [
                ("directory", plan.directory.clone()),
                ("timeout_seconds", timeout),
            ];
            facets.extend(self.facets.parameters(&parameters));
        }
        self.say(
            record,
            "START",
            &Unit::Step(step.to_owned(), attempt),
            facets,
        );
    }

    fn end(&mut self, record: &Record, end: End<'_>) {
        let End {
            step,
            attempt,
            passed,
            outcome,
        } = end;
        let mut facets = self.facets.own("stopgate_outcome", ended(passed, outcome));
        if let Some(plan) = self.plan(step) {
            facets.extend(self.facets.tests(plan, outcome));
            if !passed {
                facets.extend(self.facets.failure(plan, outcome));
            }
        }
        let unit = Unit::Step(step.to_owned(), attempt);
        self.say(record, end_of(passed, outcome), &unit, facets);
    }

    /// An attempt whose end nobody saw ends with the word of a person.
    fn resolve(&mut self, record: &Record) {
        let Event::Resolved {
            step,
            resolution,
            reason,
            who,
        } = &record.event
        else {
            return;
        };
        let kind = match resolution {
            Resolution::Happened => "COMPLETE",
            Resolution::DidNotHappen | Resolution::Redo => "ABORT",
        };
        let word = (resolution.name(), Some(reason.as_str()));
        let facets = self.facets.decision(word, &[], who);
        self.say(record, kind, &self.attempt(step), facets);
    }

    fn reach_gate(&mut self, record: &Record, phase: usize) {
        let plan = self.created.phases.get(phase);
        let gate = json!({ "stopGate": plan.and_then(|plan| plan.stop_gate.clone()) });
        let facets = self.facets.own("stopgate_gate", gate);
        self.say(record, "OTHER", &Unit::Phase(phase), facets);
    }

    /// A no-go ends nothing: a person can think better of it.
    fn decide(&mut self, record: &Record) {
        let Event::Decided {
            phase,
            decision,
            reason,
            confirmed,
            who,
        } = &record.event
        else {
            return;
        };
        let word = (decision.name(), reason.as_deref());
        let mut facets = self.facets.decision(word, confirmed, who);
        let steps = confirmed.iter().filter_map(|step| self.plan(step));
        let steps: Vec<&StepPlan> = steps.collect();
        if !steps.is_empty() {
            facets.extend(self.facets.confirmed(&steps, who));
        }
        let (is_go, unit) = (*decision == Decision::Go, Unit::Phase(*phase));
        let is_last = phase.saturating_add(1) == self.created.phases.len();
        self.say(
            record,
            if is_go { "COMPLETE" } else { "OTHER" },
            &unit,
            facets,
        );
        if is_go && is_last {
            self.say(record, "COMPLETE", &Unit::Plan, Named::new());
        }
    }

    /// What was under way will not be finished.
    fn begin_rollback(&mut self, record: &Record) {
        let Event::RollbackBegan { who } = &record.event else {
            return;
        };
        let left = self.open.iter().filter(|unit| **unit != Unit::Plan);
        let left: Vec<Unit> = left.rev().cloned().collect();
        for unit in left {
            self.say(record, "ABORT", &unit, Named::new());
        }
        let facets = self.facets.decision(("rollback", None), &[], who);
        self.say(record, "START", &Unit::Rollback, facets);
    }

    fn finish_rollback(&mut self, record: &Record) {
        self.say(record, "COMPLETE", &Unit::Rollback, Named::new());
        self.say(record, "ABORT", &Unit::Plan, Named::new());
    }

    fn write_back(&mut self, record: &Record, before: &str, after: &str) {
        let (before, after) = (self.plan_at(before), self.plan_at(after));
        self.say(record, "OTHER", &Unit::Plan, Named::new());
        if let Some(event) = self.told.last_mut() {
            event["inputs"] = json!([before]);
            event["outputs"] = json!([after]);
        }
    }

    /// The plan as a dataset, in the version with this digest.
    fn plan_at(&self, digest: &str) -> Value {
        json!({
            "namespace": self.namespace,
            "name": self.created.plan,
            "facets": self.facets.version(digest),
        })
    }

    fn about_step(&mut self, record: &Record, kind: &str, (step, outcome): (&str, Value)) {
        let facets = self.facets.own("stopgate_outcome", outcome);
        self.say(record, kind, &self.attempt(step), facets);
    }

    /// A probe ends an attempt whose end nobody saw; one that ended before stays as it is.
    fn probe(&mut self, record: &Record, step: &str, finding: Finding) {
        let kind = match finding {
            Finding::Happened => "COMPLETE",
            Finding::DidNotHappen => "ABORT",
            Finding::Unclear => "OTHER",
        };
        let outcome = json!({ "state": "probed", "reason": finding.name() });
        self.about_step(record, kind, (step, outcome));
    }

    fn supersede(&mut self, record: &Record, by: &str) {
        let left: Vec<Unit> = self.open.iter().rev().cloned().collect();
        for unit in left {
            let facets = self.facets.own("stopgate_superseded", json!({ "by": by }));
            self.say(record, "ABORT", &unit, facets);
        }
    }

    fn attempt(&self, step: &str) -> Unit {
        let attempt = self.attempts.get(step).copied().unwrap_or(1);
        Unit::Step(step.to_owned(), attempt)
    }

    /// What an event is about that says no more than that it happened.
    fn concerned(&self, event: &Event) -> Unit {
        let body = serde_json::to_value(event).map(|mut event| event["body"].take());
        let body = body.unwrap_or_default();
        let step = body["step"].as_str();
        let step = step.filter(|step| self.attempts.contains_key(step));
        step.map_or(Unit::Plan, |step| self.attempt(step))
    }

    fn plan(&self, step: &str) -> Option<&'a StepPlan> {
        plans(self.created).find(|plan| plan.id == step)
    }

    /// Adds an event. What has ended does not end once more: then it is `OTHER`.
    fn say(&mut self, record: &Record, kind: &str, unit: &Unit, facets: Named) {
        let was_open = self.open.contains(unit);
        let kind = match kind {
            "START" => {
                self.open.push(unit.clone());
                kind
            }
            "OTHER" => kind,
            _ if was_open => {
                self.open.retain(|other| other != unit);
                kind
            }
            _ => "OTHER",
        };
        let mut run_facets = self.facets.record(&self.created.run, record);
        run_facets.extend(self.parent(unit));
        run_facets.extend(facets);
        let described = kind == "START";
        let event = json!({
            "eventType": kind,
            "eventTime": record.at,
            "producer": self.facets.producer,
            "schemaURL": SCHEMA,
            "run": { "runId": self.jobs.id(unit).to_string(), "facets": run_facets },
            "job": {
                "namespace": self.namespace,
                "name": self.jobs.name(unit),
                "facets": if described { self.description(unit) } else { self.kind(unit) },
            },
        });
        self.told.push(event);
    }

    fn parent(&self, unit: &Unit) -> Named {
        let named = |unit: &Unit| {
            let run = json!({ "runId": self.jobs.id(unit).to_string() });
            let job = json!({ "namespace": self.namespace, "name": self.jobs.name(unit) });
            (run, job)
        };
        let parent = self.jobs.parent(unit).map(|parent| named(&parent));
        parent.map_or_else(Named::new, |parent| {
            self.facets.parent(parent, named(&Unit::Plan))
        })
    }

    fn kind(&self, unit: &Unit) -> Named {
        self.facets.job_type(match unit {
            Unit::Plan => "PLAN",
            Unit::Phase(_) => "PHASE",
            Unit::Rollback => "ROLLBACK",
            Unit::Step(..) => "STEP",
        })
    }

    fn description(&self, unit: &Unit) -> Named {
        let mut facets = self.kind(unit);
        match unit {
            Unit::Plan => {
                let title = self.created.title.as_ref().unwrap_or(&self.created.plan);
                facets.extend(self.facets.documentation(title));
                facets.extend(self.facets.owner(&self.created.approver));
            }
            Unit::Phase(at) => {
                let phase = self.created.phases.get(*at);
                facets.extend(
                    phase.map_or_else(Named::new, |phase| self.facets.documentation(&phase.title)),
                );
            }
            Unit::Step(step, _) => {
                let plan = self.plan(step);
                facets.extend(
                    plan.map_or_else(Named::new, |plan| self.facets.source_code(&plan.command)),
                );
            }
            Unit::Rollback => {}
        }
        facets
    }
}

/// How the plan is carried out.
fn parameters(created: &Created) -> Vec<(&'static str, String)> {
    let target = created
        .target
        .iter()
        .map(|target| ("target", target.clone()));
    let exists = created.exists.iter().map(|name| ("exists", name.clone()));
    let on_error = [("on_error", created.on_error.clone())];
    target.chain(on_error).chain(exists).collect()
}

/// A command that was not let finish is an abort, one that did not do what was expected a failure.
fn end_of(passed: bool, outcome: &Outcome) -> &'static str {
    match outcome.ending {
        _ if passed => "COMPLETE",
        Ending::TimedOut | Ending::NotStarted(_) => "ABORT",
        Ending::Exit(_)
        | Ending::Signal(_)
        | Ending::Tampered(_)
        | Ending::Overstepped(_)
        | Ending::PlanChanged => "FAIL",
    }
}

fn ended(passed: bool, outcome: &Outcome) -> Value {
    json!({
        "state": if passed { "passed" } else { "failed" },
        "ending": stopgate_runner::ending(&outcome.ending),
        "durationMs": u64::try_from(outcome.duration.as_millis()).unwrap_or(u64::MAX),
        "outputSha256": outcome.output.sha256,
        "outputBytes": outcome.output.bytes,
        "leftBehind": outcome.left_behind,
    })
}
