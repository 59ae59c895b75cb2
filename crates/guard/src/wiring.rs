//! How the guard is connected: the command line that agents call, and the configuration in which it stands.

use serde_json::{Value, json};

use crate::Dialect;

/// Seconds that an agent waits for its hook.
const PATIENCE: u32 = 20;

/// The command line that fails closed: where the program is missing, killed or broken, the shell denies in its place,
/// with the exit code and the reason that agents take as no. Some let pass what ends with any other code.
pub fn command_line(hook: &str) -> String {
    format!(
        "stopgate hook {hook} || {{ s=$?; [ $s -eq 2 ] || echo \"stopgate hook {hook} did not rule (exit $s): nothing happens until it does\" >&2; exit 2; }}"
    )
}

/// The text of a git hook that calls the guard: `git-pre-commit`, `git-pre-push`.
pub fn git_hook(hook: &str) -> String {
    format!("#!/bin/sh\n{}\n", command_line(hook))
}

/// Which file of the repository connects an agent, and what it holds.
pub fn wiring(dialect: &Dialect) -> (&'static str, Value) {
    let line = command_line(dialect.name);
    // Milliseconds for Gemini CLI, seconds for the others.
    let of = |timeout: u32| json!([{"hooks": [{"type": "command", "command": line, "timeout": timeout}]}]);
    match dialect.name {
        "claude-code" => {
            let mut tools = of(PATIENCE);
            tools[0]["hooks"][0]["onFailure"] = "block".into();
            (
                ".claude/settings.json",
                json!({"hooks": {"PreToolUse": tools, "Stop": of(PATIENCE)}}),
            )
        }
        "codex" => (
            ".codex/hooks.json",
            json!({"hooks": {"PreToolUse": of(PATIENCE), "Stop": of(PATIENCE)}}),
        ),
        "gemini" => (
            ".gemini/settings.json",
            json!({"hooks": {"BeforeTool": of(PATIENCE * 1000), "AfterAgent": of(PATIENCE * 1000)}}),
        ),
        _ => {
            let closed = json!([{"command": line, "timeout": PATIENCE, "failClosed": true}]);
            let open = json!([{"command": line, "timeout": PATIENCE}]);
            (
                ".cursor/hooks.json",
                json!({"version": 1, "hooks": {
                    "preToolUse": closed,
                    "beforeShellExecution": closed,
                    "beforeMCPExecution": closed,
                    "afterFileEdit": open,
                    "stop": open,
                }}),
            )
        }
    }
}
