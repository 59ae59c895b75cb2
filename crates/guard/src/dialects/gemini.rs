//! Gemini CLI: `BeforeTool` and `AfterAgent`, as `docs/hooks/reference.md` of google-gemini/gemini-cli has them.

use serde_json::json;

use crate::dialect::{Answer, Dialect, Event, Ruling, Tool};

pub(crate) const DIALECT: Dialect = Dialect {
    name: "gemini",
    variables: &["GEMINI_PROJECT_DIR", "CLAUDE_PROJECT_DIR"],
    places: &["cwd"],
    hides_folder: false,
    events: &[
        ("BeforeTool", Event::Tool),
        ("AfterAgent", Event::Stops),
        ("AfterTool", Event::Tells),
        ("BeforeAgent", Event::Tells),
        ("BeforeModel", Event::Tells),
        ("AfterModel", Event::Tells),
        ("BeforeToolSelection", Event::Tells),
        ("SessionStart", Event::Tells),
        ("SessionEnd", Event::Tells),
        ("Notification", Event::Tells),
        ("PreCompress", Event::Tells),
    ],
    tools: TOOLS,
    answer: |_, ruling| match ruling {
        Ruling::Allow => Answer::go_on(json!({})),
        Ruling::Deny(reason) => Answer::deny(json!({"decision": "deny", "reason": reason}), reason),
    },
};

/// Tools that are not here, such as those of MCP servers, skills and the memory, may do anything.
const TOOLS: &[(&str, Tool)] = &[
    ("write_file", Tool::Writes(&["file_path"])),
    ("replace", Tool::Writes(&["file_path"])),
    ("run_shell_command", Tool::Executes("command")),
    ("read_file", Tool::Reads),
    ("read_many_files", Tool::Reads),
    ("list_directory", Tool::Reads),
    ("glob", Tool::Reads),
    ("grep_search", Tool::Reads),
    ("search_file_content", Tool::Reads),
    ("google_web_search", Tool::Reads),
    ("web_fetch", Tool::Reads),
    ("write_todos", Tool::Reads),
    ("ask_user", Tool::Reads),
    ("get_internal_docs", Tool::Reads),
    ("enter_plan_mode", Tool::Reads),
    ("exit_plan_mode", Tool::Reads),
];
