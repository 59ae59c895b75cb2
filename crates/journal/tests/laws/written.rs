//! Journals as a runner writes them, and a store that keeps them in memory.

use stopgate_journal::{Event, Head, Journal, Store, StoreFailure};

use crate::AT;
use crate::dice::Dice;
use crate::runs::{created, likely_event};

/// Lines in memory. Fails when it is told to.
#[derive(Debug, Default)]
pub(crate) struct Memory {
    pub(crate) lines: String,
    pub(crate) head: Head,
    pub(crate) fails: bool,
    pub(crate) writes: usize,
}

impl Store for Memory {
    fn append(&mut self, expected: &Head, lines: &str) -> Result<(), StoreFailure> {
        if self.fails {
            return Err(StoreFailure::World("the disk is full".into()));
        }
        if *expected != self.head {
            return Err(StoreFailure::OtherWriter);
        }
        self.lines.push_str(lines);
        self.head = stopgate_journal::read(self.lines.as_bytes()).head;
        self.writes += 1;
        Ok(())
    }

    fn read_from(&self, position: u64) -> Result<Vec<u8>, StoreFailure> {
        let position = usize::try_from(position).unwrap_or(usize::MAX);
        Ok(self
            .lines
            .as_bytes()
            .get(position..)
            .unwrap_or_default()
            .to_vec())
    }
}

/// A journal with what led to it.
pub(crate) struct Written {
    pub(crate) events: Vec<Event>,
    pub(crate) bytes: Vec<u8>,
    /// Where the records end, from 0 for none of them on.
    pub(crate) ends: Vec<usize>,
    /// The heads behind them.
    pub(crate) heads: Vec<Head>,
}

impl Written {
    /// How many records there are.
    pub(crate) fn len(&self) -> usize {
        self.events.len()
    }

    pub(crate) fn lines(&self) -> Vec<&[u8]> {
        self.ends
            .windows(2)
            .map(|ends| &self.bytes[ends[0]..ends[1]])
            .collect()
    }

    /// How many records lie before a byte.
    pub(crate) fn before(&self, byte: usize) -> usize {
        self.ends.partition_point(|end| *end <= byte) - 1
    }
}

/// A run that goes on as runs do, for up to `records` records.
pub(crate) fn written(seed: u64, records: usize) -> Written {
    let mut dice = Dice::new(seed);
    let first = Event::RunCreated(Box::new(created(&mut dice)));
    let mut journal = Journal::create(Memory::default(), AT, &first).unwrap();
    let mut written = Written {
        events: vec![first],
        bytes: Vec::new(),
        ends: vec![0, journal.store().lines.len()],
        heads: vec![Head::default(), journal.head().clone()],
    };
    for _ in 0..20 * records {
        if written.len() == records {
            break;
        }
        let event = likely_event(&mut dice, journal.state());
        if journal.record(AT, &event).is_err() {
            continue;
        }
        written.events.push(event);
        written.ends.push(journal.store().lines.len());
        written.heads.push(journal.head().clone());
    }
    assert_eq!(
        written.len(),
        records,
        "seed {seed} leads to no run of that length"
    );
    written.bytes = journal.store().lines.clone().into_bytes();
    written
}
