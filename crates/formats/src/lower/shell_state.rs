//! What a command leaves behind in the shell that reads it: its directory and its variables.

use stopgate_model::Directory;

/// `cd PATH` alone on a line says where the rest of the block runs, whatever the path is.
pub(super) fn changed_directory(line: &str) -> Option<String> {
    let path = line
        .strip_prefix("cd ")
        .or_else(|| (line == "cd").then_some("~"))?
        .trim();
    let alone = !path.is_empty() && !path.contains(['&', ';', '|', '\n']);
    let trimmed = path.trim_end_matches('/');
    alone.then(|| {
        if trimmed.is_empty() {
            path.to_owned()
        } else {
            trimmed.to_owned()
        }
    })
}

/// Where a command leaves its shell: `mkdir b && cd b`, `pushd b`.
pub(super) fn moved_on(command: &str) -> Option<String> {
    command.split(['&', ';', '|', '\n']).find_map(|statement| {
        let mut words = statement.split_whitespace();
        let goes = matches!(words.next()?, "cd" | "pushd" | "popd" | "chdir");
        goes.then(|| words.next().unwrap_or("~").trim_end_matches('/').to_owned())
    })
}

/// True for a command that does nothing but change the shell that ends with it.
pub(super) fn only_sets_state(command: &str) -> bool {
    let first = command.split_whitespace().next().unwrap_or_default();
    let alone = !command.contains(['&', ';', '|', '\n']);
    let assigns = first.contains('=')
        && assigned(command).next().is_some()
        && command.split_whitespace().count() == 1;
    alone
        && (assigns
            || matches!(
                first,
                "export"
                    | "source"
                    | "."
                    | "set"
                    | "unset"
                    | "alias"
                    | "umask"
                    | "shopt"
                    | "ulimit"
            ))
}

/// The variables that a command assigns: `A=1`, `export A=1`.
pub(super) fn assigned(command: &str) -> impl Iterator<Item = String> {
    let words = command
        .split_whitespace()
        .filter(|word| !matches!(*word, "export" | "local" | "readonly"));
    words
        .map_while(|word| word.split_once('='))
        .filter(|(name, _)| {
            !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
        })
        .map(|(name, _)| name.to_owned())
}

/// `cd a` and then `cd b` is `a/b`.
pub(super) fn joined_path(before: &str, path: &str) -> String {
    let anew = path.starts_with(['/', '~', '$', '"', '\'']) || path == "-";
    if anew {
        path.to_owned()
    } else {
        format!("{before}/{path}")
    }
}

/// What is known of the directory of a command in front of which the block moved elsewhere.
pub(super) fn contradicted(moved: String, stated: &Directory) -> Directory {
    match stated {
        Directory::Stated(stated) => Directory::Contradictory(vec![moved, stated.value.clone()]),
        Directory::Contradictory(several) => Directory::Contradictory(several.clone()),
        Directory::Unstated => Directory::Contradictory(vec![moved, ".".to_owned()]),
    }
}
