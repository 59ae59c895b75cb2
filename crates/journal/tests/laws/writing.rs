//! Writing: what is refused, what fails, and what may go on.

use stopgate_journal::{Event, Journal, JournalFailure, StoreFailure, read};

use crate::AT;
use crate::dice::Dice;
use crate::runs::{created, likely_event};
use crate::written::{Memory, written};

fn begun() -> Journal<Memory> {
    let first = Event::RunCreated(Box::new(created(&mut Dice::new(1))));
    Journal::create(Memory::default(), AT, &first).unwrap()
}

const ENTER: Event = Event::PhaseEntered { phase: 0 };
const NOTE: Event = Event::Recovered { torn: 1 };

#[test]
fn a_journal_begins_with_the_creation_of_its_run() {
    let failure = Journal::create(Memory::default(), AT, &ENTER).unwrap_err();
    assert!(matches!(failure, JournalFailure::Refused(_)), "{failure}");
}

#[test]
fn what_is_staged_is_written_at_once_and_in_one_write() {
    let mut journal = begun();
    let durable = journal.head().clone();
    journal.stage(AT, &ENTER).unwrap();
    journal.stage(AT, &NOTE).unwrap();
    assert_eq!(journal.head(), &durable);
    assert_eq!(journal.store().writes, 1);
    journal.commit().unwrap();
    assert_eq!(journal.store().writes, 2);
    let reading = read(journal.store().lines.as_bytes());
    assert_eq!((&reading.head, reading.head.records), (journal.head(), 3));
    assert_eq!(reading.state.as_ref(), Some(journal.state()));
}

#[test]
fn a_refused_event_changes_nothing_and_the_journal_goes_on() {
    let mut journal = begun();
    journal.stage(AT, &ENTER).unwrap();
    let before = journal.state().clone();
    journal.stage(AT, &ENTER).unwrap_err();
    assert_eq!(journal.state(), &before);
    journal.record(AT, &NOTE).unwrap();
    let reading = read(journal.store().lines.as_bytes());
    assert_eq!((reading.fault, reading.head.records), (None, 3));
    assert_eq!(reading.state.as_ref(), Some(journal.state()));
}

#[test]
fn after_a_write_that_failed_nothing_more_is_written() {
    let memory = Memory {
        fails: true,
        ..Memory::default()
    };
    let first = Event::RunCreated(Box::new(created(&mut Dice::new(1))));
    let failure = Journal::create(memory, AT, &first).unwrap_err();
    assert!(
        matches!(failure, JournalFailure::Store(StoreFailure::World(_))),
        "{failure}"
    );

    let reading = read(&written(3, 4).bytes);
    let memory = Memory {
        fails: true,
        ..Memory::default()
    };
    let mut journal = Journal::resume(memory, reading).unwrap();
    let next = likely_event(&mut Dice::new(1), journal.state());
    journal.record(AT, &next).unwrap_err();
    let again = journal.commit().unwrap_err();
    assert!(again.to_string().contains("read again"), "{again}");
    assert_eq!(journal.store().writes, 0);
}

#[test]
fn another_writer_is_noticed() {
    let mut journal = Journal::resume(Memory::default(), read(&written(3, 4).bytes)).unwrap();
    let failure = journal.record(AT, &NOTE).unwrap_err();
    assert_eq!(failure, JournalFailure::Store(StoreFailure::OtherWriter));
}

#[test]
fn a_torn_journal_goes_on_and_a_changed_one_does_not() {
    let bytes = written(3, 4).bytes;
    let resume = |bytes: &[u8]| Journal::resume(Memory::default(), read(bytes));
    assert!(resume(&bytes).is_some());
    assert!(resume(&bytes[..bytes.len() - 1]).is_some());
    assert!(resume(&[&bytes[..], b"x"].concat()).is_none());
    assert!(resume(b"").is_none());
}
