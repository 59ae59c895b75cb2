//! Repositories in every state that the guard knows, and calls of its hooks.

use std::process::Command;

use serde_json::{Value, json};
use stopgate_tests::repository::{Done, Repository};
use stopgate_tests::root;

use crate::program::program;

/// The plan in its repository.
pub const PLAN: &str = "plan.md";

/// The day on which it is approved and run.
pub const DAY: &str = "2026-04-30";

/// The task of the first phase.
const FIRST: &str =
    "| 1.1 | Switch the main pump | `echo a1 >> effects.txt` | Jonna | exit code 0, no output |";

/// A plan of three phases, with another text in the place of its first task.
pub fn plan(first: &str) -> String {
    let text = std::fs::read_to_string(root().join("tests/runs/three-phases.md")).expect("a plan");
    assert!(text.contains(FIRST));
    text.replace(FIRST, first)
}

/// A plan that does not pass its gate.
pub fn unready() -> String {
    let whole = plan(FIRST);
    let (before, _) = whole.split_once("## 7. Rollback Plan").expect("a section");
    before.replace("**Status:** Approved", "**Status:** Draft")
}

/// A repository with a plan, some code, and everything that an attempt could go by.
pub fn bare(plan: &str) -> Repository {
    let repository = Repository::new(program());
    for (name, content) in [
        (PLAN, plan),
        ("notes.md", "# Notes\n"),
        ("src/main.rs", "fn main() {}\n"),
        ("src/deep/lib.rs", "\n"),
        (".claude/settings.json", "{}\n"),
        (".cursor/hooks.json", "{}\n"),
        (".gemini/settings.json", "{}\n"),
        (".codex/hooks.json", "{}\n"),
        ("nested/.stopgate/keep", ""),
        ("nested/.git/HEAD", "ref: refs/heads/main\n"),
        ("nested/code.rs", "\n"),
        ("old/plan.md", plan),
    ] {
        repository.write(name, content.as_bytes());
    }
    let at = |name: &str| repository.root().join(name);
    let link = |to: &str, name: &str| {
        std::os::unix::fs::symlink(to, at(name)).expect("a link");
    };
    link("src/main.rs", "plan-link.md");
    link("src", "docs");
    link("nowhere.md", "dangling.md");
    link(PLAN, "good-link.md");
    repository
}

/// A repository in which a plan is planned.
pub fn planning() -> Repository {
    let repository = bare(&unready());
    let start = [
        "session", "start", PLAN, "--as", "Jonna", "--notes", "notes.md",
    ];
    repository.run(&start).exits(0);
    std::fs::hard_link(
        repository.root().join("src/deep/lib.rs"),
        repository.root().join("src/twin.rs"),
    )
    .expect("a second name");
    repository
}

/// A repository whose evidence, hooks and git lie elsewhere, and are linked.
fn linked() -> Repository {
    let repository = bare(&unready());
    let at = |name: &str| repository.root().join(name);
    std::fs::create_dir_all(at("real")).expect("a folder");
    std::fs::create_dir_all(at("dotfiles")).expect("a folder");
    for (from, to, link) in [
        (".stopgate", "real/sg", "real/sg"),
        (".claude", "dotfiles/claude", "dotfiles/claude"),
        (
            ".cursor/hooks.json",
            "dotfiles/cursor.json",
            "../dotfiles/cursor.json",
        ),
    ] {
        std::fs::rename(at(from), at(to)).expect("a move");
        std::os::unix::fs::symlink(link, at(from)).expect("a link");
    }
    // As `git init --separate-git-dir` and `git worktree add` leave it.
    repository.write(".git", b"gitdir: real/gd\n");
    repository.write("real/gd/HEAD", b"ref: refs/heads/main\n");
    repository.write("real/gd/commondir", b"../common\n");
    repository.write("real/common/HEAD", b"ref: refs/heads/main\n");
    repository
}

/// A repository with an approved plan that was run up to its first stop.
pub fn running(first: &str, code: i32) -> Repository {
    let repository = bare(&plan(first));
    repository.sign(&["approve", PLAN, "--as-of", DAY]).exits(0);
    repository.json(&["run", PLAN, "--as-of", DAY]).exits(code);
    repository.tampered();
    repository
}

/// A repository in this state.
pub fn in_state(state: &str) -> Repository {
    let work = "| 1.2 | Write the note | one line in src/note.txt | Jonna | |";
    match state {
        "outside" => bare(&unready()),
        "linked" => linked(),
        "outside-denied" => {
            let repository = bare(&unready());
            repository.write(
                ".stopgate/config.toml",
                b"[guard]\noutside = \"deny\"\nreading = [\"mcp__docs__search\"]\nprotected = [\".husky\"]\n",
            );
            repository
        }
        "planning" => planning(),
        "planning-ready" => {
            let repository =
                bare(&plan(FIRST).replace("**Status:** Approved", "**Status:** Draft"));
            repository.run(&["session", "start", PLAN]).exits(0);
            repository
        }
        "twin" => {
            let repository = planning();
            let at = |name: &str| repository.root().join(name);
            std::fs::hard_link(at(PLAN), at("src/plan.rs")).expect("a second name");
            repository
        }
        "gone" => {
            let repository = planning();
            std::fs::rename(
                repository.root().join(PLAN),
                repository.root().join("moved.md"),
            )
            .expect("a move");
            repository
        }
        "done" => {
            let repository = planning();
            let text = repository.read(PLAN);
            let text = text.replace("**Status:** Draft", "**Status:** Done");
            repository.write(PLAN, text.as_bytes());
            repository
        }
        "unreadable" => {
            let repository = planning();
            repository.write(".stopgate/session.json", b"{\"schema\": 1}");
            repository
        }
        "waiting" => running(FIRST, 10),
        "working" => running(&format!("{FIRST}\n{work}"), 10),
        "failed" => running(
            "| 1.1 | Switch the main pump | `test -e mended.txt` | Jonna | exit code 0 |",
            1,
        ),
        "no-go" => {
            let repository = running(FIRST, 10);
            repository.sign(&["no-go", "--reason", "not yet"]).exits(3);
            repository
        }
        "void" => {
            let repository = running(&format!("{FIRST}\n{work}"), 10);
            let text = repository.read(PLAN).replace("echo b1", "echo b2");
            repository.write(PLAN, text.as_bytes());
            repository
        }
        "damaged" => {
            let repository = running(FIRST, 10);
            let runs = repository.root().join(".stopgate/runs");
            let journal = &stopgate_tests::files(&runs, "journal.jsonl")[0];
            let text = std::fs::read_to_string(journal).expect("a journal");
            std::fs::write(journal, text.replacen("a1", "a9", 1)).expect("a journal");
            repository
        }
        "forged" => {
            let repository = running(&format!("{FIRST}\n{work}"), 10);
            let approvals = repository.root().join(".stopgate/approvals");
            let signature = &stopgate_tests::files(&approvals, ".sig")[0];
            std::fs::write(signature, "no signature\n").expect("a file");
            repository
        }
        "unguarded" => {
            let repository = bare(&unready());
            std::fs::remove_dir_all(repository.root().join(".stopgate")).expect("a folder");
            repository
        }
        other => panic!("no state {other}"),
    }
}

/// What an agent tells its hook of a tool, in its own dialect; the root stands for `ROOT`.
pub fn told(agent: &str, tool: &str, given: &Value, cwd: &str) -> Value {
    match agent {
        "claude-code" => json!({
            "session_id": "s1", "transcript_path": "/tmp/t.jsonl", "cwd": cwd,
            "permission_mode": "bypassPermissions", "hook_event_name": "PreToolUse",
            "tool_name": tool, "tool_input": given, "tool_use_id": "t1",
        }),
        "codex" => json!({
            "session_id": "s1", "turn_id": "u1", "transcript_path": null, "cwd": cwd,
            "hook_event_name": "PreToolUse", "model": "m", "permission_mode": "default",
            "tool_name": tool, "tool_input": given, "tool_use_id": "t1",
        }),
        "cursor" => json!({
            "conversation_id": "c1", "generation_id": "g1", "hook_event_name": "preToolUse",
            "workspace_roots": [cwd], "tool_name": tool, "tool_input": given,
        }),
        "gemini" => json!({
            "session_id": "s1", "transcript_path": "/tmp/t.json", "cwd": cwd,
            "hook_event_name": "BeforeTool", "timestamp": "2026-11-29T08:00:00Z",
            "tool_name": tool, "tool_input": given,
        }),
        other => panic!("no agent {other}"),
    }
}

/// What a hook answers to an input; it is called in this folder, and nothing of the agent that tests is in its
/// environment.
pub fn hook(repository: &Repository, caller: &str, input: &[u8]) -> Done {
    let arguments = ["hook", caller];
    answered(repository.command(&arguments), &arguments, input)
}

/// What a command answers to an input.
pub fn answered(mut command: Command, arguments: &[&str], input: &[u8]) -> Done {
    for variable in [
        "CLAUDE_PROJECT_DIR",
        "GEMINI_PROJECT_DIR",
        "CURSOR_PROJECT_DIR",
    ] {
        command.env_remove(variable);
    }
    Done::handed(command, arguments, input)
}

/// The call of a tool.
pub fn call(repository: &Repository, agent: &str, tool: &str, given: &Value) -> Done {
    let cwd = repository.root();
    let input = told(agent, tool, given, &cwd.to_string_lossy());
    hook(repository, agent, input.to_string().as_bytes())
}
