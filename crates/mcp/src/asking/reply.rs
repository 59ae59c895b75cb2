//! What comes back from a form or from an agent, as a reply that the interview understands. Nothing is guessed: what says two
//! things, or nothing, is no reply.

use rmcp::model::{ElicitResult, ElicitationAction};
use serde_json::{Map, Value, json};

use crate::given::{Given, MOST_ANSWER, Wrong};

/// Why there is no reply.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum NoReply {
    /// The person does not want to answer now.
    Declined,
    /// The person put the question away.
    Cancelled,
    /// The form came back with nothing in it, with two things that contradict each other, or with something that it does not ask for.
    Unclear,
}

impl NoReply {
    /// In one word.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Declined => "declined",
            Self::Cancelled => "cancelled",
            Self::Unclear => "unclear",
        }
    }
}

/// What a person says in a form.
pub(crate) fn from_form(result: &ElicitResult) -> Result<Value, NoReply> {
    match result.action {
        ElicitationAction::Accept => {}
        ElicitationAction::Decline => return Err(NoReply::Declined),
        _ => return Err(NoReply::Cancelled),
    }
    let content = result.content.as_ref().and_then(Value::as_object);
    let said = said(content.ok_or(NoReply::Unclear)?)?;
    match <[Value; 1]>::try_from(said) {
        Ok([reply]) => Ok(reply),
        Err(_) => Err(NoReply::Unclear),
    }
}

/// Everything that a form says.
fn said(content: &Map<String, Value>) -> Result<Vec<Value>, NoReply> {
    let mut said = Vec::new();
    for (name, value) in content {
        match (name.as_str(), value) {
            (_, Value::Null | Value::Bool(false)) => {}
            (_, Value::String(text)) if text.trim().is_empty() => {}
            (_, Value::String(text)) if text.len() > MOST_ANSWER => return Err(NoReply::Unclear),
            ("answer", Value::String(text)) => said.push(json!({ "answer": text })),
            ("choice", Value::String(choice)) => said.push(chosen(choice, content.get("reason"))?),
            ("instead", Value::String(word)) => {
                said.push(instead(word, content.get("instead_text"))?)
            }
            ("reason" | "instead_text", Value::String(_)) => {}
            (name, Value::Bool(true)) => {
                let number = name
                    .strip_prefix("confirm_")
                    .and_then(|number| number.parse::<u32>().ok());
                said.push(json!({ "confirm": number.ok_or(NoReply::Unclear)? }));
            }
            _ => return Err(NoReply::Unclear),
        }
    }
    Ok(said)
}

/// `2: Two tables`
fn chosen(choice: &str, reason: Option<&Value>) -> Result<Value, NoReply> {
    let number = choice.split_once(':').map_or(choice, |(number, _)| number);
    let number: u32 = number.trim().parse().map_err(|_| NoReply::Unclear)?;
    let mut reply = json!({ "choose": number });
    if let Some(reason) = reason
        .and_then(Value::as_str)
        .filter(|reason| !reason.trim().is_empty())
    {
        reply["reason"] = json!(reason);
    }
    Ok(reply)
}

/// `defer` with `Ines 2026-04-10`
fn instead(word: &str, text: Option<&Value>) -> Result<Value, NoReply> {
    let text = text.and_then(Value::as_str).unwrap_or_default().trim();
    match word {
        "skip" => Ok(json!({ "skip": true })),
        "not applicable" if !text.is_empty() => Ok(json!({ "not_applicable": text })),
        "defer" => {
            let (who, until) = text
                .rsplit_once(char::is_whitespace)
                .ok_or(NoReply::Unclear)?;
            Ok(json!({ "defer": who.trim(), "until": until }))
        }
        _ => Err(NoReply::Unclear),
    }
}

/// What an agent says that a person said; none where it says nothing.
pub(crate) fn from_agent(given: &Given) -> Result<Option<Value>, Wrong> {
    let mut said = Vec::new();
    if let Some(answer) = given.bounded("answer", MOST_ANSWER)? {
        said.push(json!({ "answer": answer }));
    }
    if let Some(number) = given.number("choose")? {
        let mut reply = json!({ "choose": number });
        if let Some(reason) = given.text("reason")? {
            reply["reason"] = json!(reason);
        }
        said.push(reply);
    }
    if let Some(number) = given.number("confirm")? {
        said.push(json!({ "confirm": number }));
    }
    if given.flag("skip")? {
        said.push(json!({ "skip": true }));
    }
    if let Some(who) = given.text("defer")? {
        said.push(json!({ "defer": who, "until": given.needed("until")? }));
    }
    if let Some(why) = given.text("not_applicable")? {
        said.push(json!({ "not_applicable": why }));
    }
    if said.len() > 1 {
        return Err(Wrong::because(
            "two replies at once; give one of answer, choose, confirm, skip, defer, not_applicable",
        ));
    }
    Ok(said.pop())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn form(content: Value) -> Result<Value, NoReply> {
        from_form(&ElicitResult::new(ElicitationAction::Accept).with_content(content))
    }

    #[test]
    fn a_form_says_one_thing() {
        assert_eq!(
            form(json!({ "answer": "Yes", "confirm_1": false, "reason": "" })),
            Ok(json!({ "answer": "Yes" }))
        );
        assert_eq!(
            form(json!({ "choice": "2: Two", "reason": "fast" })),
            Ok(json!({ "choose": 2, "reason": "fast" }))
        );
        assert_eq!(
            form(json!({ "confirm_2": true })),
            Ok(json!({ "confirm": 2 }))
        );
        assert_eq!(
            form(json!({ "instead": "skip" })),
            Ok(json!({ "skip": true }))
        );
        assert_eq!(
            form(json!({ "instead": "defer", "instead_text": "Ines Roth 2026-04-10" })),
            Ok(json!({ "defer": "Ines Roth", "until": "2026-04-10" }))
        );
    }

    #[test]
    fn what_says_nothing_or_two_things_is_no_reply() {
        for content in [
            json!({}),
            json!([]),
            json!("yes"),
            json!({ "answer": " " }),
            json!({ "answer": "a", "confirm_1": true }),
            json!({ "answer": 3 }),
            json!({ "answer": ["a"] }),
            json!({ "choice": "the first" }),
            json!({ "approve": true }),
            json!({ "instead": "defer" }),
            json!({ "instead": "not applicable" }),
            json!({ "instead": "go" }),
            json!({ "answer": "x".repeat(70_000) }),
        ] {
            assert_eq!(form(content.clone()), Err(NoReply::Unclear), "{content}");
        }
        let without = ElicitResult::new(ElicitationAction::Accept);
        assert_eq!(from_form(&without), Err(NoReply::Unclear));
        let declined =
            ElicitResult::new(ElicitationAction::Decline).with_content(json!({ "answer": "a" }));
        assert_eq!(from_form(&declined), Err(NoReply::Declined));
    }
}
