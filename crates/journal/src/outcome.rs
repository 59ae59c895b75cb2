//! What came of a command.

use std::time::Duration;

use serde::{Deserialize, Serialize};
use stopgate_model::Expectation;

/// How a command ended.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "how", content = "value", rename_all = "kebab-case")]
pub enum Ending {
    /// It exited with this code.
    Exit(i32),
    /// A signal ended it.
    Signal(i32),
    /// It was ended because its time was over.
    TimedOut,
    /// It never began; why. Nothing of it has happened.
    NotStarted(String),
    /// This file, which it uses and which was approved with it, was changed while it ran. However it
    /// ended, it counts for nothing.
    Tampered(String),
    /// An agent ended, and what it may not write had changed: these paths.
    Overstepped(Vec<String>),
    /// An agent ended, and the plan was not what was approved any more.
    PlanChanged,
}

/// Whether an expectation was met.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Met {
    /// It was.
    Yes,
    /// It was not.
    No,
    /// A person decides at the gate.
    ByPerson,
}

/// What a command wrote on both streams, secrets masked. Never holds more than the first and the last
/// [`Output::KEPT`] bytes.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Output {
    /// How many bytes, after masking.
    pub bytes: u64,
    /// SHA-256 of all of them, in the order in which they arrived, in hexadecimal digits.
    pub sha256: String,
    /// The first bytes, as text.
    pub head: String,
    /// The last bytes, as text; empty where the head is all.
    pub tail: String,
    /// How many secrets were masked.
    pub masked: u64,
}

impl Output {
    /// Bytes kept of the beginning, and of the end.
    pub const KEPT: usize = 64 * 1024;
}

/// What came of a job.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Outcome {
    /// How it ended.
    pub ending: Ending,
    /// How long it took; milliseconds in JSON.
    #[serde(rename = "duration_ms", with = "milliseconds")]
    pub duration: Duration,
    /// What it wrote.
    pub output: Output,
    /// For each expectation of the job, whether it was met.
    pub met: Vec<Met>,
    /// How many processes it left behind, which were ended.
    pub left_behind: u32,
}

impl Outcome {
    /// True where the command did what was expected: every expectation that decides by itself is met,
    /// and it exited with 0 unless an expectation speaks of the exit code.
    pub fn is_success(&self, expectations: &[Expectation]) -> bool {
        let about_exit =
            |expected: &Expectation| matches!(expected, Expectation::Exit(_) | Expectation::Fails);
        let ran = matches!(self.ending, Ending::Exit(_) | Ending::Signal(_));
        let exit_holds = self.ending == Ending::Exit(0) || expectations.iter().any(about_exit);
        ran && exit_holds && !self.met.contains(&Met::No)
    }
}

/// A duration as whole milliseconds.
mod milliseconds {
    use std::time::Duration;

    use serde::{Deserialize as _, Deserializer, Serializer};

    pub(super) fn serialize<S: Serializer>(value: &Duration, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_u64(u64::try_from(value.as_millis()).unwrap_or(u64::MAX))
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Duration, D::Error> {
        u64::deserialize(from).map(Duration::from_millis)
    }
}
