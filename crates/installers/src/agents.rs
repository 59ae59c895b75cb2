//! One file per agent: where it reads what, as its documentation has it (docs/design/0028).

mod claude_code;
mod codex;
mod cursor;
mod gemini;
mod vscode;

use serde_json::{Value, json};
use stopgate_guard::command_line;

use crate::texts::{SECTION, skill};
use crate::{Agent, Content, Part};

pub(crate) const ALL: [Agent; 5] = [
    claude_code::AGENT,
    codex::AGENT,
    cursor::AGENT,
    gemini::AGENT,
    vscode::AGENT,
];

/// Seconds that an agent waits for its hook.
const PATIENCE: u32 = 20;

/// The entry of a hook in the form of Claude Code, which Codex and Gemini CLI share.
fn group(agent: &str, timeout: u32) -> Value {
    let command = command_line(agent);
    json!({"hooks": [{"type": "command", "command": command, "timeout": timeout}]})
}

/// The entry of the MCP server.
fn server() -> Value {
    json!({"command": "stopgate", "args": ["mcp"]})
}

/// The section in a file of instructions.
fn instructions(path: &str) -> Part {
    Part::new(path, Content::Section(SECTION.to_owned()))
}

/// The skill in the folder that several agents share.
fn shared_skill() -> Part {
    Part::whole(".agents/skills/stopgate/SKILL.md", skill())
}
