//! A run from its beginning to its end, with a person who answers, and runners that die.

use std::cell::RefCell;
use std::rc::Rc;

use stopgate_journal::{Created, Decision, Event, Journal, Resolution, State, Status, Who, read};
use stopgate_runner::{RunFailure, Runner, Supplies, done_before};

use crate::dice::Dice;
use crate::plans::created;
use crate::reference::Reference;
use crate::world::{Blind, Shared, World};

/// More turns than a person has patience for.
const TURNS: usize = 200;

/// After so many turns everything goes well, and nobody turns back.
const LUCK: usize = 25;

/// What a run came to.
pub(crate) struct Lived {
    pub(crate) faults: Vec<String>,
    pub(crate) starts: usize,
    pub(crate) kills: usize,
    pub(crate) last: Status,
    /// How often a reference knew of several steps at once.
    pub(crate) records: u64,
}

/// Lives the run of a seed.
pub(crate) fn live(seed: u64) -> Lived {
    let mut dice = Dice::new(seed);
    let plan = created(&mut dice);
    let width = 1 + dice.below(4);
    let mut life = Life::begin(plan, width, dice);
    let last = life.lead();
    life.again(last);
    let world = life.world.0.borrow();
    Lived {
        faults: world.reference.faults.clone(),
        starts: world.starts,
        kills: life.kills,
        last,
        records: read(&world.bytes).head.records,
    }
}

struct Life {
    world: Shared,
    supplies: Supplies,
    created: Created,
    kills: usize,
}

impl Life {
    fn begin(created: Created, width: usize, dice: Dice) -> Self {
        let reference = Reference::new(&created, width);
        let world = Shared(Rc::new(RefCell::new(World::new(dice, reference))));
        let first = Event::RunCreated(Box::new(created.clone()));
        Journal::create(world.clone(), "2026-03-04T05:06:07.000Z", &first).expect("a plan");
        Self {
            world,
            supplies: Supplies {
                width,
                ..Supplies::default()
            },
            created,
            kills: 0,
        }
    }

    /// Goes on until the run is over.
    fn lead(&mut self) -> Status {
        for turn in 0..TURNS {
            if turn > LUCK {
                self.world.0.borrow_mut().failing = 0;
            }
            if let Some(state) = self.turn(|runner| runner.advance().map(|_| ())) {
                self.world.0.borrow_mut().reference.stops(&state);
                if state.status().is_closed() && !self.turns_back(&state, turn) {
                    return state.status();
                }
                self.decide(&state, turn);
            }
        }
        panic!("the run has no end");
    }

    /// One runner does something. None where it died of it.
    fn turn(
        &mut self,
        work: impl FnOnce(&mut Runner<'_, Shared>) -> Result<(), RunFailure>,
    ) -> Option<State> {
        {
            let world = &mut *self.world.0.borrow_mut();
            let dies = world.failing > 0 && world.dice.once_in(2);
            let moment = (world.dice.below(12), world.dice.once_in(2));
            world.dies = dies.then_some(moment);
            world.reference.begins();
        }
        let (clock, mut steps) = (self.world.clone(), self.world.clone());
        let (mut notebook, mut observer) = (self.world.clone(), Blind);
        let bytes = self.world.0.borrow().bytes.clone();
        let journal = Journal::resume(self.world.clone(), read(&bytes)).expect("a whole journal");
        let mut runner = Runner::new(
            journal,
            (&clock, &mut steps),
            (&mut notebook, &mut observer),
            &self.supplies,
        );
        let worked = work(&mut runner);
        let state = runner.state().clone();
        if worked.is_err() {
            self.kills += 1;
            self.world.0.borrow_mut().runner_died();
            return None;
        }
        Some(state)
    }

    fn turns_back(&mut self, state: &State, turn: usize) -> bool {
        let back = self.world.0.borrow_mut().dice.once_in(3);
        back && turn < LUCK && state.status() == Status::Passed
    }

    /// What a person says where a run stands.
    fn decide(&mut self, state: &State, turn: usize) {
        let rare = self.world.0.borrow_mut().dice.once_in(6) && turn < LUCK;
        let event = match state.status() {
            Status::Waiting | Status::Stopped | Status::Failed if rare => back(state),
            Status::Waiting | Status::Stopped => Some(self.at_gate(state, turn)),
            Status::Unknown => self.resolve(state),
            Status::Passed => back(state),
            _ => None,
        };
        if let Some(event) = event {
            self.turn(|runner| runner.record(&event));
        }
    }

    fn at_gate(&mut self, state: &State, turn: usize) -> Event {
        let phase = state.phase().expect("a phase");
        let no = self.world.0.borrow_mut().dice.once_in(8) && turn < LUCK;
        let unconfirmed = state.unconfirmed(phase).map(|step| step.id.clone());
        Event::Decided {
            phase,
            decision: if no { Decision::NoGo } else { Decision::Go },
            reason: None,
            confirmed: if no {
                Vec::new()
            } else {
                unconfirmed.collect()
            },
            who: ada(),
        }
    }

    /// A person looks, and knows.
    fn resolve(&mut self, state: &State) -> Option<Event> {
        let step = state.unknown()?.id.clone();
        let world = &mut *self.world.0.borrow_mut();
        let happened = world.effects.get(&step).copied().unwrap_or_default();
        let resolution = match (happened, world.dice.once_in(2)) {
            (true, _) => Resolution::Happened,
            (false, true) => Resolution::DidNotHappen,
            (false, false) => Resolution::Redo,
        };
        Some(Event::Resolved {
            step,
            resolution,
            reason: "looked".to_owned(),
            who: ada(),
        })
    }

    /// Whatever is asked of a run that is over, it starts nothing; nor does a second run of the same plan.
    fn again(&mut self, last: Status) {
        let starts = {
            let world = &mut *self.world.0.borrow_mut();
            world.failing = 0;
            world.starts
        };
        let state = self
            .turn(|runner| runner.advance().map(|_| ()))
            .expect("nothing dies");
        let mut found = vec![self.world.0.borrow().starts - starts];
        if last == Status::Passed {
            found.push(self.second(&state));
        }
        if found.iter().any(|starts| *starts > 0) {
            let fault = format!("a run that is {} starts {found:?} steps", last.name());
            self.world.0.borrow_mut().reference.faults.push(fault);
        }
    }

    fn second(&self, first: &State) -> usize {
        let created = Created {
            run: "second".to_owned(),
            ..self.created.clone()
        };
        let done = done_before(&created, first);
        let mut life = Self::begin(created, self.supplies.width, Dice::new(1));
        life.world.0.borrow_mut().failing = 0;
        life.turn(|runner| runner.skip(&done));
        // Nobody turns back, and nothing goes wrong.
        for _ in 0..TURNS {
            let state = life
                .turn(|runner| runner.advance().map(|_| ()))
                .expect("nothing dies");
            if state.status() == Status::Passed {
                break;
            }
            life.decide(&state, TURNS);
        }
        let world = life.world.0.borrow();
        assert_eq!(world.reference.faults, Vec::<String>::new());
        world.starts
    }
}

fn back(state: &State) -> Option<Event> {
    (!state.is_rolling_back()).then(|| Event::RollbackBegan { who: ada() })
}

fn ada() -> Who {
    Who {
        name: "ada".to_owned(),
        method: "ssh".to_owned(),
        signed: None,
    }
}
