//! The dialects, one file per agent. Where each was read is told in docs/design/0024-guard.md.

mod claude_code;
mod codex;
mod cursor;
mod gemini;

use serde_json::json;

use crate::dialect::{Answer, Dialect, Ruling};

/// All of them.
pub(crate) const ALL: [Dialect; 4] = [
    claude_code::DIALECT,
    codex::DIALECT,
    cursor::DIALECT,
    gemini::DIALECT,
];

/// The answers of Claude Code, which Codex took over. A tool that may go on is answered with silence: the word `allow`
/// would pass by the question that the agent asks its person.
fn answer_of_claude(event: &str, ruling: &Ruling) -> Answer {
    let Ruling::Deny(reason) = ruling else {
        return Answer::silence();
    };
    let json = match event {
        "PreToolUse" => json!({"hookSpecificOutput": {
            "hookEventName": event,
            "permissionDecision": "deny",
            "permissionDecisionReason": reason,
        }}),
        "PermissionRequest" => json!({"hookSpecificOutput": {
            "hookEventName": event,
            "decision": {"behavior": "deny", "message": reason},
        }}),
        _ => json!({"decision": "block", "reason": reason}),
    };
    Answer::deny(json, reason)
}
