//! The law: a living edit adds itself. What was there is there, the plan has one entry more and its steps as
//! before, and an approval stays where the edit is in a living part.

use std::collections::BTreeMap;

use stopgate_gate::Environment;
use stopgate_source::{EditSet, Severity};
use stopgate_workspace::{Document, Engine, Living, NotEdited, NoteKind};

use crate::documents::{Case, folder};

/// Rules about words: they speak of the words of a note as they do of those of a person.
/// So do those about open questions, risks without an answer, decisions without alternatives, outcomes that are
/// still to come, stated totals and a status that calls the plan ready: what a note adds may be just that.
const ABOUT_WORDS: [&str; 16] = [
    "STR008", "EXE012", "LIV021", "SEC", "REQ", "LIV002", "LIV003", "STR013", "PTH", "GAT", "RSK",
    "LIV010", "LIV011", "TSK028", "TSK033", "STR025",
];

/// What came of a law.
#[derive(Default)]
pub struct Tally {
    /// Plans that were tried.
    pub plans: usize,
    /// Edits that were made.
    pub made: usize,
    /// Those that were not, by reason.
    pub refused: BTreeMap<String, usize>,
    pub faults: Vec<String>,
}

impl Tally {
    /// Both together.
    pub fn add(&mut self, other: Self) {
        self.plans += other.plans;
        self.made += other.made;
        self.faults.extend(other.faults);
        for (reason, count) in other.refused {
            *self.refused.entry(reason).or_default() += count;
        }
    }
}

/// Tries a living edit on a document.
pub fn law(engine: &Engine, case: &Case, document: &Document<'_>, living: &Living) -> Tally {
    let mut tally = Tally::default();
    let edits = match document.living(living) {
        Ok(made) => made.edits,
        Err(why) => {
            let reason = match why {
                NotEdited::Unwritable(reason) => format!("{reason:?}"),
                NotEdited::NotOne(_) => "NotOne".to_owned(),
                NotEdited::Secret => "Secret".to_owned(),
            };
            tally.refused.insert(reason, 1);
            return tally;
        }
    };
    tally.made = 1;
    let bytes = edits.apply(&case.bytes);
    let after = case.read(engine, &bytes);
    let mut faults = of_bytes(&case.bytes, &edits, living);
    faults.extend(of_entries(document, &after, living, edits.is_empty()));
    faults.extend(of_succession(document, &after, living));
    faults.extend(of_steps(document, &after));
    faults.extend(of_approval(document, &after, living));
    // A tick says that something is done, and rules ask whether it is.
    if !matches!(living, Living::Tick { .. }) {
        faults.extend(of_findings(case, document, &after));
    }
    let named = |fault| format!("{}: {}: {fault}", case.name, short(living));
    tally.faults = faults.into_iter().map(named).collect();
    tally
}

fn short(living: &Living) -> String {
    format!("{living:?}").chars().take(160).collect()
}

/// Every byte that was there is there, but for a mark in a box and the value of a cell that is set.
fn of_bytes(before: &[u8], edits: &EditSet, living: &Living) -> Vec<String> {
    let mut faults = Vec::new();
    let may_set = !matches!(living, Living::Note(_));
    let crlf = before.windows(2).filter(|pair| pair == b"\r\n").count();
    let lf = before.iter().filter(|byte| **byte == b'\n').count() - crlf;
    for edit in edits.edits() {
        let gone = &before[edit.span.range()];
        let is_mark = gone.len() == 3 && gone[0] == b'[' && edit.text.len() == 3;
        if !gone.is_empty() && !is_mark && (!may_set || gone.contains(&b'\n')) {
            faults.push(format!("takes {:?} away", String::from_utf8_lossy(gone)));
        }
        let bare = edit.text.replace("\r\n", "");
        if (crlf > 0 && lf == 0 && bare.contains('\n')) || (crlf == 0 && edit.text.contains('\r')) {
            faults.push("changes the line endings".to_owned());
        }
        let unseen = bare.chars().find(|&c| {
            (c.is_control() && c != '\n') || matches!(c, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{ad}' | '\u{e0000}'..='\u{e007f}')
        });
        if let Some(unseen) = unseen {
            faults.push(format!("writes {unseen:?}"));
        }
    }
    faults
}

/// How many entries of each kind a plan has.
fn counts(document: &Document<'_>) -> Vec<(&'static str, usize)> {
    let Some(plan) = document.plan() else {
        return Vec::new();
    };
    vec![
        ("progress", plan.progress.len()),
        ("surprises", plan.discoveries.len()),
        ("decisions", plan.decisions.len()),
        ("questions", plan.questions.len() + plan.gaps.len()),
        ("risks", plan.risks.len()),
        ("actions", plan.actions.len()),
        ("tasks", plan.tasks().count()),
        ("phases", plan.phases.len()),
        ("checks", plan.checks.len()),
        ("requirements", plan.requirements.len()),
        ("criteria", plan.criteria.len()),
        ("header", plan.header.len()),
        ("gate lines", usize::from(plan.gate.is_some())),
        ("listings", plan.listings.len()),
        ("formats", usize::from(plan.format.confidence > 0.0)),
    ]
}

fn of_entries(
    before: &Document<'_>,
    after: &Document<'_>,
    living: &Living,
    says_so: bool,
) -> Vec<String> {
    let grows = match living {
        Living::Note(note) if !says_so => match note.kind {
            NoteKind::Progress => "progress",
            NoteKind::Surprise => "surprises",
            NoteKind::Decision => "decisions",
            NoteKind::Question => "questions",
            NoteKind::Risk => "risks",
            NoteKind::Action => "actions",
            NoteKind::Outcome => "",
        },
        Living::Supersede(_) if status(before).is_none() => "header",
        _ => "",
    };
    let pairs = counts(before).into_iter().zip(counts(after));
    let wrong = pairs.filter(|((what, old), (_, new))| *new != old + usize::from(*what == grows));
    wrong
        .map(|((what, old), (_, new))| format!("{old} {what} became {new}"))
        .collect()
}

/// What the status of a plan says.
fn status<'d>(document: &'d Document<'_>) -> Option<&'d str> {
    document.plan()?.header("status")?.value.text().or(Some(""))
}

/// A plan whose place another one has taken says so, does not pass, and keeps what its status said.
fn of_succession(before: &Document<'_>, after: &Document<'_>, living: &Living) -> Vec<String> {
    let Living::Supersede(other) = living else {
        return Vec::new();
    };
    let said = after.plan().and_then(|plan| plan.superseded.as_ref());
    let said = said.map_or("", |status| &status.value);
    let mut faults = Vec::new();
    if !said.starts_with(&format!("Superseded 2026-06-01 by {} (Ruth — ", other.by)) {
        faults.push(format!("its status says {said:?}"));
    }
    let was = status(before).unwrap_or_default();
    let was: String = was.chars().filter(|c| c.is_alphanumeric()).collect();
    let letters: String = said.chars().filter(|c| c.is_alphanumeric()).collect();
    if !letters.ends_with(&was) {
        faults.push(format!("the status was {was:?} and is {said:?}"));
    }
    if after.verdict(&[]).passes() {
        faults.push("it passes its gate".to_owned());
    }
    faults
}

fn of_steps(before: &Document<'_>, after: &Document<'_>) -> Vec<String> {
    let told = |document: &Document<'_>| -> Vec<String> {
        let steps = document.steps().into_iter();
        steps
            .map(|step| {
                format!(
                    "{} {:?} {} {:?}",
                    step.id, step.kind, step.command, step.unfit
                )
            })
            .collect()
    };
    let (old, new) = (told(before), told(after));
    let other = old.iter().zip(&new).find(|(old, new)| old != new);
    (old != new)
        .then(|| format!("other steps: {} became {}, {other:?}", old.len(), new.len()))
        .into_iter()
        .collect()
}

/// What stands in a living section, and the state of a box, keeps the approval.
fn of_approval(before: &Document<'_>, after: &Document<'_>, living: &Living) -> Vec<String> {
    let digest = |document: &Document<'_>| {
        let bound = document.binding(Environment::default());
        bound.map(|bound| bound.digest())
    };
    let lives = |kinds: &[&str]| {
        let plan = before.plan();
        let sections = plan.map_or(&[][..], |plan| &plan.sections);
        let mut sections = sections.iter();
        sections
            .any(|section| section.living && kinds.contains(&section.id.as_deref().unwrap_or("")))
    };
    let keeps = match living {
        Living::Note(note) => match note.kind {
            NoteKind::Progress => lives(&["progress"]),
            NoteKind::Surprise => lives(&["discoveries"]),
            NoteKind::Decision => lives(&["decisions"]),
            NoteKind::Outcome => lives(&["outcomes"]),
            _ => false,
        },
        Living::Tick { when: _, .. } => {
            let plan = before.plan();
            plan.is_some_and(|plan| plan.progress.is_empty())
        }
        _ => false,
    };
    if keeps && digest(before) != digest(after) {
        return vec!["voids the approval".to_owned()];
    }
    Vec::new()
}

/// What was wrong may be right, and nothing becomes wrong but what the words say.
fn of_findings(case: &Case, before: &Document<'_>, after: &Document<'_>) -> Vec<String> {
    let errors = |document: &Document<'_>| {
        let mut counted: BTreeMap<String, usize> = BTreeMap::new();
        for finding in document.check(&case.options, &folder()).findings {
            if finding.severity == Severity::Error {
                *counted.entry(finding.code.to_owned()).or_default() += 1;
            }
        }
        counted
    };
    let old = errors(before);
    let new = errors(after).into_iter();
    let more = new.filter(|(code, count)| *count > old.get(code).copied().unwrap_or(0));
    more.filter(|(code, _)| !ABOUT_WORDS.iter().any(|known| code.starts_with(known)))
        .map(|(code, _)| format!("new error {code}"))
        .collect()
}
