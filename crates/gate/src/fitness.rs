//! Whether a command may run as it stands.

use stopgate_expressions::pattern;
use stopgate_model::{Command, Directory, Obstacle, why_it_waits};
use stopgate_source::Pattern;

static PLACEHOLDER: [Pattern; 8] = [
    pattern!(r"<[A-Za-z][A-Za-z0-9_ .:/-]*>"),
    pattern!(r"\{\{.*?\}\}"),
    pattern!(r"(?i)/path/to\b"),
    pattern!(r"\bYOUR[_-]|(?i)\byour-[a-z]"),
    pattern!(r"(?:^|[^./\w])\.\.\.(?:$|[^/\w])|…"),
    pattern!(r"\b(?:TBD|TODO|FIXME|XXX+|YYYY-MM-DD|YYYY|CHANGEME|CHANGE_ME)\b"),
    pattern!(r"\[[A-Z][A-Za-z]+(?: [A-Za-z]+)*\]"),
    pattern!(r"\?\?\?"),
];

/// Why a command may not run; none where nothing speaks against it.
pub(crate) fn unfit(command: &Command) -> Option<String> {
    let by_reader = command.obstacles.first().map(obstacle);
    by_reader
        .or_else(|| by_text(&command.text))
        .or_else(|| by_directory(&command.directory))
}

fn obstacle(obstacle: &Obstacle) -> String {
    match obstacle {
        Obstacle::Hidden(place) => {
            format!("it stands in {place}, where a reader of the page does not see it")
        }
        Obstacle::TwoReadings => "two readings of the document differ here".to_owned(),
        Obstacle::StruckOut => "it is struck out".to_owned(),
        Obstacle::UnclosedFence => "nothing closes its fence".to_owned(),
        Obstacle::NotShell(language) if language.is_empty() => {
            "its fence names no shell; write ```sh".to_owned()
        }
        Obstacle::NotShell(language) => format!("`{language}` is not a shell"),
        Obstacle::BadAttributes(reason) => format!("its attributes cannot be read: {reason}"),
        Obstacle::Prose => "it is a sentence, not a command".to_owned(),
        Obstacle::OnlyMentioned => {
            "the words in front of it forbid it, or make it depend on something".to_owned()
        }
        Obstacle::ShellState => {
            "it sets, or needs, variables or options of a shell that ends with its step".to_owned()
        }
        Obstacle::Unclear => {
            "nothing shows that this line is a command; put it into a ```sh fence".to_owned()
        }
        Obstacle::Unfinished => {
            "its quotes, here-document or compound command have no end".to_owned()
        }
        Obstacle::Alternative => "it is one of several commands to choose from".to_owned(),
        Obstacle::Held => {
            "it could not run in the plan that this one was converted from; where it may, take it out of the comment `stopgate-converted` at the end".to_owned()
        }
        Obstacle::Disguised(what) => format!("it holds {what}, so it is not what it looks like"),
    }
}

fn by_text(text: &str) -> Option<String> {
    if let Some(found) = PLACEHOLDER
        .iter()
        .find_map(|placeholder| placeholder.find(text))
    {
        return Some(format!("`{}` is a placeholder", found.as_str().trim()));
    }
    why_it_waits(text)
}

fn by_directory(directory: &Directory) -> Option<String> {
    let stated = match directory {
        Directory::Stated(stated) => stated,
        Directory::Contradictory(several) => {
            return Some(format!(
                "the plan names several directories for it: `{}`",
                several.join("`, `")
            ));
        }
        Directory::Unstated => {
            return Some("the plan does not say in which directory it runs".to_owned());
        }
    };
    let path = stated.value.as_str();
    if PLACEHOLDER
        .iter()
        .any(|placeholder| placeholder.is_match(path))
    {
        return Some(format!("its directory `{path}` is a placeholder"));
    }
    if path
        .split('/')
        .any(|part| matches!(part, ".git" | ".stopgate"))
    {
        return Some(format!("its directory `{path}` belongs to a tool"));
    }
    let outside = path.starts_with(['/', '~', '\\', '-', '"', '\''])
        || path.contains([':', '$', '*', '?', '\\', '`'])
        || leaves_root(path);
    outside.then(|| format!("its directory `{path}` is not a path inside the repository"))
}

/// True when `..` leads above the root at any point.
fn leaves_root(path: &str) -> bool {
    let mut depth = 0_i32;
    path.split('/').any(|part| {
        depth += match part {
            ".." => -1,
            "." | "" => 0,
            _ => 1,
        };
        depth < 0
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn placeholders_and_programs_without_an_end_are_unfit() {
        for text in [
            "tool <project_cli> run",
            "cd /path/to/repo",
            "export T=YOUR_TOKEN",
            "make {{name}}",
            "vim a",
            "npm run dev",
            "tail -f x",
            "python",
            "ssh host",
            "cargo watch -x test",
            "sleep infinity",
            "make &",
            "watch ls",
        ] {
            assert!(by_text(text).is_some(), "{text}");
        }
        for text in [
            "go test ./...",
            "bq query --use_legacy_sql=false < sql/orders.sql",
            "git diff main...HEAD",
            "docker run --rm -v ./a:/b x y",
            "python -m pytest -q",
            "psql -d game -f a.sql",
            "ssh host uptime",
            "grep -c '[a-z]' f",
            "make a && make b",
            "npm run test -- src/a",
        ] {
            assert_eq!(by_text(text), None, "{text}");
        }
    }

    #[test]
    fn directories_stay_inside_the_root() {
        for (path, leaves) in [
            ("a/../b", false),
            ("..", true),
            ("a/../../b", true),
            (".", false),
        ] {
            assert_eq!(leaves_root(path), leaves, "{path}");
        }
    }
}
