//! The record of an answer: who said what to which question, and which bytes it put into the plan.

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use stopgate_source::{Edit, EditSet, Span};

use crate::answer::KeptAnswer;

/// Version of the form of a record.
const SCHEMA: u32 = 1;

/// Who says something, and when.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stamp {
    /// The name.
    pub who: String,
    /// The time in UTC: `2026-11-28T03:42:59.123Z`.
    pub when: String,
}

/// Where the bytes of a record come from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// What stood in the plan before the first question.
    Found,
    /// The skeleton of the format.
    Template,
    /// Words of the person's own.
    Given,
    /// One of several options.
    Chosen,
    /// A value that was offered, and the person said yes.
    Confirmed,
    /// Skipped: an open question.
    Skipped,
    /// Put off: by whom, and until when.
    Deferred,
    /// The person said that it does not apply, and why.
    NotApplicable,
}

impl Kind {
    /// The name in records, JSON and text.
    pub fn name(self) -> &'static str {
        match self {
            Self::Found => "found",
            Self::Template => "template",
            Self::Given => "given",
            Self::Chosen => "chosen",
            Self::Confirmed => "confirmed",
            Self::Skipped => "skipped",
            Self::Deferred => "deferred",
            Self::NotApplicable => "not-applicable",
        }
    }
}

/// The question that was asked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Asked {
    /// Its key.
    pub key: String,
    /// The section.
    pub section: String,
    /// Its text.
    pub text: String,
}

/// What is said to an open question outside of an interview.
#[derive(Clone, Debug)]
pub enum Said<'a> {
    /// Its answer.
    Answer(&'a str),
    /// It is put off.
    Delay {
        /// Who decides.
        by: &'a str,
        /// Until when, `YYYY-MM-DD`.
        until: String,
        /// Why it can wait.
        reason: &'a str,
    },
}

/// Bytes put in place of others.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Replaced {
    start: usize,
    end: usize,
    text: String,
}

/// Edits that are made together; those of a later stage are given in bytes of the result of the one before.
pub type Stage = Vec<Replaced>;

/// One line of the provenance of a plan.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Record {
    pub(crate) schema: u32,
    /// Its number, from 1.
    pub number: u64,
    /// Who said it.
    pub who: String,
    /// When, in UTC.
    pub when: String,
    /// Where the bytes come from.
    pub kind: Kind,
    /// What was asked; none for what stood there before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub question: Option<Asked>,
    #[serde(default)]
    pub(crate) answer: KeptAnswer,
    /// The record whose answer this one takes the place of.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub replaces: Option<u64>,
    /// SHA-256 of the plan before, in hexadecimal digits.
    pub before: String,
    /// SHA-256 of the plan with the edits made.
    pub after: String,
    /// Bytes of the plan before.
    pub length: usize,
    /// What was written.
    pub stages: Vec<Stage>,
}

impl Record {
    /// The record of what stands in a plan before the first question.
    pub fn of_beginning(kind: Kind, stamp: &Stamp, bytes: &[u8]) -> Self {
        Self {
            schema: SCHEMA,
            number: 1,
            who: stamp.who.clone(),
            when: stamp.when.clone(),
            kind,
            question: None,
            answer: KeptAnswer::default(),
            replaces: None,
            before: digest(bytes),
            after: digest(bytes),
            length: bytes.len(),
            stages: Vec::new(),
        }
    }

    pub(crate) fn of_answer(kind: Kind, stamp: &Stamp, (before, after): (&[u8], &[u8])) -> Self {
        Self {
            after: digest(after),
            ..Self::of_beginning(kind, stamp, before)
        }
    }

    /// The record of what was said to a question of the plan and is written by these edits.
    pub fn of_words(
        stamp: &Stamp,
        (question, said): (Option<Asked>, &Said<'_>),
        (bytes, edits): (&[u8], &EditSet),
    ) -> Self {
        let (kind, answer) = match said {
            Said::Answer(text) => (
                Kind::Given,
                KeptAnswer {
                    text: Some((*text).to_owned()),
                    ..KeptAnswer::default()
                },
            ),
            Said::Delay { by, until, reason } => (
                Kind::Deferred,
                KeptAnswer {
                    text: Some((*reason).to_owned()),
                    by: Some((*by).to_owned()),
                    until: Some(until.clone()),
                },
            ),
        };
        Self {
            question,
            answer,
            stages: vec![stage_of(edits)],
            ..Self::of_answer(kind, stamp, (bytes, &edits.apply(bytes)))
        }
    }

    /// The line of the record, with its ending.
    pub fn line(&self) -> String {
        let line = serde_json::to_string(self)
            .unwrap_or_else(|error| unreachable!("a record is plain data: {error}"));
        format!("{line}\n")
    }

    /// What the person said, where it was words.
    pub fn said(&self) -> Option<&str> {
        self.answer.text.as_deref()
    }

    /// The plan with the edits of the record made.
    pub fn apply(&self, bytes: &[u8]) -> Vec<u8> {
        let mut bytes = bytes.to_vec();
        for stage in &self.stages {
            bytes = edits_of(stage).apply(&bytes);
        }
        bytes
    }

    /// The edits of each stage.
    pub fn edits(&self) -> impl Iterator<Item = EditSet> {
        self.stages.iter().map(edits_of)
    }
}

/// Edits as they are kept.
pub(crate) fn stage_of(edits: &EditSet) -> Stage {
    let kept = |edit: &Edit| Replaced {
        start: edit.span.start(),
        end: edit.span.end(),
        text: edit.text.clone(),
    };
    edits.edits().iter().map(kept).collect()
}

fn edits_of(stage: &Stage) -> EditSet {
    let edit = |kept: &Replaced| Edit {
        span: Span::new(kept.start, kept.end.max(kept.start)),
        text: kept.text.clone(),
    };
    EditSet::new(stage.iter().map(edit).collect()).unwrap_or_default()
}

/// SHA-256 in hexadecimal digits.
pub fn digest(bytes: &[u8]) -> String {
    let digest = Sha256::digest(bytes);
    digest.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Reads the records of a plan. A last line without its ending was being written when the process ended, and
/// counts for nothing.
///
/// # Errors
/// The number of the first line, from 1, that is no record.
pub fn read_records(text: &str) -> Result<Vec<Record>, usize> {
    let whole = text.rfind('\n').map_or("", |end| &text[..=end]);
    let lines = whole.lines().enumerate();
    lines
        .map(|(index, line)| serde_json::from_str(line).map_err(|_| index + 1))
        .collect()
}
