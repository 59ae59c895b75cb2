//! Codex: `PreToolUse` and `Stop`, as `codex-rs/hooks` of openai/codex has them. An exit code of 2 blocks there only
//! with a reason on stderr, and `allow` without another input is an error that lets pass.

use super::answer_of_claude;
use crate::dialect::{Dialect, Event, Tool};

pub(crate) const DIALECT: Dialect = Dialect {
    name: "codex",
    variables: &[],
    places: &["cwd"],
    hides_folder: true,
    events: &[
        ("PreToolUse", Event::Tool),
        ("PermissionRequest", Event::Tool),
        ("Stop", Event::Stops),
        ("StopFailure", Event::Tells),
        ("SubagentStop", Event::Tells),
        ("SubagentStart", Event::Tells),
        ("PostToolUse", Event::Tells),
        ("UserPromptSubmit", Event::Tells),
        ("SessionStart", Event::Tells),
        ("SessionEnd", Event::Tells),
        ("PreCompact", Event::Tells),
        ("PostCompact", Event::Tells),
    ],
    tools: TOOLS,
    answer: |event, ruling| answer_of_claude(event.map_or("", |(event, _)| event), ruling),
};

/// All shells go by the name `Bash`. Tools that are not here, such as those of MCP servers, may do anything.
const TOOLS: &[(&str, Tool)] = &[
    ("Bash", Tool::Executes("command")),
    ("apply_patch", Tool::Patches("command")),
    ("update_plan", Tool::Reads),
    ("view_image", Tool::Reads),
    ("read_file", Tool::Reads),
    ("list_dir", Tool::Reads),
    ("grep_files", Tool::Reads),
    ("web_search", Tool::Reads),
    ("request_user_input", Tool::Reads),
    ("spawn_agent", Tool::Reads),
];
