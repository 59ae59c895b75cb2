//! Reading a journal back: the longest valid prefix, and what is wrong behind it.

use serde::Deserialize;

use crate::chain::{self, VERSION, hash};
use crate::{Event, Head, State, torn};

/// A record of a journal.
#[derive(Clone, Debug, PartialEq)]
pub struct Record {
    /// Version of the line.
    pub version: u32,
    /// Its number, counted from 1.
    pub seq: u64,
    /// Hash of the record before.
    pub prev: String,
    /// When it happened, UTC, RFC 3339.
    pub at: String,
    /// What happened.
    pub event: Event,
    /// Its hash.
    pub hash: String,
}

/// What is wrong with a journal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// Number of the first bad record, counted from 1.
    pub record: u64,
    /// Whether a crash can have done it.
    pub kind: FaultKind,
    /// What is wrong.
    pub why: String,
}

/// Where a fault can come from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FaultKind {
    /// The last record was not written to its end, as after a crash. It was never reported as durable,
    /// unless somebody cut it: the chain cannot tell that.
    Torn,
    /// A newer version of Stopgate wrote it.
    Newer,
    /// Somebody or something changed what had been written.
    Tampered,
}

/// A journal, read.
#[derive(Clone, Debug, PartialEq)]
pub struct Reading {
    /// The valid records, in order.
    pub records: Vec<Record>,
    /// The state that they lead to; none where not even the first one is valid.
    pub state: Option<State>,
    /// What the next record builds on.
    pub head: Head,
    /// How many bytes are valid.
    pub valid: usize,
    /// What is wrong behind them.
    pub fault: Option<Fault>,
}

/// Reads any bytes as a journal; never fails: what is valid is kept, and the first fault is named.
pub fn read(bytes: &[u8]) -> Reading {
    let mut reading = Reading {
        records: Vec::new(),
        state: None,
        head: Head::default(),
        valid: 0,
        fault: None,
    };
    while reading.valid < bytes.len() {
        if let Err((kind, why)) = reading.take(&bytes[reading.valid..]) {
            let is_torn = torn::is_torn(bytes, reading.valid, &reading.head);
            let torn = (FaultKind::Torn, "it was not written to its end".to_owned());
            let (kind, why) = if is_torn { torn } else { (kind, why) };
            let record = reading.head.records + 1;
            reading.fault = Some(Fault { record, kind, why });
            break;
        }
    }
    reading
}

/// What every version of a line has.
#[derive(Deserialize)]
struct Frame {
    v: u64,
    seq: u64,
    prev: String,
}

type Wrong = (FaultKind, String);

impl Reading {
    /// Takes the first line of `rest`.
    fn take(&mut self, rest: &[u8]) -> Result<(), Wrong> {
        let end = rest.iter().position(|byte| *byte == b'\n');
        let end = end.ok_or_else(|| tampered("its end is missing, and it is no record so far"))?;
        let line = std::str::from_utf8(&rest[..end]).map_err(|_| tampered("it is not UTF-8"))?;
        let (hashed, stated) = chain::split(line).ok_or_else(|| tampered("it is no record"))?;
        let actual = hash(hashed.as_bytes());
        if actual != stated {
            return Err(tampered("its bytes are not those that were hashed"));
        }
        let record = self.parse(line, hashed, &actual)?;
        self.apply(&record).map_err(|why| tampered(&why))?;
        self.head = Head {
            records: record.seq,
            hash: actual,
        };
        self.records.push(record);
        self.valid += end + 1;
        Ok(())
    }

    /// A line is read as it is written, byte for byte: a reader of any JSON would take fields twice, or
    /// some that another reader does not know.
    fn parse(&self, line: &str, hashed: &str, hash: &str) -> Result<Record, Wrong> {
        let behind = hashed.strip_prefix(&chain::beginning(&self.head));
        let behind = behind.ok_or_else(|| self.strange(line))?;
        let (at, event) = behind.split_once("\",").ok_or_else(no_line)?;
        if at.contains('\\') {
            return Err(no_line());
        }
        let event = serde_json::from_str(&format!("{{{event}}}"))
            .map_err(|error| tampered(&format!("it cannot be read: {error}")))?;
        Ok(Record {
            version: VERSION,
            seq: self.head.records + 1,
            prev: self.head.hash.clone(),
            at: at.to_owned(),
            event,
            hash: hash.to_owned(),
        })
    }

    /// What is wrong with a line that does not begin as the next one does. A newer one follows the chain
    /// like any other, or somebody made it up.
    fn strange(&self, line: &str) -> Wrong {
        let frame: Frame = match serde_json::from_str(line) {
            Ok(frame) => frame,
            Err(error) => return tampered(&format!("it cannot be read: {error}")),
        };
        if frame.prev != self.head.hash || frame.seq != self.head.records + 1 {
            return tampered("it does not follow the record before it");
        }
        if frame.v > u64::from(VERSION) {
            let why = "a newer version of Stopgate wrote it".to_owned();
            return (FaultKind::Newer, why);
        }
        no_line()
    }

    fn apply(&mut self, record: &Record) -> Result<(), String> {
        let refused = |refused: crate::Refused| refused.to_string();
        match &mut self.state {
            Some(state) => state.apply(&record.event, &record.at).map_err(refused),
            None => {
                self.state = Some(State::first(&record.event, &record.at).map_err(refused)?);
                Ok(())
            }
        }
    }
}

fn no_line() -> Wrong {
    tampered("no version of Stopgate writes such a line")
}

fn tampered(why: &str) -> Wrong {
    (FaultKind::Tampered, why.to_owned())
}
