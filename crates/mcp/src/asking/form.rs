//! A question as a flat form, the only kind that clients show. Nothing is filled in or chosen beforehand.

use rmcp::model::{ElicitRequestParams, ElicitationSchema};
use serde_json::{Map, Value, json};

use crate::given::Wrong;
use crate::visible::visible;

/// Characters of a label.
const MOST_LABEL: usize = 160;
/// Characters of the whole message.
const MOST_MESSAGE: usize = 2_000;
/// Options and offers that are shown.
const MOST_CHOICES: usize = 20;

/// The form for a question of a plan; `refused` is why the answer before was not taken.
pub(crate) fn form(
    plan: &str,
    question: &Map<String, Value>,
    refused: Option<&str>,
) -> Result<ElicitRequestParams, Wrong> {
    let schema = json!({ "type": "object", "properties": properties(question) });
    let schema = schema.as_object().cloned().unwrap_or_default();
    let requested_schema = ElicitationSchema::from_json_schema(schema)
        .map_err(|error| Wrong::over("the question cannot be put as a form", &error.to_string()))?;
    Ok(ElicitRequestParams::FormElicitationParams {
        meta: None,
        message: message(plan, question, refused),
        requested_schema,
    })
}

/// What the person reads above the form.
fn message(plan: &str, question: &Map<String, Value>, refused: Option<&str>) -> String {
    let text = |name: &str| {
        question
            .get(name)
            .and_then(Value::as_str)
            .unwrap_or_default()
    };
    let mut message = format!(
        "{plan} · {}\n\n{}\n{}",
        text("section"),
        text("text"),
        text("why")
    );
    for part in list(question, "parts").iter().filter_map(Value::as_str) {
        message += &format!("\n- {part}");
    }
    for option in list(question, "options") {
        message += &format!(
            "\n- {}: {}",
            words(&option["answer"]),
            words(&option["trade_off"])
        );
    }
    if let Some(refused) = refused {
        message += &format!("\n\nThe last answer was not taken: {refused}");
    }
    visible(&message, MOST_MESSAGE)
}

fn properties(question: &Map<String, Value>) -> Value {
    let mut fields = Map::new();
    let options = list(question, "options");
    if !options.is_empty() {
        let numbered = options.iter().take(MOST_CHOICES).enumerate();
        let choices: Vec<String> = numbered
            .map(|(at, option)| label(&format!("{}: {}", at + 1, words(&option["answer"]))))
            .collect();
        fields.insert(
            "choice".to_owned(),
            json!({ "type": "string", "title": "Your choice", "enum": choices }),
        );
        fields.insert(
            "reason".to_owned(),
            json!({ "type": "string", "title": "Why this one" }),
        );
    }
    for (at, offer) in list(question, "offers")
        .iter()
        .take(MOST_CHOICES)
        .enumerate()
    {
        let title = label(&format!(
            "Write “{}”? ({})",
            words(&offer["value"]),
            words(&offer["from"])
        ));
        fields.insert(
            format!("confirm_{}", at + 1),
            json!({ "type": "boolean", "title": title }),
        );
    }
    let mut answer = json!({ "type": "string", "title": "Your answer" });
    if let Some(hint) = hint(question) {
        answer["description"] = json!(hint);
    }
    fields.insert("answer".to_owned(), answer);
    fields.insert(
        "instead".to_owned(),
        json!({ "type": "string", "title": "Or, instead of an answer", "enum": ["skip", "defer", "not applicable"] }),
    );
    let rest = "Who decides and until when (Ines 2026-04-10), or why it does not apply";
    fields.insert(
        "instead_text".to_owned(),
        json!({ "type": "string", "title": "With defer or not applicable", "description": rest }),
    );
    Value::Object(fields)
}

/// What an answer looks like.
fn hint(question: &Map<String, Value>) -> Option<String> {
    let columns = list(question, "columns");
    let titles: Vec<&str> = columns
        .iter()
        .filter(|column| column["numbers"] != json!(true))
        .filter_map(|column| column["title"].as_str())
        .collect();
    let example = question.get("example").and_then(Value::as_str);
    let rows = (!titles.is_empty()).then(|| format!("A line for each row: {}", titles.join(" | ")));
    let hint = match (rows, example) {
        (Some(rows), Some(example)) => format!("{rows}. For example: {example}"),
        (Some(rows), None) => rows,
        (None, Some(example)) => format!("For example: {example}"),
        (None, None) => return None,
    };
    Some(visible(&hint, 3 * MOST_LABEL))
}

fn list<'q>(question: &'q Map<String, Value>, name: &str) -> &'q [Value] {
    question
        .get(name)
        .and_then(Value::as_array)
        .map(Vec::as_slice)
        .unwrap_or_default()
}

fn words(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}

fn label(text: &str) -> String {
    visible(text, MOST_LABEL).replace(['\n', '\t'], " ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_chosen_beforehand() {
        let question = json!({
            "section": "Decisions", "text": "Which?", "why": "It is asked.", "parts": ["How many\u{1b}?"],
            "options": [{ "answer": "One", "trade_off": "slow" }, { "answer": "Two", "trade_off": "dear" }],
            "offers": [{ "value": "Ines", "from": "git" }],
            "columns": [],
        });
        let form = form("a.md", question.as_object().unwrap(), Some("no row")).unwrap();
        let form = serde_json::to_value(form).unwrap();
        assert!(!form.to_string().contains("default"), "{form}");
        let fields = &form["requestedSchema"]["properties"];
        assert_eq!(fields["choice"]["enum"], json!(["1: One", "2: Two"]));
        assert_eq!(fields["confirm_1"]["type"], "boolean");
        assert!(form["requestedSchema"].get("required").is_none(), "{form}");
        let message = form["message"].as_str().unwrap();
        assert!(
            message.contains("\\u{1b}") && message.ends_with("was not taken: no row"),
            "{message}"
        );
    }
}
