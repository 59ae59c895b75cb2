//! How often a row is tried, and what it has found so far.

use std::time::Duration;

use stopgate_system::{Stopwatch, noise};

use crate::fact::Fact;

/// Why a row does not go on.
#[derive(Debug)]
pub enum Halt {
    /// This machine does not let it be tried.
    Cannot(String),
    /// It went wrong before there was anything to look at.
    Broke(String),
}

/// What the world does not let a row do says nothing of the product.
impl From<std::io::Error> for Halt {
    fn from(error: std::io::Error) -> Self {
        Self::Cannot(error.to_string())
    }
}

/// What a row has done of what it is to do.
#[derive(Debug)]
pub struct Tries {
    wanted: usize,
    most: Duration,
    watch: Stopwatch,
    dice: u64,
    /// How often it was tried.
    pub done: usize,
    /// What was found.
    pub facts: Vec<Fact>,
}

impl Tries {
    /// So many tries, in so much time; at least one, however long it takes. Without a
    /// seed, chance is another one every time.
    ///
    /// # Errors
    /// When the kernel gives no chance.
    pub fn new(wanted: usize, most: Duration, seed: Option<u64>) -> Result<Self, Halt> {
        let [a, b, c, d, e, f, g, h, ..] = noise()?;
        let seed = seed.unwrap_or(u64::from_le_bytes([a, b, c, d, e, f, g, h]));
        Ok(Self {
            wanted: wanted.max(1),
            most,
            watch: Stopwatch::start(),
            dice: 0x9e37_79b9_7f4a_7c15 ^ seed.max(1),
            done: 0,
            facts: Vec::new(),
        })
    }

    /// Whether there is something left to try, and time for it.
    pub(crate) fn go_on(&self) -> bool {
        self.done == 0 || self.done < self.wanted && self.watch.elapsed() < self.most
    }

    /// How many tries are left.
    pub(crate) fn left(&self) -> usize {
        self.wanted.saturating_sub(self.done)
    }

    /// Notes tries.
    pub(crate) fn tried(&mut self, times: usize) {
        self.done += times;
    }

    /// Notes what was found.
    pub(crate) fn saw(&mut self, fact: Fact) {
        self.facts.push(fact);
    }

    /// A number below `end` that looks like chance.
    pub(crate) fn below(&mut self, end: usize) -> usize {
        self.dice ^= self.dice << 13;
        self.dice ^= self.dice >> 7;
        self.dice ^= self.dice << 17;
        let end = u64::try_from(end).unwrap_or(u64::MAX).max(1);
        usize::try_from((self.dice >> 11) % end).unwrap_or_default()
    }

    /// One of them, in turn.
    pub(crate) fn turn<'t, T>(&self, all: &'t [T]) -> &'t T {
        &all[self.done % all.len()]
    }

    /// How long the row has been at it.
    pub fn elapsed(&self) -> Duration {
        self.watch.elapsed()
    }
}
