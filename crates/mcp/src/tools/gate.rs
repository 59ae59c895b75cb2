//! `gate`: whether a plan passes, every reason why not, and what would run.

use rmcp::model::Tool;
use serde_json::{Value, json};

use super::{Call, Called, Touch, more, plan, tool};
use crate::calling::frame;
use crate::vector::{Reach, Vector};

pub(super) const NAME: &str = "gate";

pub(super) fn definition() -> Tool {
    let description = "The verdict on a plan with every reason, whether a person approved it as it is, and the steps that would \
run, in order. Nothing runs before a person approved it: `stopgate approve` at a terminal.";
    tool(
        NAME,
        Touch::Reads,
        description,
        (json!({ "plan": plan(), "more": more() }), &["plan"]),
    )
}

pub(super) async fn call(call: &Call<'_>) -> Called {
    let plan = call.given.plan()?;
    let from = call.given.more()?;
    let calls = &call.server.calls;
    let mut verdict = frame(calls, Vector::of(Reach::Gate).about(&[plan]), &call.context).await?;
    if verdict.exit == Some(2) || verdict.exit == Some(4) {
        return Ok(verdict.result(from).into());
    }
    let mut steps = frame(
        calls,
        Vector::of(Reach::Steps).about(&[plan]),
        &call.context,
    )
    .await?;
    let list = steps.taken("steps").iter().map(brief).collect();
    verdict.lists.push(("steps".to_owned(), list));
    verdict.next = match verdict.head.get("approved").and_then(Value::as_str) {
        _ if verdict.exit != Some(0) && verdict.head.get("verdict") == Some(&json!("fail")) => {
            Some("mend the reasons; what only a person knows, ask them with the tool `ask`")
        }
        Some("yes") => Some(
            "a person approved exactly this; the tool `run` carries it out up to its first stop-gate",
        ),
        _ => Some("tell the person: it can be approved, at a terminal, with stopgate approve"),
    };
    Ok(verdict.result(from).into())
}

/// A step without what is as usual.
fn brief(step: &Value) -> Value {
    let mut brief = step.as_object().cloned().unwrap_or_default();
    brief.retain(|name, value| {
        let is_usual = value.is_null()
            || value.as_array().is_some_and(Vec::is_empty)
            || (name == "cwd" && value == ".")
            || (name == "runnable" && value == &json!(true))
            || name == "section";
        !is_usual
    });
    Value::Object(brief)
}
