//! `stopgate note`: adds an entry to what a plan keeps current (E1-E3, P5, T5).

use std::path::Path;

use stopgate_workspace::{Living, Note};

use crate::arguments::{Common, Judging};
use crate::commands::living::{Details, KindName, LevelName, Writing};
use crate::exit::{Exit, Trouble};
use crate::living::{Wish, carry_out, said, typed, when};

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
        text: typed("the text", &text.join(" "))?,
        when: when(writing),
        who: writing.who(common, plan)?,
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
    let mut found = Vec::new();
    for (id, value) in values(details) {
        let (may, must) = belongs(kind, id);
        match value {
            None if must => {
                return Err(Trouble::Usage(format!(
                    "an entry of {} says more than its text; give --{id} too",
                    kind.name()
                )));
            }
            None => {}
            Some(_) if !may => {
                return Err(Trouble::Usage(format!(
                    "an entry of {} has no place for --{id}; leave it out",
                    kind.name()
                )));
            }
            Some(value) => found.push((id, of_option(id, value)?)),
        }
    }
    Ok(found)
}

/// What one option says; standard input is read for evidence alone.
fn of_option(id: &'static str, value: String) -> Result<String, Trouble> {
    let what = format!("--{id}");
    match (id, value.as_str()) {
        ("evidence", value) => typed(&what, value),
        (_, "-") => Err(Trouble::Usage(format!(
            "{what} does not read standard input; only the text and --evidence do"
        ))),
        _ => said(&what, value),
    }
}

/// All options with what was given.
fn values(details: &Details) -> [(&'static str, Option<String>); 9] {
    let level = |level: Option<LevelName>| level.map(|level| level.written().to_owned());
    [
        ("remaining", details.remaining.clone()),
        ("evidence", details.evidence.clone()),
        ("rationale", details.rationale.clone()),
        ("alternatives", details.alternatives.clone()),
        ("likelihood", level(details.likelihood)),
        ("impact", level(details.impact)),
        ("mitigation", details.mitigation.clone()),
        ("owner", details.owner.clone()),
        ("due", details.due.map(|due| due.to_string())),
    ]
}

/// Whether an entry of a kind may have it, and whether it must (E3, T5).
fn belongs(kind: KindName, id: &str) -> (bool, bool) {
    use KindName::{Action, Decision, Progress, Question, Risk, Surprise};
    match (kind, id) {
        (Surprise, "evidence") | (Decision, "rationale") | (Action, "owner" | "due") => {
            (true, true)
        }
        (Progress, "remaining")
        | (Decision, "alternatives")
        | (Risk, "likelihood" | "impact" | "mitigation" | "owner")
        | (Question, "owner") => (true, false),
        _ => (false, false),
    }
}
