//! Claude Code: `PreToolUse` and `Stop`, as its hooks reference has them.

use super::answer_of_claude;
use crate::dialect::{Dialect, Event, Tool};

pub(crate) const DIALECT: Dialect = Dialect {
    name: "claude-code",
    variables: &["CLAUDE_PROJECT_DIR"],
    places: &["cwd"],
    hides_folder: false,
    events: &[
        ("PreToolUse", Event::Tool),
        ("PermissionRequest", Event::Tool),
        ("Stop", Event::Stops),
        ("SubagentStop", Event::Tells),
        ("SubagentStart", Event::Tells),
        ("PostToolUse", Event::Tells),
        ("PostToolUseFailure", Event::Tells),
        ("UserPromptSubmit", Event::Tells),
        ("Notification", Event::Tells),
        ("SessionStart", Event::Tells),
        ("SessionEnd", Event::Tells),
        ("PreCompact", Event::Tells),
        ("PostCompact", Event::Tells),
    ],
    tools: TOOLS,
    answer: |event, ruling| answer_of_claude(event.map_or("", |(event, _)| event), ruling),
};

/// Tools that are not here, such as those of MCP servers, skills and worktrees, may do anything. An agent below another
/// one asks its own hooks.
const TOOLS: &[(&str, Tool)] = &[
    ("Write", Tool::Writes(&["file_path"])),
    ("Edit", Tool::Writes(&["file_path"])),
    ("MultiEdit", Tool::Writes(&["file_path"])),
    ("NotebookEdit", Tool::Writes(&["notebook_path"])),
    ("Bash", Tool::Executes("command")),
    ("PowerShell", Tool::Executes("command")),
    ("Monitor", Tool::Executes("command")),
    ("Read", Tool::Reads),
    ("Glob", Tool::Reads),
    ("Grep", Tool::Reads),
    ("LS", Tool::Reads),
    ("LSP", Tool::Reads),
    ("NotebookRead", Tool::Reads),
    ("WebFetch", Tool::Reads),
    ("WebSearch", Tool::Reads),
    ("TodoRead", Tool::Reads),
    ("TodoWrite", Tool::Reads),
    ("TaskCreate", Tool::Reads),
    ("TaskGet", Tool::Reads),
    ("TaskList", Tool::Reads),
    ("TaskUpdate", Tool::Reads),
    ("TaskOutput", Tool::Reads),
    ("TaskStop", Tool::Reads),
    ("BashOutput", Tool::Reads),
    ("KillShell", Tool::Reads),
    ("AskUserQuestion", Tool::Reads),
    ("EnterPlanMode", Tool::Reads),
    ("ExitPlanMode", Tool::Reads),
    ("Agent", Tool::Reads),
    ("Task", Tool::Reads),
    ("ToolSearch", Tool::Reads),
    ("ListMcpResourcesTool", Tool::Reads),
    ("ReadMcpResourceTool", Tool::Reads),
];
