//! Cursor: an event for each kind of act, answered with `permission`. What tells of a file that was edited comes too
//! late to prevent it; `preToolUse` comes in time.

use serde_json::json;

use crate::Act;
use crate::dialect::{Answer, Dialect, Event, Ruling, Tool};

pub(crate) const DIALECT: Dialect = Dialect {
    name: "cursor",
    variables: &["CURSOR_PROJECT_DIR", "CLAUDE_PROJECT_DIR"],
    places: &["cwd", "workspace_roots"],
    hides_folder: false,
    events: &[
        ("preToolUse", Event::Tool),
        ("beforeShellExecution", Event::Shell("command")),
        ("beforeMCPExecution", Event::Server),
        ("beforeReadFile", Event::Reads),
        ("beforeTabFileRead", Event::Reads),
        ("afterFileEdit", Event::Written("file_path")),
        ("afterTabFileEdit", Event::Tells),
        ("beforeSubmitPrompt", Event::Tells),
        ("stop", Event::Stops),
        ("sessionStart", Event::Tells),
        ("sessionEnd", Event::Tells),
        ("postToolUse", Event::Tells),
        ("postToolUseFailure", Event::Tells),
        ("afterShellExecution", Event::Tells),
        ("afterMCPExecution", Event::Tells),
        ("afterAgentResponse", Event::Tells),
        ("afterAgentThought", Event::Tells),
        ("subagentStart", Event::Tells),
        ("subagentStop", Event::Tells),
        ("preCompact", Event::Tells),
    ],
    tools: TOOLS,
    answer,
};

const FILE: &[&str] = &["file_path", "path", "target_file"];

/// Tools that are not here, such as those of MCP servers, may do anything.
const TOOLS: &[(&str, Tool)] = &[
    ("Write", Tool::Writes(FILE)),
    ("StrReplace", Tool::Writes(FILE)),
    ("Edit", Tool::Writes(FILE)),
    ("MultiEdit", Tool::Writes(FILE)),
    ("TabWrite", Tool::Writes(FILE)),
    (
        "EditNotebook",
        Tool::Writes(&["target_notebook", "notebook_path", "path"]),
    ),
    ("Delete", Tool::Removes(FILE)),
    ("Shell", Tool::Executes("command")),
    ("Read", Tool::Reads),
    ("TabRead", Tool::Reads),
    ("Grep", Tool::Reads),
    ("Glob", Tool::Reads),
    ("LS", Tool::Reads),
    ("ReadLints", Tool::Reads),
    ("SemanticSearch", Tool::Reads),
    ("WebSearch", Tool::Reads),
    ("WebFetch", Tool::Reads),
    ("TodoWrite", Tool::Reads),
    ("AskQuestion", Tool::Reads),
    ("Task", Tool::Reads),
];

fn answer(event: Option<(&str, &Act)>, ruling: &Ruling) -> Answer {
    let name = event.map_or("", |(name, _)| name);
    match ruling {
        Ruling::Allow => Answer::go_on(match name {
            "preToolUse"
            | "beforeShellExecution"
            | "beforeMCPExecution"
            | "beforeReadFile"
            | "beforeTabFileRead" => json!({"permission": "allow"}),
            "beforeSubmitPrompt" => json!({"continue": true}),
            _ => json!({}),
        }),
        // Only a message makes it go on; an exit code of 2 says nothing here.
        Ruling::Deny(reason) if name == "stop" => {
            Answer::go_on(json!({"followup_message": reason}))
        }
        Ruling::Deny(reason) if name == "beforeReadFile" || name == "beforeTabFileRead" => {
            Answer::deny(json!({"permission": "deny"}), reason)
        }
        Ruling::Deny(reason) if name == "beforeSubmitPrompt" => {
            Answer::deny(json!({"continue": false, "user_message": reason}), reason)
        }
        Ruling::Deny(reason) if name == "afterFileEdit" => Answer::deny(json!({}), reason),
        Ruling::Deny(reason) => Answer::deny(
            json!({"permission": "deny", "user_message": reason, "agent_message": reason}),
            reason,
        ),
    }
}
