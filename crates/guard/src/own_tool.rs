//! The tools of our own MCP server, each as the command line that it stands for: it may do what that command may, and no more.

use serde_json::{Map, Value};

/// What stands before the name of a tool of the server `stopgate`, as the agents write it that name the server at all.
const OURS: [&str; 2] = ["mcp__stopgate__", "mcp_stopgate_"];
/// Tools that write nothing.
const READING: [&str; 5] = ["plans", "check", "gate", "explain", "show"];
/// Tools that write answers or living parts into the plan that they name.
const EDITING: [&str; 2] = ["ask", "note"];
/// The tool that carries out what was approved.
const RUNNING: &str = "run";

/// What a tool of our server does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum OwnTool {
    /// It writes nothing.
    Reads,
    /// It writes into this plan, named from the root on.
    Edits(String),
    /// It goes on with a run that a person let go on.
    Resumes,
    /// It begins a run: this command line.
    Runs(String),
}

/// The tool of our server with this name; none where it is that of another one, or none that is known.
///
/// # Errors
/// When it does not say what has to be known.
pub(crate) fn own_tool(name: &str, given: Option<&Value>) -> Result<Option<OwnTool>, String> {
    let Some(tool) = OURS.iter().find_map(|ours| name.strip_prefix(ours)) else {
        return Ok(None);
    };
    let none = Map::new();
    let given = match given {
        None | Some(Value::Null) => &none,
        Some(Value::Object(given)) => given,
        Some(_) => return Err(format!("`tool_input` of {name} is no JSON object")),
    };
    if READING.contains(&tool) {
        return Ok(Some(OwnTool::Reads));
    }
    if EDITING.contains(&tool) {
        let plan = text(given, "plan")?.ok_or(format!("{name} does not say which `plan`"))?;
        return Ok(Some(OwnTool::Edits(plan.to_owned())));
    }
    if tool != RUNNING {
        return Ok(None);
    }
    match (text(given, "plan")?, text(given, "run")?) {
        (None, Some(_)) => Ok(Some(OwnTool::Resumes)),
        (Some(plan), None) => Ok(Some(OwnTool::Runs(format!("stopgate run {plan}")))),
        _ => Err(format!("{name} does not say which `plan` or `run`")),
    }
}

fn text<'v>(given: &'v Map<String, Value>, key: &str) -> Result<Option<&'v str>, String> {
    match given.get(key) {
        None | Some(Value::Null) => Ok(None),
        Some(Value::String(text)) => Ok(Some(text)
            .filter(|text| !text.is_empty())
            .map(String::as_str)),
        Some(_) => Err(format!("`{key}` is no text")),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_tool_is_the_command_that_it_stands_for() {
        let plan = json!({ "plan": "a.md" });
        let edits = || Ok(Some(OwnTool::Edits("a.md".to_owned())));
        for (name, given, expected) in [
            ("mcp__stopgate__gate", json!({}), Ok(Some(OwnTool::Reads))),
            ("mcp_stopgate_show", json!({}), Ok(Some(OwnTool::Reads))),
            ("mcp__stopgate__ask", plan.clone(), edits()),
            ("mcp__stopgate__note", plan.clone(), edits()),
            (
                "mcp__stopgate__run",
                json!({ "run": "r" }),
                Ok(Some(OwnTool::Resumes)),
            ),
            (
                "mcp__stopgate__run",
                plan.clone(),
                Ok(Some(OwnTool::Runs("stopgate run a.md".to_owned()))),
            ),
            ("mcp__stopgate__approve", plan.clone(), Ok(None)),
            ("mcp__stopgate__", json!({}), Ok(None)),
            ("mcp__stopgate_2__gate", json!({}), Ok(None)),
            ("mcp__files__gate", json!({}), Ok(None)),
            ("MCP:gate", json!({}), Ok(None)),
            ("gate", json!({}), Ok(None)),
        ] {
            assert_eq!(own_tool(name, Some(&given)), expected, "{name}");
        }
        for (name, given) in [
            ("mcp__stopgate__note", json!({})),
            ("mcp__stopgate__note", json!({ "plan": 3 })),
            ("mcp__stopgate__note", json!([])),
            ("mcp__stopgate__run", json!({})),
            ("mcp__stopgate__run", json!({ "plan": "a.md", "run": "r" })),
        ] {
            assert!(own_tool(name, Some(&given)).is_err(), "{name} {given}");
        }
    }
}
