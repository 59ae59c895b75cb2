//! `stopgate note`: adds an entry to what a plan keeps current (E1-E3, P5, T5).

use std::path::Path;

use stopgate_workspace::{Living, Note};

use crate::arguments::{Common, Judging};
use crate::commands::living::{Details, KindName, Writing};
use crate::exit::{Exit, Trouble};
use crate::living::{Wish, carry_out, typed, when};

/// Adds the entry.
pub(crate) fn run(
    common: &Common,
    (kind, plan): (KindName, &Path),
    (text, details): (&[String], &Details),
    (writing, judging): (&Writing, &Judging),
) -> Result<Exit, Trouble> {
    if details.evidence.as_deref() == Some("-") && text == ["-"] {
        return Err(Trouble::Usage(
            "standard input is one text; give the other one on the command line".to_owned(),
        ));
    }
    let details = given(kind, details)?;
    let note = Note {
        kind: kind.into(),
        text: typed(&text.join(" "))?,
        when: when(writing),
        who: writing.who(),
        details,
    };
    let wish = Wish {
        edit: "note",
        kind: Some(kind.name()),
        living: Living::Note(note),
    };
    carry_out(common, plan, &wish, (writing, judging))
}

/// What was given, by its column; no more and no less than such an entry says.
fn given(kind: KindName, details: &Details) -> Result<Vec<(&'static str, String)>, Trouble> {
    use KindName::{Action, Decision, Progress, Question, Risk, Surprise};
    let level = |level: Option<crate::commands::living::LevelName>| {
        level.map(|level| level.written().to_owned())
    };
    let all: [(&'static str, Option<String>, &[KindName], &[KindName]); 9] = [
        ("remaining", details.remaining.clone(), &[Progress], &[]),
        (
            "evidence",
            details.evidence.clone(),
            &[Surprise],
            &[Surprise],
        ),
        (
            "rationale",
            details.rationale.clone(),
            &[Decision],
            &[Decision],
        ),
        (
            "alternatives",
            details.alternatives.clone(),
            &[Decision],
            &[],
        ),
        ("likelihood", level(details.likelihood), &[Risk], &[]),
        ("impact", level(details.impact), &[Risk], &[]),
        ("mitigation", details.mitigation.clone(), &[Risk], &[]),
        (
            "owner",
            details.owner.clone(),
            &[Question, Risk, Action],
            &[Action],
        ),
        (
            "due",
            details.due.map(|due| due.to_string()),
            &[Action],
            &[Action],
        ),
    ];
    let mut found = Vec::new();
    for (id, value, may, must) in all {
        match value {
            None if must.contains(&kind) => {
                return Err(Trouble::Usage(format!(
                    "an entry of {} says more than its text; give --{id} too",
                    kind.name()
                )));
            }
            None => {}
            Some(_) if !may.contains(&kind) => {
                return Err(Trouble::Usage(format!(
                    "an entry of {} has no place for --{id}; leave it out",
                    kind.name()
                )));
            }
            Some(value) => found.push((id, typed(&value)?)),
        }
    }
    Ok(found)
}
