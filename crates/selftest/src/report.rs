//! Carries rows out, and what came of them.

use std::time::Duration;

use serde::Serialize;
use stopgate_system::{file_system_of, kernel};

use crate::rows::Row;
use crate::stage::Stage;
use crate::tries::{Halt, Tries};

/// Most faults of one row that are told.
const TOLD: usize = 5;

/// What came of a row.
#[derive(Clone, Debug, Serialize)]
pub struct Tried {
    /// The row: `FAULT-1`.
    pub row: &'static str,
    /// What was tried.
    pub tried: &'static str,
    /// How often, and in what is counted.
    pub times: usize,
    /// What is counted.
    pub unit: &'static str,
    /// How many things were looked at.
    pub facts: usize,
    /// What went wrong, the first of it.
    pub faults: Vec<String>,
    /// How much went wrong.
    pub fault_count: usize,
    /// How long it took.
    pub seconds: f64,
    /// What follows.
    pub verdict: Verdict,
    /// Why it cannot be tested here.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

/// What follows from a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    /// Everything that must hold held.
    Holds,
    /// Something did not.
    Fails,
    /// This machine does not let it be tried.
    CannotBeTestedHere,
}

/// The machine on which it was tried.
#[derive(Clone, Debug, Serialize)]
pub struct Machine {
    /// `Linux 6.12.1`
    pub kernel: String,
    /// The file system of the folder: `ext4`.
    pub file_system: String,
}

impl Machine {
    /// That of a stage.
    pub fn of(stage: &Stage) -> Self {
        Self {
            kernel: kernel(),
            file_system: file_system_of(stage.path()),
        }
    }
}

impl Verdict {
    /// As it stands in the table.
    pub fn word(self) -> &'static str {
        match self {
            Self::Holds => "holds",
            Self::Fails => "FAILS",
            Self::CannotBeTestedHere => "cannot be tested here",
        }
    }
}

/// Carries a row out.
pub fn carry_out(row: &Row, stage: &Stage, tries: &mut Tries) -> Tried {
    let halted = (row.carry)(stage, tries).err();
    Tried::of(row, tries, halted)
}

impl Tried {
    /// What follows from what was found, and from what kept a row from going on.
    pub fn of(row: &Row, tries: &Tries, halted: Option<Halt>) -> Self {
        let mut faults: Vec<String> = tries.facts.iter().filter_map(crate::Fact::fault).collect();
        let mut reason = None;
        match halted {
            Some(Halt::Cannot(why)) => reason = Some(why),
            Some(Halt::Broke(why)) => faults.push(why),
            // What looks at nothing holds nothing.
            None if tries.facts.is_empty() => faults.push("nothing was looked at".to_owned()),
            None => {}
        }
        let verdict = match (&reason, faults.is_empty()) {
            (_, false) => Verdict::Fails,
            (Some(_), true) => Verdict::CannotBeTestedHere,
            (None, true) => Verdict::Holds,
        };
        let fault_count = faults.len();
        faults.truncate(TOLD);
        Self {
            row: row.id,
            tried: row.tries,
            times: tries.done,
            unit: row.unit,
            facts: tries.facts.len(),
            faults,
            fault_count,
            seconds: rounded(tries.elapsed()),
            verdict,
            reason,
        }
    }

    /// The verdict with its reason.
    pub fn verdict_in_words(&self) -> String {
        let word = self.verdict.word();
        match &self.reason {
            Some(reason) => format!("{word}: {reason}"),
            None => word.to_owned(),
        }
    }
}

fn rounded(time: Duration) -> f64 {
    (time.as_secs_f64() * 10.0).round() / 10.0
}

/// The table in Markdown, and below it what went wrong.
pub fn markdown(version: &str, machine: &Machine, all: &[Tried]) -> String {
    let Machine {
        kernel,
        file_system,
    } = machine;
    let mut text = format!(
        "# Selftest of stopgate {version}\n\n{kernel}, folder on {file_system}.\n\n\
         | row | what was tried | how often | faults | seconds | verdict |\n|---|---|---|---|---|---|\n"
    );
    for one in all {
        let (row, tried, times, unit) = (one.row, one.tried, one.times, one.unit);
        let (faults, seconds, verdict) = (one.fault_count, one.seconds, one.verdict_in_words());
        let cells = format!("{row} | {tried} | {times} {unit} | {faults} | {seconds:.1}");
        text.push_str(&format!("| {cells} | {} |\n", in_cell(&verdict)));
    }
    let failed: Vec<&Tried> = all.iter().filter(|one| one.fault_count > 0).collect();
    if !failed.is_empty() {
        text.push_str("\n## What failed\n\n");
    }
    for one in failed {
        for fault in &one.faults {
            text.push_str(&format!("- {}: {}\n", one.row, in_cell(fault)));
        }
    }
    text
}

/// Text that ends no cell and begins no markup.
fn in_cell(text: &str) -> String {
    let plain = |c: char| match c {
        '|' | '<' | '>' | '`' | '*' | '_' | '[' | ']' | '\\' => format!("\\{c}"),
        c if c.is_control() => " ".to_owned(),
        c => c.to_string(),
    };
    text.chars().map(plain).collect()
}
