//! The meaning of events once more, told in another way than the crate tells it: nothing is kept but
//! what was said, and every question is answered by looking through all of it.

use std::time::Duration;

use stopgate_journal::{
    Created, Decision, Event, Finding, Limits, Outcome, Resolution, StepKind, StepPlan,
};

/// What a step is there for.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Use {
    Forward,
    Undoes,
    Mends,
}

/// Where a step is, and how often it was tried.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Place {
    pub(crate) id: String,
    plan: StepPlan,
    by_person: bool,
    /// The phase that it belongs to or undoes; none where it undoes all.
    phase: Option<usize>,
    r#use: Use,
    /// The steps that it undoes or mends.
    of: Vec<String>,
    pub(crate) is: &'static str,
    pub(crate) tries: u32,
}

/// A run as the reference sees it.
#[derive(Clone, Debug)]
pub(crate) struct Reference {
    phases: usize,
    continues: bool,
    /// Whether some steps may run while others do.
    apart: bool,
    limits: Limits,
    pub(crate) places: Vec<Place>,
    pub(crate) status: &'static str,
    pub(crate) entered: usize,
    pub(crate) gone: usize,
    pub(crate) back: bool,
    /// The last phase in which an earlier run has done something, counted from 1.
    before: usize,
    /// For each end the number of phases entered until then, and how long it took.
    spent: Vec<(usize, Duration)>,
    records: u64,
}

impl Reference {
    pub(crate) fn new(created: &Created) -> Self {
        let place = |step: &StepPlan, phase, r#use, of: &[String]| Place {
            id: step.id.clone(),
            plan: step.clone(),
            by_person: matches!(step.kind, StepKind::Manual | StepKind::Work),
            phase,
            r#use,
            of: of.to_vec(),
            is: "pending",
            tries: 0,
        };
        let mut places = Vec::new();
        for (at, phase) in created.phases.iter().enumerate() {
            let of_phase = phase.steps.iter();
            places.extend(of_phase.map(|step| place(step, Some(at), Use::Forward, &[])));
        }
        let apart = places.iter().any(|place: &Place| {
            let contract = &place.plan.contract;
            !contract.needs.is_empty() || contract.group.is_some()
        });
        let undoings = created.rollback.iter();
        places.extend(undoings.map(|undo| place(&undo.step, undo.phase, Use::Undoes, &undo.steps)));
        let mending = created.corrections.iter();
        places.extend(mending.map(|step| place(step, None, Use::Mends, &step.mends)));
        let succession = created.succeeds.as_ref();
        let counts = |place: &&Place| {
            succession
                .is_some_and(|run| run.done.contains(&place.id) || run.kept.contains_key(&place.id))
        };
        let forward = places.iter().filter(|place| place.r#use == Use::Forward);
        let before = forward.filter(counts).filter_map(|place| place.phase);
        let before = before.map(|phase| phase + 1).max().unwrap_or_default();
        Self {
            phases: created.phases.len(),
            continues: created.on_error == "continue",
            apart: apart || created.on_error == "continue",
            limits: created.limits,
            places,
            status: "running",
            entered: 0,
            gone: 0,
            back: false,
            before,
            spent: Vec::new(),
            records: 1,
        }
    }

    fn find(&self, id: &str) -> Option<usize> {
        self.places.iter().position(|place| place.id == id)
    }

    fn with(&self, is: &str) -> impl Iterator<Item = &Place> {
        self.places.iter().filter(move |place| place.is == is)
    }

    /// Whether the step belongs to what goes on now: to the phase, or to the rollback.
    fn is_here(&self, place: &Place) -> bool {
        match place.r#use {
            Use::Undoes => self.back,
            Use::Mends => false,
            Use::Forward => !self.back && place.phase.map(|at| at + 1) == Some(self.entered),
        }
    }

    /// Whether there is something to undo.
    fn is_concerned(&self, place: &Place) -> bool {
        let entered = self.entered.max(self.before);
        let begun = |place: &Place| place.phase.is_none_or(|phase| phase < entered);
        let done = |id: &String| {
            let place = self.find(id).map(|at| &self.places[at]);
            place.is_some_and(|place| begun(place) && matches!(place.is, "passed" | "skipped"))
        };
        if place.of.is_empty() {
            begun(place) && entered != 0
        } else {
            place.of.iter().any(done)
        }
    }

    /// Whether a runner still has to carry it out, in what goes on now.
    fn is_left(&self, place: &Place) -> bool {
        let wanted = place.r#use == Use::Forward || self.is_concerned(place);
        let done = matches!(place.is, "passed" | "skipped");
        self.is_here(place) && wanted && !place.by_person && !done
    }

    /// The steps that a step names as needed: those before it in its phase that have one of the names.
    fn needed(&self, at: usize) -> Vec<usize> {
        let place = &self.places[at];
        let needs = &place.plan.contract.needs;
        let named = |other: &Place| {
            let name = other.plan.contract.name.as_ref();
            name.is_some_and(|name| needs.contains(name)) && other.phase == place.phase
        };
        if place.by_person || place.r#use != Use::Forward {
            return Vec::new();
        }
        (0..at).filter(|at| named(&self.places[*at])).collect()
    }

    /// Under `continue`: it failed, or needs what did and will not run for that.
    fn is_hopeless(&self, at: usize) -> bool {
        let place = &self.places[at];
        let lacks = || self.needed(at).into_iter().any(|at| self.is_hopeless(at));
        self.is_left(place) && (place.is == "failed" || lacks())
    }

    /// Whether nothing that a step waits for is still to come.
    fn is_free(&self, at: usize) -> bool {
        let needed = self.needed(at);
        if !needed.is_empty() {
            return needed.iter().all(|at| !self.is_left(&self.places[*at]));
        }
        let place = &self.places[at];
        let group = place.plan.contract.group.as_ref();
        let beside = |other: &Place| {
            let same = other.plan.contract.group.as_ref() == group && other.phase == place.phase;
            group.is_some() && place.r#use == Use::Forward && other.r#use == Use::Forward && same
        };
        let before = self.places[..at].iter().rposition(|other| !beside(other));
        let before = before.map_or(0, |last| last + 1);
        let passed_over = |at: &usize| self.continues && !self.back && self.is_hopeless(*at);
        let mut held = (0..before).filter(|at| self.is_left(&self.places[*at]));
        held.all(|at| passed_over(&at))
    }

    /// The steps that may start in their turn.
    pub(crate) fn due(&self) -> Vec<&str> {
        let open = |at: &usize| {
            let place = &self.places[*at];
            matches!(place.is, "pending" | "failed") && self.is_left(place) && self.is_free(*at)
        };
        let due = (0..self.places.len()).filter(open);
        due.map(|at| self.places[at].id.as_str()).collect()
    }

    /// The steps that run although others failed.
    pub(crate) fn always(&self) -> Vec<&str> {
        let left = self.with("pending").filter(|place| self.is_left(place));
        let always = left.filter(|place| place.plan.contract.always && !self.back);
        always.map(|place| place.id.as_str()).collect()
    }

    pub(crate) fn is_open(&self) -> bool {
        self.places.iter().any(|place| self.is_left(place))
    }

    pub(crate) fn may_enter(&self) -> bool {
        let go_given = self.entered == self.gone && self.entered < self.phases;
        self.status == "running" && !self.back && go_given
    }

    pub(crate) fn time_left(&self) -> Option<Duration> {
        let took = |phase: Option<usize>| -> Duration {
            let spent = self.spent.iter();
            let spent = spent.filter(|(at, _)| phase.is_none_or(|phase| *at == phase));
            spent.map(|(_, took)| *took).sum()
        };
        let left = |seconds: Option<u64>, phase| {
            seconds.map(|seconds| Duration::from_secs(seconds).saturating_sub(took(phase)))
        };
        let of_phase = left(self.limits.phase_seconds, Some(self.entered));
        let of_run = left(self.limits.run_seconds, None);
        let left = of_phase.into_iter().chain(of_run).min();
        left.filter(|_| !self.back)
    }

    /// Applies an event; false, and nothing changed, where it is not allowed.
    pub(crate) fn apply(&mut self, event: &Event) -> bool {
        let allowed = match event {
            Event::RunCreated(_) => false,
            Event::PhaseEntered { phase } => self.enter(*phase),
            Event::StepStarted { step, attempt } => self.start(step, *attempt),
            Event::StepEnded {
                step,
                attempt,
                passed,
                outcome,
            }
            | Event::OutcomeProven {
                step,
                attempt,
                passed,
                outcome,
            } => self.end(step, *attempt, *passed, outcome),
            Event::StepSkipped { step, .. } => self.skip(step),
            Event::OutcomeUnknown { step, .. } => {
                self.change(step, |place| place.is == "running", "unknown")
            }
            Event::Interrupted { step, .. } => {
                let repeats = |place: &Place| place.plan.contract.effect.may_repeat();
                self.change(
                    step,
                    |place| place.is == "running" && repeats(place),
                    "pending",
                )
            }
            Event::Probed { step, finding, .. } => self.probe(step, *finding),
            Event::RetryScheduled { step, attempt, .. } => {
                let (handled, last) = (self.is_handled(step), attempt.checked_sub(1));
                let fits = |place: &Place| {
                    let open = matches!(place.is, "failed" | "pending") && place.tries > 0;
                    handled && open && Some(place.tries) == last
                };
                self.change(step, fits, "pending")
            }
            Event::Resolved {
                step, resolution, ..
            } => {
                let happened = *resolution == Resolution::Happened;
                let is = if happened { "passed" } else { "pending" };
                self.change(step, |place| place.is == "unknown", is)
            }
            Event::GateReached { phase } => {
                let here =
                    self.entered == self.gone + 1 && phase.checked_add(1) == Some(self.entered);
                let done = self.status == "running" && !self.back && !self.is_open();
                self.turn(here && done, "waiting")
            }
            Event::Decided {
                phase,
                decision,
                confirmed,
                ..
            } => self.decide(*phase, *decision == Decision::Go, confirmed),
            Event::RollbackBegan { .. } => self.go_back(),
            Event::RolledBack => self.finish(),
            Event::Superseded { .. } => {
                let open = matches!(self.status, "running" | "waiting" | "failed" | "stopped");
                let still = !self.back && self.with("running").next().is_none();
                self.turn(open && still, "superseded")
            }
            Event::Checkpoint { phase, .. } => *phase < self.phases,
            Event::WroteBack { up_to, .. } => *up_to <= self.records,
            Event::Recovered { .. } => true,
        };
        self.records += u64::from(allowed);
        allowed
    }

    fn turn(&mut self, allowed: bool, status: &'static str) -> bool {
        if allowed {
            self.status = status;
        }
        allowed
    }

    /// Something became of a step, and the run is what its steps are.
    fn change(&mut self, id: &str, fits: impl Fn(&Place) -> bool, is: &'static str) -> bool {
        let Some(at) = self.find(id).filter(|at| fits(&self.places[*at])) else {
            return false;
        };
        self.places[at].is = is;
        let failed = is == "failed" || self.with("failed").any(|place| self.is_here(place));
        let status = if self.with("unknown").next().is_some() {
            "unknown"
        } else if failed {
            "failed"
        } else {
            "running"
        };
        self.turn(true, status)
    }

    fn is_handled(&self, id: &str) -> bool {
        let open = matches!(self.status, "running" | "failed" | "unknown");
        let place = self.find(id).map(|at| &self.places[at]);
        let part = |place: &Place| self.is_here(place) || place.r#use == Use::Mends && !self.back;
        open && place.is_some_and(part)
    }

    fn enter(&mut self, phase: usize) -> bool {
        let allowed = self.may_enter() && phase == self.entered;
        self.entered += usize::from(allowed);
        allowed
    }

    fn start(&mut self, id: &str, attempt: u32) -> bool {
        let Some(at) = self.find(id) else {
            return false;
        };
        let place = &self.places[at];
        let open = matches!(self.status, "running" | "failed");
        let follows = u64::from(place.tries) + 1 == u64::from(attempt);
        let mends = place.r#use == Use::Mends;
        let may = if mends {
            self.may_mend(at)
        } else {
            self.may_run(at)
        };
        if !(open && follows && may) {
            return false;
        }
        let again = place.is == "failed" && !mends;
        let tidies = mends || !again && place.plan.contract.always;
        let after = |other: &Place| other.plan.contract.always && self.is_here(other);
        let after: Vec<bool> = self.places.iter().map(after).collect();
        for (behind, other) in self.places.iter_mut().enumerate().skip(at + 1) {
            if again && after[behind] && matches!(other.is, "passed" | "failed") {
                other.is = "pending";
            }
        }
        (self.places[at].is, self.places[at].tries) = ("running", attempt);
        let stays = tidies && self.status == "failed";
        self.turn(true, if stays { "failed" } else { "running" })
    }

    fn may_mend(&self, at: usize) -> bool {
        let place = &self.places[at];
        let still = !self.back && self.with("running").next().is_none();
        let failed = self
            .with("failed")
            .any(|other| place.of.contains(&other.id));
        still && failed && place.tries < place.plan.contract.attempts.unwrap_or(3)
    }

    fn may_run(&self, at: usize) -> bool {
        let mut running = self.with("running").peekable();
        let beside = running.peek().is_none()
            || self.apart && running.all(|place| place.r#use != Use::Mends);
        let id = self.places[at].id.as_str();
        let failed = self.with("failed").any(|place| self.is_here(place));
        beside && (self.due().contains(&id) || failed && self.always().contains(&id))
    }

    fn end(&mut self, id: &str, attempt: u32, passed: bool, outcome: &Outcome) -> bool {
        let is = if passed { "passed" } else { "failed" };
        let fits = |place: &Place| place.is == "running" && place.tries == attempt;
        let allowed = self.change(id, fits, is);
        if allowed {
            let took = u64::try_from(outcome.duration.as_millis()).unwrap_or(u64::MAX);
            self.spent.push((self.entered, Duration::from_millis(took)));
        }
        allowed
    }

    fn probe(&mut self, id: &str, finding: Finding) -> bool {
        let handled = self.is_handled(id);
        let asked = |place: &Place| {
            let open = place.is == "running" || place.is == "failed" && handled;
            open && place.plan.contract.probe.is_some()
        };
        match finding {
            Finding::Happened => self.change(id, asked, "passed"),
            Finding::DidNotHappen => self.change(id, asked, "pending"),
            Finding::Unclear => self.find(id).is_some_and(|at| asked(&self.places[at])),
        }
    }

    fn skip(&mut self, id: &str) -> bool {
        let Some(at) = self.find(id) else {
            return false;
        };
        let place = &self.places[at];
        let forward = !self.back && place.r#use == Use::Forward && !place.by_person;
        let by_hand = self.back && place.r#use == Use::Undoes && self.is_concerned(place);
        let still = self.status == "running" && self.with("running").next().is_none();
        let allowed = still && place.is == "pending" && (forward || by_hand);
        if allowed {
            self.places[at].is = "skipped";
        }
        allowed
    }

    fn decide(&mut self, phase: usize, go: bool, confirmed: &[String]) -> bool {
        let asked = matches!(self.status, "waiting" | "stopped");
        if !asked || phase.checked_add(1) != Some(self.entered) {
            return false;
        }
        let asks = |place: &&Place| {
            place.by_person && place.r#use == Use::Forward && place.phase == Some(phase)
        };
        let waiting: Vec<&str> = self
            .with("pending")
            .filter(asks)
            .map(|place| place.id.as_str())
            .collect();
        let known = confirmed.iter().all(|id| waiting.contains(&id.as_str()));
        let complete = waiting
            .iter()
            .all(|id| confirmed.iter().any(|other| other == id));
        if !known || (go && !complete) {
            return false;
        }
        let now = |place: &&mut Place| confirmed.contains(&place.id);
        self.places
            .iter_mut()
            .filter(now)
            .for_each(|place| place.is = "passed");
        self.gone += usize::from(go);
        let over = if self.gone == self.phases {
            "passed"
        } else {
            "running"
        };
        self.turn(true, if go { over } else { "stopped" })
    }

    fn go_back(&mut self) -> bool {
        let known = !matches!(self.status, "unknown" | "rolled_back" | "superseded");
        let allowed = known && !self.back && self.with("running").next().is_none();
        self.back |= allowed;
        self.turn(allowed, "running")
    }

    fn finish(&mut self) -> bool {
        let allowed = self.back && self.status == "running" && !self.is_open();
        let passed = |place: &&mut Place| place.r#use == Use::Forward && place.is == "passed";
        if allowed {
            self.places
                .iter_mut()
                .filter(passed)
                .for_each(|place| place.is = "undone");
        }
        self.turn(allowed, "rolled_back")
    }
}
