//! Several writers at once, of whom one works at a time: before each request to the disk the dice say who
//! goes on. The same seed gives the same schedule.

use std::sync::{Arc, Condvar, Mutex};

use crate::beside::Other;
use crate::person::{Dice, Person};

/// Who goes on.
pub struct Baton {
    state: Mutex<State>,
    turned: Condvar,
}

struct State {
    holder: usize,
    working: Vec<bool>,
    dice: Dice,
    person: Person,
}

impl Baton {
    /// So many writers and somebody who saves.
    pub fn new(writers: usize, person: Person, dice: Dice) -> Arc<Self> {
        Arc::new(Self {
            state: Mutex::new(State {
                holder: 0,
                working: vec![true; writers],
                dice,
                person,
            }),
            turned: Condvar::new(),
        })
    }

    /// Waits until it is this writer's turn.
    pub fn begin(&self, me: usize) {
        let state = self.state.lock().expect("nobody panicked");
        drop(self.turned.wait_while(state, |state| state.holder != me));
    }

    /// Lets others go on, as the dice say.
    fn pass(&self, me: usize) {
        let mut state = self.state.lock().expect("nobody panicked");
        state.person.act();
        if state.dice.below(3) == 0 {
            state.choose();
        }
        if state.holder != me {
            self.turned.notify_all();
            drop(self.turned.wait_while(state, |state| state.holder != me));
        }
    }

    /// This writer is done.
    pub fn leave(&self, me: usize) {
        let mut state = self.state.lock().expect("nobody panicked");
        state.working[me] = false;
        state.choose();
        self.turned.notify_all();
    }

    /// The person saves what is left to save; what they saved.
    pub fn finish(&self) -> Vec<String> {
        let mut state = self.state.lock().expect("nobody panicked");
        state.person.finish();
        state.person.saved.clone()
    }
}

impl State {
    fn choose(&mut self) {
        let working: Vec<usize> = (0..self.working.len())
            .filter(|&at| self.working[at])
            .collect();
        if !working.is_empty() {
            self.holder = working[self.dice.below(working.len() as u64) as usize];
        }
    }
}

/// A writer who lets others go on.
pub struct Turn(pub Arc<Baton>, pub usize);

impl Other for Turn {
    fn act(&mut self) {
        self.0.pass(self.1);
    }
}
