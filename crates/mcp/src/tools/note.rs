//! `note`: edits of the parts of a plan that are kept current while work goes on.

use std::ffi::OsString;

use rmcp::model::Tool;
use serde_json::json;

use super::{Call, Called, Touch, plan, text, tool};
use crate::asking::{client, through_agent};
use crate::given::{Given, Wrong};
use crate::vector::{Reach, Vector};

pub(super) const NAME: &str = "note";

/// What can be done, in the order of the schema.
const EDITS: [&str; 6] = ["note", "tick", "untick", "answer", "defer", "assign"];
/// Kinds of notes.
const KINDS: [&str; 7] = [
    "progress", "surprise", "decision", "outcome", "question", "risk", "action",
];
/// How likely, how bad.
const LEVELS: [&str; 3] = ["low", "med", "high"];
/// What a note can have besides its text.
const DETAILS: [&str; 7] = [
    "remaining",
    "evidence",
    "rationale",
    "alternatives",
    "owner",
    "due",
    "mitigation",
];

pub(super) fn definition() -> Tool {
    let description = "Keep a plan current. edit=note adds an entry of a kind (surprise needs evidence, decision rationale, action \
owner and due); tick/untick a box; answer an open question with what a person said; defer one (owner, until, reason); assign an item to \
an owner. `item` is a number, an id or part of the text. The author is recorded as `who`, through your client.";
    let properties = json!({
        "plan": plan(),
        "edit": { "enum": EDITS },
        "kind": { "enum": KINDS },
        "item": text(),
        "text": text(),
        "who": { "type": "string", "description": "the person you work for" },
        "remaining": text(), "evidence": text(), "rationale": text(), "alternatives": text(),
        "owner": text(),
        "due": { "type": "string", "description": "YYYY-MM-DD" },
        "until": { "type": "string", "description": "YYYY-MM-DD" },
        "reason": text(), "mitigation": text(),
        "likelihood": { "enum": LEVELS }, "impact": { "enum": LEVELS },
        "dry_run": { "type": "boolean", "description": "show the edit, write nothing" },
    });
    tool(
        NAME,
        Touch::Writes,
        description,
        (properties, &["plan", "edit"]),
    )
}

pub(super) async fn call(call: &Call<'_>) -> Called {
    let who = through_agent(call.given.text("who")?, &client(&call.context));
    let frame = call.framed(vector(&call.given, &who)?).await?;
    Ok(frame.result_of_deed().into())
}

fn vector(given: &Given, who: &str) -> Result<Vec<OsString>, Wrong> {
    let plan = given.plan()?;
    let edit = given
        .word("edit", &EDITS)?
        .ok_or_else(|| Wrong::because("`edit` is missing"))?;
    let begun = |reach| {
        let vector = Vector::of(reach).option("as", who);
        Ok(if given.flag("dry_run")? {
            vector.flag("dry-run")
        } else {
            vector
        })
    };
    match edit {
        "note" => {
            let kind = given
                .word("kind", &KINDS)?
                .ok_or_else(|| Wrong::because("`kind` is missing"))?;
            let text = given.needed("text")?;
            let mut vector = begun(Reach::Note)?;
            for detail in DETAILS {
                vector = vector.maybe(detail, given.text(detail)?);
            }
            vector = vector.maybe("likelihood", given.word("likelihood", &LEVELS)?);
            vector = vector.maybe("impact", given.word("impact", &LEVELS)?);
            Ok(vector.about(&[kind, plan, text]))
        }
        "tick" => Ok(begun(Reach::Tick)?.about(&[plan, given.needed("item")?])),
        "untick" => Ok(begun(Reach::Tick)?
            .flag("untick")
            .about(&[plan, given.needed("item")?])),
        "answer" => {
            Ok(begun(Reach::Answer)?.about(&[plan, given.needed("item")?, given.needed("text")?]))
        }
        "defer" => Ok(begun(Reach::Defer)?
            .option("owner", given.needed("owner")?)
            .option("until", given.needed("until")?)
            .option("reason", given.needed("reason")?)
            .about(&[plan, given.needed("item")?])),
        _ => Ok(begun(Reach::Assign)?
            .maybe("due", given.text("due")?)
            .about(&[plan, given.needed("item")?, given.needed("owner")?])),
    }
}
