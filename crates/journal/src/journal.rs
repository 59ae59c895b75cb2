//! A journal that is written while a run goes on.

use crate::{Event, Fault, FaultKind, Head, Reading, Refused, State, encode};

/// What keeps the lines of a journal. One writer at a time.
pub trait Store {
    /// Appends lines behind the record that `expected` names, and returns when they are durable.
    ///
    /// # Errors
    /// When the end is another one, or the lines cannot be made durable. Then nobody knows how much of
    /// them is there: the journal has to be read again.
    fn append(&mut self, expected: &Head, lines: &str) -> Result<(), StoreFailure>;

    /// The bytes from a position on.
    ///
    /// # Errors
    /// When they cannot be read.
    fn read_from(&self, position: u64) -> Result<Vec<u8>, StoreFailure>;
}

/// Why a store did not do its work.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum StoreFailure {
    /// Somebody else wrote to the journal.
    #[error("somebody else wrote to the journal")]
    OtherWriter,
    /// The world did not let it; in words.
    #[error("{0}")]
    World(String),
}

/// Why an event was not recorded.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum JournalFailure {
    /// It cannot follow the state of the run.
    #[error("the journal refuses the event: {0}")]
    Refused(#[from] Refused),
    /// It could not be made durable.
    #[error("the journal cannot be written: {0}")]
    Store(#[from] StoreFailure),
    /// It could not be written as JSON.
    #[error("the event cannot be written: {0}")]
    Encoding(String),
}

/// A journal with the state that its records lead to.
#[derive(Debug)]
pub struct Journal<S> {
    store: S,
    /// The end of what is durable.
    head: Head,
    /// The end of what is staged.
    staged: Head,
    lines: String,
    state: State,
    /// False once a write failed: nobody knows then which lines are there.
    sound: bool,
}

impl<S: Store> Journal<S> {
    /// Begins the journal of a new run, durably.
    ///
    /// # Errors
    /// When the event does not create a run, or cannot be made durable.
    pub fn create(mut store: S, at: &str, event: &Event) -> Result<Self, JournalFailure> {
        let state = State::first(event, at)?;
        let head = Head::default();
        let (line, next) = encoded(&head, at, event)?;
        store.append(&head, &line)?;
        Ok(Self {
            store,
            staged: next.clone(),
            head: next,
            lines: String::new(),
            state,
            sound: true,
        })
    }

    /// Goes on with a journal that was read. None where it has no state, where it was tampered with, and
    /// where a newer version wrote to it. A torn end has to be set aside first.
    pub fn resume(store: S, reading: Reading) -> Option<Self> {
        let torn = |fault: &Fault| fault.kind == FaultKind::Torn;
        reading.fault.as_ref().is_none_or(torn).then_some(())?;
        Some(Self {
            store,
            staged: reading.head.clone(),
            head: reading.head,
            lines: String::new(),
            state: reading.state?,
            sound: true,
        })
    }

    /// Applies an event that happened `at` a time, and keeps its line until the next
    /// [`Journal::commit`]. Nobody may be told of it before.
    ///
    /// # Errors
    /// When it is refused; then nothing has changed.
    pub fn stage(&mut self, at: &str, event: &Event) -> Result<(), JournalFailure> {
        let (line, next) = encoded(&self.staged, at, event)?;
        self.state.apply(event, at)?;
        self.lines.push_str(&line);
        self.staged = next;
        Ok(())
    }

    /// Makes what was staged durable, in one write.
    ///
    /// # Errors
    /// When it cannot be made durable. The journal is of no use after that, and nothing more is
    /// written: the run is to be ended, and the journal read again.
    pub fn commit(&mut self) -> Result<(), JournalFailure> {
        if self.lines.is_empty() {
            return Ok(());
        }
        if !self.sound {
            let why = "an earlier write failed; the journal has to be read again";
            return Err(StoreFailure::World(why.into()).into());
        }
        self.sound = false;
        self.store.append(&self.head, &self.lines)?;
        self.sound = true;
        self.lines.clear();
        self.head = self.staged.clone();
        Ok(())
    }

    /// Records an event durably.
    ///
    /// # Errors
    /// When it is refused, or cannot be made durable.
    pub fn record(&mut self, at: &str, event: &Event) -> Result<(), JournalFailure> {
        self.stage(at, event)?;
        self.commit()
    }

    /// The state of the run.
    pub fn state(&self) -> &State {
        &self.state
    }

    /// The end of the durable chain.
    pub fn head(&self) -> &Head {
        &self.head
    }

    /// What keeps the lines.
    pub fn store(&self) -> &S {
        &self.store
    }
}

fn encoded(head: &Head, at: &str, event: &Event) -> Result<(String, Head), JournalFailure> {
    encode(head, at, event).map_err(|error| JournalFailure::Encoding(error.to_string()))
}
