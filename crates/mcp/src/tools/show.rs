//! `show`: runs, their steps and evidence, and whether their records hold.

use rmcp::model::Tool;
use serde_json::{Value, json};

use super::{Call, Called, Touch, more, tool};
use crate::vector::{Reach, Vector};

pub(super) const NAME: &str = "show";

/// What can be shown.
const WHAT: [&str; 3] = ["run", "runs", "verify"];

pub(super) fn definition() -> Tool {
    let description = "A run with its steps, what came of each, and the decisions of people (what=run); all runs (runs); or whether \
journal, approval, signatures and kept output of a run hold (verify).";
    let properties = json!({
        "what": { "enum": WHAT, "description": "default run" },
        "run": { "type": "string", "description": "name or its beginning; the newest if left out" },
        "more": more(),
    });
    tool(NAME, Touch::Reads, description, (properties, &[]))
}

pub(super) async fn call(call: &Call<'_>) -> Called {
    let from = call.given.more()?;
    let reach = match call.given.word("what", &WHAT)? {
        Some("runs") => Reach::Runs,
        Some("verify") => Reach::Verify,
        _ => Reach::Show,
    };
    let run = call.given.name("run")?.filter(|_| reach != Reach::Runs);
    let vector = Vector::of(reach).about(run.as_slice());
    let mut frame = call.framed(vector).await?;
    if reach == Reach::Show {
        let steps: Vec<Value> = frame.taken("steps").iter().map(brief).collect();
        frame.lists.push(("steps".to_owned(), steps));
    }
    Ok(frame.result(from).into())
}

/// A step without what it does not have.
fn brief(step: &Value) -> Value {
    let mut brief = step.as_object().cloned().unwrap_or_default();
    brief.retain(|_, value| !value.is_null());
    Value::Object(brief)
}
