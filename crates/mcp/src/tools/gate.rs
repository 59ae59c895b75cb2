//! `gate`: whether a plan passes, every reason why not, and what would run.

use rmcp::model::Tool;
use serde_json::{Value, json};

use super::{Call, Called, Touch, more, plan, tool};
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
    let mut verdict = call.framed(Vector::of(Reach::Gate).about(&[plan])).await?;
    if verdict.is_error() {
        return Ok(verdict.result(from).into());
    }
    let mut steps = call.framed(Vector::of(Reach::Steps).about(&[plan])).await?;
    if steps.is_error() {
        return Ok(steps.result(from).into());
    }
    let list = steps.taken("steps").iter().map(brief).collect();
    verdict.lists.push(("steps".to_owned(), list));
    let says = |name: &str| verdict.head.get(name).and_then(Value::as_str);
    verdict.next = next(says("verdict"), says("approved"));
    Ok(verdict.result(from).into())
}

/// What to do after this verdict; nothing where it is none that is known.
fn next(verdict: Option<&str>, approved: Option<&str>) -> Option<&'static str> {
    match (verdict?, approved?) {
        ("fail", _) => {
            Some("mend the reasons; what only a person knows, ask them with the tool `ask`")
        }
        ("pass", "yes") => Some(
            "a person approved exactly this; the tool `run` carries it out up to its first stop-gate",
        ),
        ("pass", "no" | "void") => {
            Some("tell the person: it can be approved, at a terminal, with stopgate approve")
        }
        _ => None,
    }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_plan_can_be_approved_where_its_verdict_is_pass_and_nowhere_else() {
        let can_be = |verdict, approved| {
            next(verdict, approved).is_some_and(|next| next.contains("can be approved"))
        };
        assert!(can_be(Some("pass"), Some("no")) && can_be(Some("pass"), Some("void")));
        for verdict in [None, Some(""), Some("fail"), Some("passed")] {
            for approved in [None, Some("no"), Some("void"), Some("yes")] {
                assert!(!can_be(verdict, approved), "{verdict:?} {approved:?}");
            }
        }
        assert_eq!(next(Some("pass"), None), None);
    }
}
