//! Files that no tool of an agent writes, in any state: what people signed, what happened, and what turns the guard off.

use std::path::{Component, Path, PathBuf};

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

/// Why a file is written by no tool; none for other files. That goes by its names alone.
pub fn protection(path: &Path) -> Option<&'static str> {
    protection_of(&path.components().filter_map(name).collect::<Vec<_>>())
}

/// The files and folders of a repository that no tool writes, relative to its root, and why.
pub fn protected_places() -> impl Iterator<Item = (PathBuf, &'static str)> {
    let folders = FOLDERS.iter().map(PathBuf::from);
    let hooks = HOOKS.iter().map(|hook| hook.iter().collect());
    folders
        .chain(hooks)
        .filter_map(|place: PathBuf| protection(&place).map(|why| (place, why)))
}

/// Why nothing is done with a folder as a whole in which hooks lie beside what tools may write: `.claude`.
pub(crate) fn holds_hooks(path: &Path) -> Option<&'static str> {
    let last = path.components().next_back().and_then(name)?;
    is_holder(&last).then_some("the hooks of an agent lie in it")
}

fn is_holder(name: &str) -> bool {
    let mut holders = HOOKS.iter().filter(|hook| hook.len() > 1);
    name.starts_with('.') && holders.any(|hook| hook.first() == Some(&name))
}

/// What a path of a text names that no tool writes: `.git` of `./.git/hooks`, `.claude` of `.claude/*`.
pub(crate) fn named_in(path: &str) -> Option<String> {
    let mut names: Vec<String> = Vec::new();
    for part in Path::new(path).components() {
        match part {
            Component::ParentDir => _ = names.pop(),
            part => names.extend(name(part).filter(|name| !name.is_empty())),
        }
    }
    if protection_of(&names).is_some() {
        let ends = (1..=names.len()).find(|&end| protection_of(&names[..end]).is_some())?;
        let starts = (0..ends).rev();
        let mut parts = starts.map(|start| &names[start..ends]);
        return parts
            .find(|part| protection_of(part).is_some())
            .map(|part| part.join("/"));
    }
    let is_open = |at: usize| {
        names
            .get(at + 1)
            .is_none_or(|next| next.contains(['*', '?', '[']))
    };
    let mut holders = names.iter().enumerate();
    holders
        .find(|(at, name)| is_holder(name) && is_open(*at))
        .map(|(_, name)| name.clone())
}

fn protection_of(names: &[String]) -> Option<&'static str> {
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

    #[test]
    fn what_a_path_names() {
        for (path, expected) in [
            ("./.git/refs/heads/main", Some(".git")),
            ("x/.Claude/hooks/a.sh", Some(".claude/hooks")),
            (
                ".claude/agents/../settings.json",
                Some(".claude/settings.json"),
            ),
            (".claude", Some(".claude")),
            ("/r/.claude/", Some(".claude")),
            (".claude/*", Some(".claude")),
            (".claude/s*", Some(".claude")),
            (".claude/agents/x.md", None),
            (".claude/..", None),
            (".gitignore", None),
            ("x.git", None),
            ("claude-code", None),
            ("", None),
        ] {
            assert_eq!(named_in(path).as_deref(), expected, "{path}");
        }
    }
}
