//! Telling commands from other code and from sentences.

use std::collections::HashSet;
use std::sync::LazyLock;

/// Programs that plans call by name. Unknown programs still count where their arguments or their
/// place in the plan say that they are commands.
static PROGRAMS: LazyLock<HashSet<&str>> =
    LazyLock::new(|| include_str!("programs.txt").split_whitespace().collect());

/// File endings of what is named, not run.
const DOCUMENTS: &[&str] = &[
    "md", "txt", "json", "yaml", "yml", "toml", "csv", "tsv", "sql", "html", "css", "xml", "pdf",
    "png", "svg", "lock", "log", "ini", "cfg", "conf", "env", "db", "parquet", "ts", "tsx", "jsx",
    "rs", "go", "java", "kt", "rb", "ex", "c", "h", "cpp", "proto", "tf",
];

/// True for inline code that is a command wherever it stands: a known program or a script, with
/// something behind it.
pub(crate) fn is_command(text: &str) -> bool {
    let words = significant_words(text);
    let Some(program) = words.first() else {
        return false;
    };
    let behind = words.len() > 1;
    if is_operator(words.get(1).copied()) {
        return false;
    }
    let known = PROGRAMS.contains(program) && (behind || STANDALONE.contains(program));
    known || (behind && is_script(program))
}

/// True for inline code in a place that the format declares to hold commands: a command, or
/// something that has the shape of one.
pub(crate) fn may_be_command(text: &str) -> bool {
    let words = significant_words(text);
    let Some(program) = words.first() else {
        return false;
    };
    let named = program.starts_with(|c: char| c.is_ascii_lowercase())
        && !program.contains(['(', ')', '*', '=', ',', ':']);
    let has_argument = words
        .iter()
        .skip(1)
        .any(|word| word.starts_with('-') || word.contains(['/', '.']));
    is_command(text)
        || is_script(program) && !is_document(program) && words.len() > 1
        || (named && has_argument && !is_operator(words.get(1).copied()))
}

/// True where several commands stand in the place of one: `npm test / cargo test`, `make a or make b`.
pub(crate) fn is_choice(text: &str) -> bool {
    [" / ", " or "].iter().any(|separator| {
        let mut parts = text.split(separator);
        text.contains(separator)
            && parts
                .by_ref()
                .skip(1)
                .any(|part| is_command(part) || PROGRAMS.contains(part.trim()))
    })
}

/// True for a line of a shell block that is a sentence: it begins with a capitalised word, and most
/// of its words are plain.
pub(crate) fn is_sentence(line: &str) -> bool {
    let words: Vec<&str> = line.split_whitespace().collect();
    let Some(first) = words.first() else {
        return false;
    };
    let plain = |word: &&str| {
        let bare = word.trim_matches(['.', ',', ';', ':', '?', '!', '(', ')', '\'', '"', '%']);
        !bare.is_empty()
            && bare
                .chars()
                .all(|c| c.is_alphabetic() || matches!(c, '-' | '\'' | '’'))
    };
    let mut letters = first.trim_end_matches([',', ':']).chars();
    let capitalised =
        letters.next().is_some_and(char::is_uppercase) && letters.all(char::is_lowercase);
    let plain_words = words.iter().filter(|word| plain(word)).count();
    capitalised && words.len() >= 3 && plain_words * 4 >= words.len() * 3
}

/// Programs that mean something without arguments.
const STANDALONE: &[&str] = &[
    "make", "pytest", "tox", "nox", "just", "ls", "pwd", "env", "rake", "mocha", "jest", "vitest",
    "tsc", "rspec",
];

/// The words from the program on: assignments and wrappers in front are skipped.
fn significant_words(text: &str) -> Vec<&str> {
    let words = text.split_whitespace();
    let is_assignment = |word: &&str| {
        word.split_once('=').is_some_and(|(name, _)| {
            !name.is_empty()
                && name
                    .chars()
                    .all(|c| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '_')
        })
    };
    let rest: Vec<&str> = words
        .skip_while(|word| {
            is_assignment(word) || matches!(*word, "sudo" | "time" | "env" | "!" | "$")
        })
        .collect();
    if rest.is_empty() && text.trim() == "env" {
        vec!["env"]
    } else {
        rest
    }
}

fn is_script(program: &str) -> bool {
    let path = program.starts_with("./")
        || program.starts_with("../")
        || program.starts_with('/')
        || program.contains('/');
    let scripted = [".sh", ".py", ".bash", ".pl", ".rb"]
        .iter()
        .any(|end| program.ends_with(end));
    let shaped = program
        .chars()
        .all(|c| c.is_ascii_alphanumeric() || matches!(c, '/' | '.' | '_' | '-' | '~' | '+'));
    shaped && (path || scripted) && !is_document(program)
}

fn is_document(program: &str) -> bool {
    program
        .rsplit_once('.')
        .is_some_and(|(_, ending)| DOCUMENTS.contains(&ending))
}

/// `merge = false`: an assignment or comparison, not a command.
fn is_operator(word: Option<&str>) -> bool {
    word.is_some_and(|word| {
        matches!(
            word,
            "=" | "==" | "!=" | ":=" | "->" | "=>" | "<" | "<=" | ">=" | "+=" | "is" | "IS"
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commands_are_told_from_other_code() {
        for text in [
            "make test",
            "python -m x",
            "PATH=/a make",
            "/home/jun/bin/probe --path /x",
            "bash a.sh",
            "pytest",
        ] {
            assert!(is_command(text), "{text}");
        }
        for text in [
            "merge = false",
            "docs/operations.md",
            "exit code 1",
            "GET /players",
            "build_gold",
            "python",
            "season 4: moved",
            "SELECT a FROM b",
            "0 days differ",
        ] {
            assert!(!is_command(text), "{text}");
        }
        assert!(may_be_command("portal_view --database build/local.db"));
        for text in [
            "docker/Dockerfile.airflow29",
            "ref()",
            "marts.*",
            "publish_day",
            "models/marts/schema.yml",
        ] {
            assert!(!may_be_command(text), "{text}");
        }
    }

    #[test]
    fn sentences_are_told_from_commands() {
        assert!(is_sentence("All edge cases are covered"));
        assert!(is_sentence(
            "Check on a real phone that the upload continues"
        ));
        for line in [
            "xcodebuild test -scheme Tenant",
            "Rscript analysis.R --all",
            "make check",
            "MODE=x ./run now please",
        ] {
            assert!(!is_sentence(line), "{line}");
        }
    }
}
