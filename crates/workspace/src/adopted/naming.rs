//! Names of steps, made of what they run: the same command gets the same name, wherever it stands.

use std::collections::HashSet;

use stopgate_gate::Step;
use stopgate_model::{Word, simple_commands};

/// Words behind the program that a name takes.
const WORDS: usize = 2;

/// Most characters of one word of a name.
const LONGEST_WORD: usize = 24;

/// The name of what has no word to be named by.
const NAMELESS: &str = "step";

/// What stands in front of a program.
const WRAPPERS: &[&str] = &["!", "sudo", "time", "env", "exec", "nohup", "nice"];

/// Programs that are called to run a file or a module: that is what is done.
const INTERPRETERS: &[&str] = &["bash", "sh", "python", "python3", "node", "ruby", "perl"];

/// Endings of files that are run.
const SCRIPTS: &[&str] = &[".sh", ".bash", ".py", ".js", ".rb", ".pl"];

/// The names that steps have, and those by which they speak of each other.
pub(super) fn taken(steps: &[Step]) -> HashSet<String> {
    let mut taken = HashSet::new();
    for contract in steps.iter().map(|step| &step.contract) {
        taken.extend(contract.name.iter().chain(&contract.fix).cloned());
        let lists = [&contract.needs, &contract.undo, &contract.undoes];
        taken.extend(lists.into_iter().flatten().cloned());
    }
    taken
}

/// A name for the steps of a block that no other block has; it is taken from then on.
pub(super) fn name(steps: &[Step], taken: &mut HashSet<String>) -> String {
    let of_command = steps.iter().find_map(|step| of_command(&step.command));
    let section = || steps.first().and_then(|step| step.section.as_deref());
    let base = of_command
        .or_else(|| section().map(slug).filter(|name| !name.is_empty()))
        .unwrap_or_else(|| NAMELESS.to_owned());
    let numbered = (2..).map(|number: u32| format!("{base}-{number}"));
    let mut names = std::iter::once(base.clone()).chain(numbered);
    let name = names.find(|name| !taken.contains(name)).unwrap_or(base);
    taken.insert(name.clone());
    name
}

/// `scripts/load.sh export/prices.csv` is `load-prices`, `python -m pytest tests` is `pytest-tests`.
fn of_command(command: &str) -> Option<String> {
    let words = words(command);
    let mut words = words
        .iter()
        .map(String::as_str)
        .skip_while(|word| WRAPPERS.contains(word) || is_assignment(word))
        .peekable();
    let mut program = words.next()?;
    while INTERPRETERS.contains(&program) {
        let more = words.by_ref().find(|word| !word.starts_with('-'));
        match more {
            Some(more) => program = more,
            None => break,
        }
    }
    let plain = |c: char| c.is_ascii_alphanumeric() || "/._-+[".contains(c);
    if !program.chars().all(plain) || COMPOUND.contains(&program) {
        return None;
    }
    let program = if program.starts_with('[') {
        "test"
    } else {
        program
    };
    let mut parts = vec![slug(file_name(program))];
    let said = words
        .filter(|word| !word.starts_with('-') && word.chars().all(is_plain))
        .map(|word| slug(file_name(word)));
    let is_word = |word: &String| {
        word.len() > 1
            && word.len() <= LONGEST_WORD
            && word.contains(|c: char| c.is_ascii_alphabetic())
    };
    parts.extend(said.filter(is_word).take(WORDS));
    parts.dedup();
    let name = parts.join("-");
    (!parts[0].is_empty()).then_some(name)
}

/// Words that begin what only a shell takes apart.
const COMPOUND: &[&str] = &["for", "if", "while", "until", "case", "select", "function"];

/// The words of the first simple command; without what a shell puts in the place of others.
fn words(command: &str) -> Vec<String> {
    let is_fixed = |word: &&Word| !word.expands;
    match simple_commands(command) {
        Some(commands) => commands
            .first()
            .map(|first| first.words.iter().filter(is_fixed))
            .into_iter()
            .flatten()
            .map(|word| word.text.clone())
            .collect(),
        None => {
            let line = command.lines().next().unwrap_or_default();
            let ends = |word: &&str| !word.contains(['|', ';', '&', '<', '>', '(', '`', '"', '\'']);
            line.split_whitespace()
                .take_while(ends)
                .map(str::to_owned)
                .collect()
        }
    }
}

fn is_assignment(word: &str) -> bool {
    let name = word.split_once('=').map(|(name, _)| name);
    let is_name = |c: char| c.is_ascii_alphanumeric() || c == '_';
    name.is_some_and(|name| !name.is_empty() && name.chars().all(is_name))
}

fn is_plain(c: char) -> bool {
    c.is_ascii_alphanumeric() || "/._-:@+".contains(c)
}

/// Most characters of the ending of a file; `tests.test_small` is a module.
const LONGEST_ENDING: usize = 5;

/// The last part of a path, without the ending of a file.
fn file_name(path: &str) -> &str {
    let name = path
        .trim_end_matches('/')
        .rsplit('/')
        .next()
        .unwrap_or_default();
    let script = SCRIPTS.iter().find_map(|ending| name.strip_suffix(ending));
    let is_ending = |parts: &(&str, &str)| parts.1.len() <= LONGEST_ENDING;
    let stem = name.rsplit_once('.').filter(is_ending);
    let stem = script.or(stem.map(|(stem, _)| stem));
    stem.filter(|stem| !stem.is_empty()).unwrap_or(name)
}

/// Letters and digits in lower case, with one `-` for whatever stands between.
fn slug(text: &str) -> String {
    let lower = text.to_ascii_lowercase();
    let parts = lower.split(|c: char| !c.is_ascii_alphanumeric());
    let parts: Vec<&str> = parts.filter(|part| !part.is_empty()).collect();
    parts.join("-")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_say_what_is_run() {
        for (command, name) in [
            ("make test", Some("make-test")),
            ("scripts/load.sh export/prices.csv", Some("load-prices")),
            ("python -m pytest -q tests", Some("pytest-tests")),
            (
                "python3 -m unittest tests.test_small",
                Some("unittest-tests-test-small"),
            ),
            (
                "PGUSER=a sudo psql -f sql/001_init.sql",
                Some("psql-001-init"),
            ),
            ("test -f work/a.txt", Some("test")),
            ("[ -d work ]", Some("test-work")),
            ("echo \"two words\" >> out", Some("echo")),
            ("wc -l $(ls *.txt)", Some("wc")),
            ("git push origin main", Some("git-push-origin")),
            ("for x in 1 2; do echo $x; done", None),
            ("$PROGRAM", None),
        ] {
            assert_eq!(of_command(command).as_deref(), name, "{command}");
        }
    }
}
