//! Files that no tool of an agent writes, in any state: what people signed, what happened, and what turns the guard off.

use std::path::{Component, Path};

/// Folders in which nothing is written.
const FOLDERS: [&str; 3] = [".stopgate", ".git", ".codex"];

/// Files and folders that hold the hooks of agents, and their servers, of which the guard knows ours by its name.
const HOOKS: [&[&str]; 10] = [
    &[".mcp.json"],
    &[".cursor", "mcp.json"],
    &[".claude", "settings.json"],
    &[".claude", "settings.local.json"],
    &[".claude", "hooks"],
    &[".cursor", "hooks.json"],
    &[".cursor", "hooks"],
    &[".gemini", "settings.json"],
    &[".gemini", "hooks"],
    &["claude-code", "managed-settings.json"],
];

/// Why a file is written by no tool; none for other files. The path is a real one, without links.
pub fn protection(path: &Path) -> Option<&'static str> {
    let names: Vec<String> = path.components().filter_map(name).collect();
    let is = |folder: &&str| names.iter().any(|name| name == folder);
    match FOLDERS.iter().find(|folder| is(folder)) {
        Some(&".stopgate") => {
            return Some("what is below .stopgate/ is written by Stopgate and by people alone");
        }
        Some(&".git") => return Some("what is below .git is written by git alone"),
        Some(_) => return Some("it can turn the guard off"),
        None => {}
    }
    let holds = |hook: &&[&str]| names.windows(hook.len()).any(|part| part == *hook);
    HOOKS
        .iter()
        .any(holds)
        .then_some("it can turn the guard off")
}

/// A name as a file system may take it that knows no capital letters, or leaves out dots, blanks and what is unseen
/// at the end.
fn name(part: Component<'_>) -> Option<String> {
    let Component::Normal(name) = part else {
        return None;
    };
    let name: String = name
        .to_string_lossy()
        .chars()
        .filter(|c| !is_unseen(*c))
        .flat_map(char::to_lowercase)
        .collect();
    let cut = name.trim_end_matches(['.', ' ']);
    Some(cut.to_owned())
}

/// Characters that HFS+ leaves out of names when it compares them.
fn is_unseen(c: char) -> bool {
    matches!(c, '\u{200c}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{206a}'..='\u{206f}' | '\u{feff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_protected() {
        for path in [
            "/r/.stopgate/approvals/a.json",
            "/r/.stopgate",
            "/r/.StopGate/config.toml",
            "/r/.stopgate./x",
            "/r/.stop\u{200c}gate/x",
            "/r/sub/.git/hooks/pre-commit",
            "/r/.claude/settings.json",
            "/home/x/.claude/settings.local.json",
            "/r/.claude/hooks/guard.sh",
            "/r/.cursor/hooks.json",
            "/r/.codex/config.toml",
            "/r/.gemini/settings.json",
            "/etc/claude-code/managed-settings.json",
            "/r/.mcp.json",
            "/r/.cursor/mcp.json",
        ] {
            assert!(protection(Path::new(path)).is_some(), "{path}");
        }
        for path in [
            "/r/src/main.rs",
            "/r/.gitignore",
            "/r/.claude/agents/x.md",
            "/r/stopgate/x",
            "/r/.github/workflows/x.yml",
        ] {
            assert_eq!(protection(Path::new(path)), None, "{path}");
        }
    }
}
