//! What a run has to do, in words of its own: it hears what is durable and what the world does, and
//! says at every moment which steps may start, which have to, and what must not happen.

use std::collections::BTreeMap;
use std::time::Duration;

use stopgate_journal::{
    Created, Decision, Ending, Event, Finding, Resolution, State, StepKind, StepPlan,
};
use stopgate_model::{Effect, RetryOn};
use stopgate_runner::Held;

/// Where a step stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Is {
    Pending,
    Running,
    Passed,
    Failed,
    Skipped,
    Unknown,
    Undone,
}

/// A step.
#[derive(Clone, Debug)]
pub(crate) struct Item {
    plan: StepPlan,
    /// The phase that it belongs to or undoes.
    phase: Option<usize>,
    /// The steps that it undoes or mends.
    of: Vec<String>,
    pub(crate) is: Is,
    pub(crate) tries: u32,
    /// It failed, and is not tried again before somebody goes on with the run.
    rests: bool,
    /// When it is tried again.
    due: Option<Duration>,
    /// It was started, and nobody said that it may be started once more.
    spent: bool,
    /// It failed in a way after which it is tried again.
    retried: bool,
}

/// A run as it has to be.
pub(crate) struct Reference {
    policy: String,
    width: usize,
    phases: usize,
    pub(crate) items: Vec<Item>,
    entered: usize,
    gone: usize,
    pub(crate) back: bool,
    /// Where it stands, at a gate or at its end.
    stands: Option<&'static str>,
    /// What the world did and the journal does not know yet: how steps ended.
    ends: BTreeMap<String, Option<Ending>>,
    answers: BTreeMap<String, Ending>,
    /// Jobs that were started.
    started: Vec<(String, u32)>,
    held: Vec<(String, u32, Option<Ending>)>,
    left_behind: Vec<String>,
    probing: bool,
    pub(crate) faults: Vec<String>,
}

impl Reference {
    pub(crate) fn new(created: &Created, width: usize) -> Self {
        let item = |plan: &StepPlan, phase, of: &[String]| Item {
            plan: plan.clone(),
            phase,
            of: of.to_vec(),
            is: Is::Pending,
            tries: 0,
            rests: false,
            due: None,
            spent: false,
            retried: false,
        };
        let mut items = Vec::new();
        for (at, phase) in created.phases.iter().enumerate() {
            items.extend(phase.steps.iter().map(|step| item(step, Some(at), &[])));
        }
        let undoings = created.rollback.iter();
        items.extend(undoings.map(|undo| item(&undo.step, undo.phase, &undo.steps)));
        let mending = created.corrections.iter();
        items.extend(mending.map(|step| item(step, None, &step.mends)));
        Self {
            policy: created.on_error.clone(),
            width,
            phases: created.phases.len(),
            items,
            entered: 0,
            gone: 0,
            back: false,
            stands: None,
            ends: BTreeMap::new(),
            answers: BTreeMap::new(),
            started: Vec::new(),
            held: Vec::new(),
            left_behind: Vec::new(),
            probing: false,
            faults: Vec::new(),
        }
    }

    fn fault(&mut self, holds: bool, what: impl FnOnce() -> String) {
        if !holds {
            self.faults.push(what());
        }
    }

    fn at(&self, id: &str) -> usize {
        let found = self.items.iter().position(|item| item.plan.id == id);
        found.unwrap_or_else(|| panic!("no step {id}"))
    }

    fn any(&self, is: Is) -> bool {
        self.items.iter().any(|item| item.is == is)
    }

    fn running(&self) -> usize {
        self.items
            .iter()
            .filter(|item| item.is == Is::Running)
            .count()
    }

    /// Whether the runner has to carry it out in what goes on now.
    fn is_left(&self, item: &Item) -> bool {
        let begun = |item: &Item| item.phase.is_none_or(|phase| phase < self.entered);
        let done = |item: &Item| matches!(item.is, Is::Passed | Is::Skipped);
        let undone = |id: &String| {
            let item = &self.items[self.at(id)];
            begun(item) && done(item)
        };
        let here = match item.plan.kind {
            StepKind::Command => !self.back && item.phase.map(|at| at + 1) == Some(self.entered),
            StepKind::Rollback if item.of.is_empty() => {
                self.back && self.entered > 0 && begun(item)
            }
            StepKind::Rollback => self.back && item.of.iter().any(undone),
            StepKind::Fix | StepKind::Manual | StepKind::Work => false,
        };
        here && !done(item)
    }

    fn needed(&self, at: usize) -> impl Iterator<Item = &Item> {
        let item = &self.items[at];
        let named = move |other: &&Item| {
            let name = other.plan.contract.name.as_ref();
            let needed = name.is_some_and(|name| item.plan.contract.needs.contains(name));
            needed && other.phase == item.phase && item.plan.kind == StepKind::Command
        };
        self.items[..at].iter().filter(named)
    }

    /// A step that failed, or that can never run because one that it needs failed.
    fn is_hopeless(&self, item: &Item) -> bool {
        let lacks = |needed: &Item| self.is_hopeless(needed);
        let at = self.at(&item.plan.id);
        self.is_left(item) && (item.is == Is::Failed || self.needed(at).any(lacks))
    }

    /// Whether everything is over that a step waits for.
    fn has_its_turn(&self, at: usize) -> bool {
        let item = &self.items[at];
        if self.needed(at).next().is_some() {
            return self.needed(at).all(|needed| !self.is_left(needed));
        }
        let group = item.plan.contract.group.as_ref();
        let mut first = at;
        while group.is_some() && first > 0 {
            let before = &self.items[first - 1];
            if before.phase != item.phase || before.plan.contract.group.as_ref() != group {
                break;
            }
            first -= 1;
        }
        let goes_on = self.policy == "continue" && !self.back;
        let over = |item: &Item| !self.is_left(item) || goes_on && self.is_hopeless(item);
        self.items[..first].iter().all(over)
    }

    fn always(&self) -> Vec<usize> {
        let open = |at: &usize| {
            let item = &self.items[*at];
            item.plan.contract.always && item.is == Is::Pending && self.is_left(item) && !self.back
        };
        (0..self.items.len()).filter(open).collect()
    }

    /// The steps that have to start now, as far as there is room for them. One of them where `alone`.
    fn must_start(&self, now: Duration) -> (Vec<usize>, bool) {
        if self.stands.is_some() || self.any(Is::Unknown) {
            return (Vec::new(), true);
        }
        let fits = |at: &usize| {
            let item = &self.items[*at];
            !item.rests && item.due.is_none_or(|due| due <= now)
        };
        let open = |at: &usize| matches!(self.items[*at].is, Is::Pending | Is::Failed);
        let failing = self.items.iter().position(|item| item.rests);
        if failing.is_none() || self.policy == "continue" {
            let all = 0..self.items.len();
            let turn = all.filter(|at| self.is_left(&self.items[*at]) && self.has_its_turn(*at));
            let turn: Vec<usize> = turn.filter(open).filter(fits).collect();
            let tried = |item: &Item| item.due.is_some() && !item.plan.contract.always;
            let stuck = failing.is_some() && !self.items.iter().any(tried);
            if turn.is_empty() && stuck && self.running() == 0 {
                return (self.always().into_iter().filter(fits).collect(), true);
            }
            return (turn, false);
        }
        if self.running() > 0 {
            return (Vec::new(), true);
        }
        let mends = self.corrections();
        let always = || self.always().into_iter().filter(fits).collect();
        (if mends.is_empty() { always() } else { mends }, true)
    }

    /// The corrections of the first step that failed.
    fn corrections(&self) -> Vec<usize> {
        let mut resting = self.items.iter().filter(|item| item.rests);
        let failed = resting.find(|item| item.plan.kind != StepKind::Fix);
        let Some(failed) = failed.filter(|_| self.policy == "fix" && !self.back) else {
            return Vec::new();
        };
        let fits = |at: &usize| {
            let item = &self.items[*at];
            let most = item.plan.contract.attempts.unwrap_or(3);
            let mends = item.plan.kind == StepKind::Fix && item.of.contains(&failed.plan.id);
            mends && !item.rests && item.tries < most
        };
        (0..self.items.len()).filter(fits).collect()
    }

    /// A job starts. Its start has to be durable.
    pub(crate) fn started(&mut self, id: &str, attempt: u32) {
        let item = &self.items[self.at(id)];
        let durable = item.is == Is::Running && item.tries == attempt;
        let first = !self.started.contains(&(id.to_owned(), attempt));
        self.fault(durable && first, || {
            format!("{id} starts and is not durable")
        });
        self.started.push((id.to_owned(), attempt));
    }

    pub(crate) fn ended(&mut self, id: &str, ending: &Ending) {
        self.ends.insert(id.to_owned(), Some(ending.clone()));
    }

    pub(crate) fn lost(&mut self, id: &str) {
        self.ends.insert(id.to_owned(), None);
    }

    pub(crate) fn probing(&mut self, probes: bool) {
        self.probing = probes;
    }

    pub(crate) fn answered(&mut self, id: &str, ending: &Ending) {
        self.answers.insert(id.to_owned(), ending.clone());
    }

    /// The runner waits: everything that may run has to.
    pub(crate) fn waits(&mut self, now: Duration) {
        let (left, alone) = self.must_start(now);
        let room = self.running() < self.width && !(alone && self.running() > 0);
        let idle = room && !left.is_empty() && !self.probing && self.ends.is_empty();
        let ids: Vec<&String> = left.iter().map(|at| &self.items[*at].plan.id).collect();
        let what = format!("the runner waits, and {ids:?} may start");
        self.fault(!idle, || what);
        if !self.probing {
            self.nothing_is_owed();
        }
    }

    /// What is to be tried again was scheduled.
    fn nothing_is_owed(&mut self) {
        let owed =
            |item: &&Item| item.retried && item.rests && item.plan.contract.effect != Effect::Once;
        let owed = self
            .items
            .iter()
            .find(owed)
            .map(|item| item.plan.id.clone());
        self.fault(owed.is_none(), || format!("{owed:?} is not tried again"));
    }

    /// The runner stops: nothing is left to do.
    pub(crate) fn stops(&mut self, state: &State) {
        let (left, _) = self.must_start(Duration::MAX);
        let ids: Vec<&String> = left.iter().map(|at| &self.items[*at].plan.id).collect();
        let what = format!(
            "the run is {}, and {ids:?} may start",
            state.status().name()
        );
        self.fault(left.is_empty(), || what);
        self.nothing_is_owed();
        let here = |item: &Item| item.is == Is::Failed && self.is_left(item);
        let open = self.items.iter().any(|item| self.is_left(item));
        let expected = if self.any(Is::Unknown) {
            "unknown"
        } else if self.items.iter().any(here) {
            "failed"
        } else {
            self.stands.unwrap_or("at a stop")
        };
        let what = format!(
            "it is {}, and {expected}, open: {open}",
            state.status().name()
        );
        self.fault(state.status().name() == expected, || what);
        let said = |item: &Item| {
            let step = state.step(&item.plan.id);
            step.map(|step| (step.state.name().to_owned(), step.attempts))
        };
        let differs = self
            .items
            .iter()
            .find(|item| said(item) != Some((format!("{:?}", item.is).to_lowercase(), item.tries)));
        let what = format!("{differs:?}: the runner says otherwise");
        self.fault(differs.is_none(), || what);
    }

    /// The runner died: what ran is ended, and some of it is known.
    pub(crate) fn runner_died(&mut self, held: &[Held]) {
        let proof = |held: &Held| (!held.broken_off).then(|| held.outcome.ending.clone());
        let known = held.iter();
        let known = known.map(|held| (held.step.clone(), held.attempt, proof(held)));
        self.held = known.collect();
        self.ends.clear();
        self.answers.clear();
        self.probing = false;
        self.begins();
    }

    /// Somebody goes on with the run, who knows what failed.
    pub(crate) fn begins(&mut self) {
        let mut left_behind = Vec::new();
        for item in &mut self.items {
            (item.rests, item.due, item.retried) = (false, None, false);
            if item.is == Is::Failed {
                item.spent = false;
            }
            if item.is == Is::Running {
                left_behind.push(item.plan.id.clone());
            }
        }
        self.left_behind = left_behind;
    }

    /// Something is durable.
    pub(crate) fn record(&mut self, event: &Event, now: Duration) {
        match event {
            Event::PhaseEntered { phase } => {
                let turn = *phase == self.entered && self.entered == self.gone && !self.back;
                self.fault(turn, || format!("phase {phase} begins"));
                self.entered += 1;
            }
            Event::StepStarted { step, .. } => self.start(step, now),
            Event::StepEnded {
                step,
                passed,
                outcome,
                ..
            } => {
                let seen = self.ends.remove(step).flatten();
                let unstarted = matches!(outcome.ending, Ending::NotStarted(_));
                let item = self.at(step);
                let key = (step.clone(), self.items[item].tries);
                let never = unstarted && !self.started.contains(&key);
                let same = seen.as_ref() == Some(&outcome.ending) || never;
                self.fault(same, || format!("{step} ended as {:?}", outcome.ending));
                self.end(item, *passed, &outcome.ending);
            }
            Event::OutcomeProven {
                step,
                passed,
                outcome,
                ..
            } => {
                let proof = self.proof(step);
                let is_it = proof.as_ref() == Some(&outcome.ending);
                self.fault(is_it, || format!("{step} is proven: {outcome:?}"));
                self.end(self.at(step), *passed, &outcome.ending);
            }
            Event::StepSkipped { step, .. } => {
                let at = self.at(step);
                self.items[at].is = Is::Skipped;
            }
            Event::OutcomeUnknown { step, .. } => self.lose(step),
            Event::Interrupted { step, .. } => {
                let at = self.at(step);
                let repeats = self.items[at].plan.contract.effect != Effect::Once;
                let fits = repeats && self.left_behind.contains(step) && self.proof(step).is_none();
                self.fault(fits, || format!("{step} is carried out again"));
                self.items[at].is = Is::Pending;
            }
            Event::Probed { step, finding, .. } => self.probe(step, *finding),
            Event::RetryScheduled {
                step,
                attempt,
                seconds,
            } => {
                self.retry(step, *attempt, *seconds, now);
            }
            Event::Resolved {
                step, resolution, ..
            } => {
                let at = self.at(step);
                let happened = *resolution == Resolution::Happened;
                self.items[at].is = if happened { Is::Passed } else { Is::Pending };
                self.items[at].spent = false;
            }
            Event::GateReached { .. } => {
                let open = self.items.iter().any(|item| self.is_left(item));
                self.fault(!open && !self.back, || "a gate before its time".to_owned());
                self.stands = Some("waiting");
            }
            Event::Decided {
                decision,
                confirmed,
                ..
            } => {
                for id in confirmed {
                    let at = self.at(id);
                    self.items[at].is = Is::Passed;
                }
                let go = *decision == Decision::Go;
                self.gone += usize::from(go);
                let over = (self.gone == self.phases).then_some("passed");
                self.stands = if go { over } else { Some("stopped") };
            }
            Event::RollbackBegan { .. } => (self.back, self.stands) = (true, None),
            Event::RolledBack => {
                let open = self.items.iter().any(|item| self.is_left(item));
                self.fault(!open, || "something is left to undo".to_owned());
                for item in &mut self.items {
                    let forward = !matches!(item.plan.kind, StepKind::Rollback | StepKind::Fix);
                    if forward && item.is == Is::Passed {
                        item.is = Is::Undone;
                    }
                }
                self.stands = Some("rolled_back");
            }
            _ => {}
        }
    }

    fn proof(&self, id: &str) -> Option<Ending> {
        let tries = self.items[self.at(id)].tries;
        let is_it = |(step, attempt, _): &&(String, u32, _)| step == id && *attempt == tries;
        let held = self.held.iter().find(is_it);
        let ours = self.left_behind.iter().any(|step| step == id);
        held.and_then(|(_, _, proof)| proof.clone())
            .filter(|_| ours)
    }

    fn start(&mut self, id: &str, now: Duration) {
        let at = self.at(id);
        let (may, alone) = self.must_start(now);
        let room = self.running() < self.width && !(alone && self.running() > 0);
        self.fault(may.contains(&at) && room, || {
            format!("{id} starts out of its turn")
        });
        let item = &self.items[at];
        // How often a correction whose end is known may be carried out is said where it stands.
        let over = matches!(item.is, Is::Passed | Is::Failed);
        let said = item.plan.kind == StepKind::Fix && over;
        let twice = item.plan.contract.effect == Effect::Once && item.spent && !said;
        self.fault(!twice, || {
            format!("{id} starts twice, and nobody said that it may")
        });
        let again = self.items[at].is == Is::Failed && self.items[at].plan.kind != StepKind::Fix;
        let behind = (at + 1..self.items.len()).filter(|_| again);
        for other in behind.collect::<Vec<_>>() {
            let item = &self.items[other];
            let here = item.phase == self.items[at].phase && item.plan.kind == StepKind::Command;
            let over = matches!(item.is, Is::Passed | Is::Failed);
            if here && over && item.plan.contract.always && !self.back {
                // It says itself that it is carried out again.
                (self.items[other].is, self.items[other].spent) = (Is::Pending, false);
                self.items[other].rests = false;
            }
        }
        let item = &mut self.items[at];
        (item.is, item.due, item.spent) = (Is::Running, None, true);
        item.tries += 1;
    }

    fn end(&mut self, at: usize, passed: bool, ending: &Ending) {
        let item = &mut self.items[at];
        let fits = item.is == Is::Running && passed == (*ending == Ending::Exit(0));
        item.is = if passed { Is::Passed } else { Is::Failed };
        item.rests = !passed;
        item.retried = !passed && is_retried(&item.plan, item.tries, ending);
        let id = item.plan.id.clone();
        self.fault(fits, || format!("{id} ends, passed: {passed}"));
        let mended = self.items[at].plan.mends.clone();
        for id in mended.iter().filter(|_| passed) {
            let at = self.at(id);
            (self.items[at].rests, self.items[at].spent) = (false, false);
        }
    }

    fn lose(&mut self, id: &str) {
        let at = self.at(id);
        let lost = self.ends.remove(id) == Some(None);
        let contract = &self.items[at].plan.contract;
        let asked = contract.probe.is_none() || self.answers.get(id) == Some(&Ending::Exit(2));
        let unclear = asked || contract.probe.is_some() && !self.answers.contains_key(id);
        let once = contract.effect == Effect::Once && self.proof(id).is_none();
        let left = self.left_behind.iter().any(|step| step == id) && once && unclear;
        self.fault(lost || left, || format!("{id} is said to be unknown"));
        self.items[at].is = Is::Unknown;
    }

    fn probe(&mut self, id: &str, finding: Finding) {
        let at = self.at(id);
        let answer = self.answers.remove(id);
        let says = match answer {
            Some(Ending::Exit(0)) => Finding::Happened,
            Some(Ending::Exit(1)) => Finding::DidNotHappen,
            _ => Finding::Unclear,
        };
        self.fault(answer.is_some() && says == finding, || {
            format!("{id} is probed")
        });
        match finding {
            Finding::Happened => self.items[at].is = Is::Passed,
            Finding::DidNotHappen => {
                self.items[at].is = Is::Pending;
                self.items[at].spent = false;
            }
            Finding::Unclear => {
                self.answers.insert(id.to_owned(), Ending::Exit(2));
                return;
            }
        }
        self.items[at].rests = false;
    }

    fn retry(&mut self, id: &str, attempt: u32, seconds: u64, now: Duration) {
        let at = self.at(id);
        let item = &mut self.items[at];
        let repeats = item.plan.contract.effect != Effect::Once || !item.spent;
        let retry = item.plan.contract.retry.as_ref();
        let fits = retry.is_some_and(|retry| {
            let doubled = retry.backoff_seconds << (attempt - 2);
            let wait = seconds == doubled.min(3600);
            wait && attempt == item.tries + 1 && item.retried && repeats
        });
        let failed = matches!(item.is, Is::Failed | Is::Pending);
        (item.is, item.rests) = (Is::Pending, false);
        item.due = Some(now + Duration::from_secs(seconds));
        item.spent = false;
        self.fault(fits && failed, || format!("{id} is tried again"));
    }
}

/// Whether a step that ended so is tried again, where nothing speaks against it.
fn is_retried(plan: &StepPlan, tries: u32, ending: &Ending) -> bool {
    let on = |on: &RetryOn| match on {
        RetryOn::Exit(code) => *ending == Ending::Exit(*code),
        RetryOn::Timeout => *ending == Ending::TimedOut,
    };
    let retry = plan.contract.retry.as_ref();
    let retry = retry.filter(|_| plan.kind != StepKind::Fix);
    retry.is_some_and(|retry| {
        tries <= retry.times && (retry.on.is_empty() || retry.on.iter().any(on))
    })
}
