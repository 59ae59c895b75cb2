//! A world in memory: a disk that may be the last thing a runner sees, commands that end as the dice
//! fall, a clock that goes on when somebody waits. All of it is told to the reference.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;
use std::time::Duration;

use serde_json::Value;
use stopgate_formats::EditIntent;
use stopgate_journal::{Ending, Event, Head, Outcome, Output, State, Store, StoreFailure};
use stopgate_runner::{
    Clock, Happening, Held, Job, Notebook, Notice, Observer, Steps, StepsFailure, Written,
};

use crate::dice::Dice;
use crate::reference::Reference;

/// More calls than any run has: a runner that makes them goes round in circles.
const MOST_CALLS: u32 = 20_000;

/// Everything that is not the runner.
pub(crate) struct World {
    pub(crate) dice: Dice,
    pub(crate) reference: Reference,
    pub(crate) bytes: Vec<u8>,
    /// After how many writes the runner dies, and whether the last one is still written.
    pub(crate) dies: Option<(usize, bool)>,
    pub(crate) time: Duration,
    /// What runs, with whether it has an effect, and how it will end.
    running: Vec<(Job, Outcome)>,
    held: Vec<Held>,
    /// The steps whose effect is there.
    pub(crate) effects: BTreeMap<String, bool>,
    /// Once in how often a command fails; 0 for never.
    pub(crate) failing: usize,
    pub(crate) starts: usize,
    calls: u32,
}

/// The same world, seen from every side.
#[derive(Clone)]
pub(crate) struct Shared(pub(crate) Rc<RefCell<World>>);

impl World {
    pub(crate) fn new(dice: Dice, reference: Reference) -> Self {
        Self {
            dice,
            reference,
            bytes: Vec::new(),
            dies: None,
            time: Duration::from_secs(1),
            running: Vec::new(),
            held: Vec::new(),
            effects: BTreeMap::new(),
            failing: 4,
            starts: 0,
            calls: 0,
        }
    }

    fn call(&mut self) {
        self.calls += 1;
        assert!(self.calls < MOST_CALLS, "the runner goes round in circles");
    }

    /// The runner is gone, and what it ran ends in one way or another.
    pub(crate) fn runner_died(&mut self) {
        for (job, outcome) in std::mem::take(&mut self.running) {
            if job.attempt == 0 {
                continue;
            }
            let came_to_its_end = self.dice.once_in(2);
            let passed = outcome.ending == Ending::Exit(0);
            let has_effect = passed && (came_to_its_end || self.dice.once_in(2));
            self.have_effect(&job.step, has_effect);
            // Sometimes the supervisor dies as well.
            if !self.dice.once_in(3) {
                self.held.push(Held {
                    step: job.step,
                    attempt: job.attempt,
                    broken_off: !came_to_its_end,
                    outcome,
                });
            }
        }
        self.reference.runner_died(&self.held);
        self.dies = None;
    }

    fn have_effect(&mut self, step: &str, has_effect: bool) {
        *self.effects.entry(step.to_owned()).or_default() |= has_effect;
    }

    fn outcome_of(&mut self, job: &Job) -> Outcome {
        let endings = [
            Ending::Exit(1),
            Ending::Exit(75),
            Ending::TimedOut,
            Ending::Signal(9),
        ];
        let probed = self.effects.get(&job.step).copied().unwrap_or_default();
        let ending = if job.attempt == 0 {
            match (self.dice.once_in(5), probed) {
                (true, _) => Ending::Exit(2),
                (false, true) => Ending::Exit(0),
                (false, false) => Ending::Exit(1),
            }
        } else if self.failing > 0 && self.dice.once_in(self.failing) {
            self.dice.pick(&endings).clone()
        } else {
            Ending::Exit(0)
        };
        outcome(ending)
    }
}

/// What came of a command that ended so.
pub(crate) fn outcome(ending: Ending) -> Outcome {
    Outcome {
        ending,
        duration: Duration::from_millis(3),
        output: Output::default(),
        met: Vec::new(),
        left_behind: 0,
    }
}

impl Store for Shared {
    fn append(&mut self, _: &Head, lines: &str) -> Result<(), StoreFailure> {
        let world = &mut *self.0.borrow_mut();
        world.call();
        let gone = || StoreFailure::World("the runner is dead".to_owned());
        let last = match &mut world.dies {
            Some((0, written)) => Some(*written),
            Some((left, _)) => {
                *left -= 1;
                None
            }
            None => None,
        };
        if last == Some(false) {
            return Err(gone());
        }
        world.bytes.extend_from_slice(lines.as_bytes());
        for line in lines.lines() {
            let event = event(line);
            world.reference.record(&event, world.time);
        }
        if last.is_some() { Err(gone()) } else { Ok(()) }
    }

    fn read_from(&self, position: u64) -> Result<Vec<u8>, StoreFailure> {
        let world = self.0.borrow();
        let position = usize::try_from(position).unwrap_or(usize::MAX);
        Ok(world.bytes.get(position..).unwrap_or_default().to_vec())
    }
}

/// The event of a line.
fn event(line: &str) -> Event {
    let mut line: Value = serde_json::from_str(line).expect("a line is JSON");
    let fields = ["kind", "body"].into_iter();
    let fields = fields.filter_map(|name| Some((name.to_owned(), line.get_mut(name)?.take())));
    serde_json::from_value(Value::Object(fields.collect())).expect("with an event in it")
}

impl Steps for Shared {
    fn start(&mut self, job: &Job) -> Result<(), StepsFailure> {
        let world = &mut *self.0.borrow_mut();
        world.call();
        if world.failing > 0 && world.dice.once_in(60) {
            return Err(StepsFailure::NoSupervisor("no process left".to_owned()));
        }
        if world.failing > 0 && job.attempt > 0 && world.dice.once_in(60) {
            world.reference.started(&job.step, job.attempt);
            world.reference.lost(&job.step);
            return Err(StepsFailure::Lost("it is gone".to_owned()));
        }
        if job.attempt > 0 {
            world.starts += 1;
            world.reference.started(&job.step, job.attempt);
        } else {
            world.reference.probing(true);
        }
        let outcome = world.outcome_of(job);
        world.running.push((job.clone(), outcome));
        Ok(())
    }

    fn next(&mut self, most: Option<Duration>) -> Option<Happening> {
        let world = &mut *self.0.borrow_mut();
        world.call();
        world.reference.waits(world.time);
        if let Some(most) = most.filter(|_| world.running.is_empty() || world.dice.once_in(3)) {
            world.time += most;
            return None;
        }
        if world.running.is_empty() {
            return None;
        }
        world.time += Duration::from_millis(50);
        let at = world.dice.below(world.running.len());
        if world.dice.once_in(3) {
            let step = world.running[at].0.step.clone();
            let text = "a line\n".to_owned();
            return Some(Happening::Output { step, text });
        }
        let (job, outcome) = world.running.swap_remove(at);
        let step = job.step;
        if job.attempt == 0 {
            world.reference.probing(false);
            world.reference.answered(&step, &outcome.ending);
        } else if world.failing > 0 && world.dice.once_in(50) {
            let has_effect = world.dice.once_in(2);
            world.have_effect(&step, has_effect);
            world.reference.lost(&step);
            let result = Err(StepsFailure::Lost("somebody ended it".to_owned()));
            return Some(Happening::Ended { step, result });
        } else {
            let passed = outcome.ending == Ending::Exit(0);
            world.have_effect(&step, passed);
            world.reference.ended(&step, &outcome.ending);
        }
        let result = Ok(outcome);
        Some(Happening::Ended { step, result })
    }

    fn held(&mut self, step: &str, attempt: u32) -> Option<Held> {
        let world = self.0.borrow();
        let is_it = |held: &&Held| held.step == step && held.attempt == attempt;
        world.held.iter().find(is_it).cloned()
    }
}

impl Clock for Shared {
    fn now(&self) -> String {
        "2026-03-04T05:06:07.000Z".to_owned()
    }

    fn monotonic(&self) -> Duration {
        self.0.borrow().time
    }

    fn wait(&self, time: Duration) {
        let world = &mut *self.0.borrow_mut();
        world.call();
        world.reference.waits(world.time);
        world.time += time;
    }
}

impl Notebook for Shared {
    fn write(&mut self, _: &[EditIntent]) -> Result<Written, String> {
        if self.0.borrow_mut().dice.once_in(4) {
            return Err("somebody edits the plan".to_owned());
        }
        Ok(Written {
            before: "b".to_owned(),
            after: "a".to_owned(),
        })
    }
}

/// Sees nothing.
pub(crate) struct Blind;

impl Observer for Blind {
    fn notice(&mut self, _: &Notice<'_>, _: &State) {}
}
