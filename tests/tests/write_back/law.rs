//! The law: after writing, a document reads as before, and what was written is written once.

use std::collections::BTreeMap;

use stopgate_source::{EditSet, Severity};
use stopgate_workspace::{Document, EditIntent, Engine, PhaseRecord, StepRecord};

use crate::case::{Case, meaning};
use crate::intents::{RUN, WHEN, evidence, outcome, progress, step};

/// Everything that a run writes, with a payload in every field that others fill.
pub(crate) fn hostile(document: &Document<'_>, payload: &str) -> Vec<EditIntent> {
    let phases = document.plan().map_or(&[][..], |plan| &plan.phases);
    let first = phases.first().map(|phase| phase.title.value.as_str());
    let record = PhaseRecord {
        run: RUN.into(),
        entry: 7,
        phase: payload.into(),
        outcome: format!("no-go: {payload}"),
        when: WHEN.into(),
        who: Some(payload.into()),
        steps: vec![
            step("make load", payload),
            StepRecord {
                directory: payload.into(),
                exit: payload.into(),
                id: payload.into(),
                ..step(payload, &format!("first\n{payload}\nlast"))
            },
        ],
    };
    vec![
        EditIntent::RecordPhase(record),
        evidence(
            8,
            first.unwrap_or("The plan"),
            WHEN,
            vec![step("true", payload)],
        ),
        progress(
            9,
            first,
            (
                WHEN,
                "Stopped after 2 of 5 steps; the others are to be run",
                false,
            ),
        ),
        progress(10, first, (WHEN, "Closed by a person", true)),
        outcome(WHEN, "5 of 5 steps ran"),
    ]
}

/// Notes whose words others wrote.
pub(crate) fn hostile_words(document: &Document<'_>, payload: &str) -> Vec<EditIntent> {
    let phases = document.plan().map_or(&[][..], |plan| &plan.phases);
    let first = phases.first().map(|phase| phase.title.value.as_str());
    vec![
        progress(9, Some(payload), (WHEN, payload, true)),
        progress(10, first, (WHEN, payload, false)),
        outcome(WHEN, payload),
    ]
}

/// Rules about words: they speak of the words of a note as they do of those of a person.
const ABOUT_WORDS: [&str; 5] = ["STR008", "GAT022", "EXE012", "PTH001", "LIV021"];

/// What a law was broken by.
type Faults = Vec<String>;

#[derive(Default)]
pub(crate) struct Tally {
    pub(crate) documents: usize,
    pub(crate) writes: usize,
    pub(crate) edits: usize,
    pub(crate) refused: BTreeMap<String, usize>,
    pub(crate) warnings: BTreeMap<String, usize>,
    pub(crate) faults: Faults,
}

impl Tally {
    pub(crate) fn add(&mut self, other: Self) {
        self.documents += other.documents;
        self.writes += other.writes;
        self.edits += other.edits;
        self.faults.extend(other.faults);
        for (reason, count) in other.refused {
            *self.refused.entry(reason).or_default() += count;
        }
        for (reason, count) in other.warnings {
            *self.warnings.entry(reason).or_default() += count;
        }
    }
}

/// Faults of edits as such: what they take away, and what they put in.
fn faults_of_edits(before: &[u8], edits: &EditSet) -> Faults {
    let mut faults = Vec::new();
    for edit in edits.edits() {
        let gone = &before[edit.span.range()];
        if !gone.is_empty() && (gone != b"[ ]" || edit.text != "[x]") {
            faults.push(format!("takes {:?} away", String::from_utf8_lossy(gone)));
        }
        let endings_removed = edit.text.replace("\r\n", "").replace('\n', "");
        let unseen = endings_removed.chars().find(|&c| {
            c.is_control() || matches!(c, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{ad}' | '\u{e0000}'..='\u{e007f}')
        });
        if let Some(unseen) = unseen {
            faults.push(format!("writes {unseen:?}"));
        }
        if edit.text.len() > 40_000 {
            faults.push(format!("writes {} bytes", edit.text.len()));
        }
        let crlf = before.windows(2).any(|pair| pair == b"\r\n");
        let lf = before
            .iter()
            .enumerate()
            .any(|(at, byte)| *byte == b'\n' && (at == 0 || before[at - 1] != b'\r'));
        let bare = edit.text.replace("\r\n", "").contains('\n');
        if (crlf && !lf && bare) || (!crlf && edit.text.contains('\r')) {
            faults.push("changes the line endings".into());
        }
    }
    // The result without what was put in is the document.
    let after = edits.apply(before);
    let (mut at, mut rest) = (0, Vec::new());
    let mut reached = 0;
    for edit in edits.edits() {
        let kept = edit.span.start() - reached;
        rest.extend_from_slice(&after[at..at + kept]);
        rest.extend_from_slice(&before[edit.span.range()]);
        at += kept + edit.text.len();
        reached = edit.span.end();
    }
    rest.extend_from_slice(&after[at..]);
    if rest != before {
        faults.push("other bytes have changed".into());
    }
    faults
}

pub(crate) fn law(
    engine: &Engine,
    case: &Case,
    intents: &dyn Fn(&Document<'_>) -> Vec<EditIntent>,
) -> Tally {
    let before = case.read(engine, &case.bytes);
    let mut tally = Tally::default();
    if before.plan().is_none() {
        return tally;
    }
    let intents = intents(&before);
    let written = before.record_what_fits(&intents);
    tally.writes = intents.len();
    tally.edits = written.edits.edits().len();
    for (_, reason) in &written.refused {
        *tally.refused.entry(format!("{reason:?}")).or_default() += 1;
    }
    let words = !matches!(intents.first(), Some(EditIntent::RecordPhase(_)));
    let mut faults = faults_of_edits(&case.bytes, &written.edits);
    let bytes = written.edits.apply(&case.bytes);
    let after = case.read(engine, &bytes);
    let (old, new) = (meaning(&before), meaning(&after));
    if old != new {
        let gone = old.iter().find(|line| !new.contains(line));
        let come = new.iter().find(|line| !old.contains(line));
        faults.push(format!("reads otherwise: {gone:?} became {come:?}"));
    }
    let known = case.findings(&before);
    for ((severity, message), count) in case.findings(&after) {
        let more = count.saturating_sub(
            known
                .get(&(severity, message.clone()))
                .copied()
                .unwrap_or(0),
        );
        match severity {
            _ if more == 0 => {}
            Severity::Error
                if words && ABOUT_WORDS.iter().any(|code| message.starts_with(code)) => {}
            Severity::Error => faults.push(format!("new error: {message}")),
            _ => *tally.warnings.entry(message).or_default() += more,
        }
    }
    let again = after.record_what_fits(&intents);
    if !again.edits.is_empty() {
        let text = &again.edits.edits()[0].text;
        faults.push(format!(
            "written twice: {:?}",
            text.chars().take(120).collect::<String>()
        ));
    }
    let name = &case.name;
    tally.faults = faults
        .into_iter()
        .map(|fault| format!("{name}: {fault}"))
        .collect();
    tally
}

pub(crate) fn report(what: &str, tally: &Tally) {
    println!(
        "{what}: {} documents, {} intents, {} edits, refused {:?}",
        tally.documents, tally.writes, tally.edits, tally.refused
    );
    for (warning, count) in &tally.warnings {
        println!("  new warning x{count}: {warning}");
    }
    let faults: Vec<&String> = tally.faults.iter().take(40).collect();
    assert!(
        faults.is_empty(),
        "{} faults: {faults:#?}",
        tally.faults.len()
    );
}
