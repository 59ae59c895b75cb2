//! The meaning of events once more, told in another way than the crate tells it: nothing is kept but
//! what was said, and every question is answered by looking through all of it.

use stopgate_journal::{Created, Decision, Event, Resolution, StepKind, StepPlan};

/// Where a step is, and how often it was tried.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Place {
    pub(crate) id: String,
    by_person: bool,
    /// The phase that it belongs to or undoes; none where it undoes all.
    phase: Option<usize>,
    undoes: bool,
    pub(crate) is: &'static str,
    pub(crate) tries: u32,
}

/// A run as the reference sees it.
#[derive(Clone, Debug)]
pub(crate) struct Reference {
    phases: usize,
    pub(crate) places: Vec<Place>,
    pub(crate) status: &'static str,
    pub(crate) entered: usize,
    pub(crate) gone: usize,
    pub(crate) back: bool,
    records: u64,
}

impl Reference {
    pub(crate) fn new(created: &Created) -> Self {
        let place = |step: &StepPlan, phase, undoes| Place {
            id: step.id.clone(),
            by_person: matches!(step.kind, StepKind::Manual | StepKind::Work),
            phase,
            undoes,
            is: "pending",
            tries: 0,
        };
        let mut places = Vec::new();
        for (at, phase) in created.phases.iter().enumerate() {
            places.extend(phase.steps.iter().map(|step| place(step, Some(at), false)));
        }
        places.extend(
            created
                .rollback
                .iter()
                .map(|undo| place(&undo.step, undo.phase, true)),
        );
        Self {
            phases: created.phases.len(),
            places,
            status: "running",
            entered: 0,
            gone: 0,
            back: false,
            records: 1,
        }
    }

    /// Whether the step is part of what goes on now: of the phase, or of the rollback.
    fn is_current(&self, place: &Place) -> bool {
        match (self.back, place.undoes) {
            (true, true) => match place.phase {
                Some(phase) => phase < self.entered,
                None => self.entered != 0,
            },
            (false, false) => place.phase.map(|phase| phase + 1) == Some(self.entered),
            _ => false,
        }
    }

    fn in_flight(&self) -> bool {
        self.places.iter().any(|place| place.is == "running")
    }

    /// The step that a runner has to start next, or is carrying out.
    pub(crate) fn due(&self) -> Option<usize> {
        let open = |place: &Place| {
            let done = matches!(place.is, "passed" | "skipped");
            self.is_current(place) && !place.by_person && !done
        };
        self.places.iter().position(open)
    }

    pub(crate) fn may_enter(&self) -> bool {
        let go_given = self.entered == self.gone && self.entered < self.phases;
        self.status == "running" && !self.back && go_given
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
                ..
            } => {
                let is = if *passed { "passed" } else { "failed" };
                let status = if *passed { "running" } else { "failed" };
                let fits = |place: &Place| place.is == "running" && place.tries == *attempt;
                self.change(step, fits, is, status)
            }
            Event::StepSkipped { step, .. } => self.skip(step),
            Event::OutcomeUnknown { step, .. } => {
                self.change(step, |place| place.is == "running", "unknown", "unknown")
            }
            Event::Resolved {
                step, resolution, ..
            } => {
                let happened = *resolution == Resolution::Happened;
                let is = if happened { "passed" } else { "pending" };
                self.change(step, |place| place.is == "unknown", is, "running")
            }
            Event::GateReached { phase } => {
                let here =
                    self.entered == self.gone + 1 && phase.checked_add(1) == Some(self.entered);
                let done = self.status == "running" && !self.back && self.due().is_none();
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
            Event::WroteBack { up_to, .. } => *up_to <= self.records,
            Event::Recovered { .. } => true,
            Event::OutcomeProven { .. }
            | Event::Interrupted { .. }
            | Event::Probed { .. }
            | Event::RetryScheduled { .. }
            | Event::Superseded { .. }
            | Event::Checkpoint { .. } => false,
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

    fn change(
        &mut self,
        id: &str,
        fits: impl Fn(&Place) -> bool,
        is: &'static str,
        status: &'static str,
    ) -> bool {
        let found = self
            .places
            .iter_mut()
            .find(|place| place.id == id && fits(place));
        let Some(place) = found else {
            return false;
        };
        place.is = is;
        self.turn(true, status)
    }

    fn enter(&mut self, phase: usize) -> bool {
        let allowed = self.may_enter() && phase == self.entered;
        self.entered += usize::from(allowed);
        allowed
    }

    fn start(&mut self, id: &str, attempt: u32) -> bool {
        let open = matches!(self.status, "running" | "failed") && !self.in_flight();
        let Some(place) = self.due().filter(|_| open).map(|due| &mut self.places[due]) else {
            return false;
        };
        let fits = place.id == id && u64::from(place.tries) + 1 == u64::from(attempt);
        if fits {
            (place.is, place.tries) = ("running", attempt);
        }
        self.turn(fits, "running")
    }

    fn skip(&mut self, id: &str) -> bool {
        let Some(at) = self.places.iter().position(|place| place.id == id) else {
            return false;
        };
        let place = &self.places[at];
        let forward = !self.back && !place.undoes && !place.by_person;
        let by_hand = self.back && self.is_current(place);
        let open = self.status == "running" && !self.in_flight() && place.is == "pending";
        let allowed = open && (forward || by_hand);
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
        let waits = |place: &Place| {
            place.by_person && place.is == "pending" && !place.undoes && place.phase == Some(phase)
        };
        let waiting: Vec<&str> = self
            .places
            .iter()
            .filter(|place| waits(place))
            .map(|place| place.id.as_str())
            .collect();
        let known = confirmed.iter().all(|id| waiting.contains(&id.as_str()));
        let complete = waiting
            .iter()
            .all(|id| confirmed.iter().any(|other| other == id));
        if !known || (go && !complete) {
            return false;
        }
        for place in self
            .places
            .iter_mut()
            .filter(|place| confirmed.contains(&place.id))
        {
            place.is = "passed";
        }
        self.gone += usize::from(go);
        let last = self.gone == self.phases;
        self.turn(
            true,
            if !go {
                "stopped"
            } else if last {
                "passed"
            } else {
                "running"
            },
        )
    }

    fn go_back(&mut self) -> bool {
        let known = !matches!(self.status, "unknown" | "rolled_back");
        let allowed = known && !self.back && !self.in_flight();
        self.back |= allowed;
        self.turn(allowed, "running")
    }

    fn finish(&mut self) -> bool {
        let allowed = self.back && self.status == "running" && self.due().is_none();
        if allowed {
            let passed = |place: &&mut Place| !place.undoes && place.is == "passed";
            self.places
                .iter_mut()
                .filter(passed)
                .for_each(|place| place.is = "undone");
        }
        self.turn(allowed, "rolled_back")
    }
}
