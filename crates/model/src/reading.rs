//! Commands that are known to change nothing.

use std::collections::HashMap;
use std::sync::LazyLock;

use crate::shell_words::{SimpleCommand, Word, simple_commands};

/// What is known of a program.
struct Program {
    /// The first arguments with which it only reads; with any where none is named.
    commands: Vec<&'static str>,
    /// Options with which it does something else.
    refused: Vec<&'static str>,
}

static PROGRAMS: LazyLock<HashMap<&str, Vec<Program>>> = LazyLock::new(|| {
    let mut programs: HashMap<&str, Vec<Program>> = HashMap::new();
    let lines = include_str!("reading_programs.txt").lines();
    for line in lines.filter(|line| !line.starts_with('#')) {
        let mut words = line.split_whitespace();
        let Some(name) = words.next() else {
            continue;
        };
        let commands = words.by_ref().take_while(|word| *word != "!").collect();
        let refused = words.collect();
        let program = Program { commands, refused };
        programs.entry(name).or_default().push(program);
    }
    programs
});

/// Where output may go that nobody keeps.
const NOWHERE: &[&str] = &["/dev/null", "/dev/stdout", "/dev/stderr"];

/// True for a command of which a list says that it changes nothing, wherever and whenever it runs.
/// What the list does not know is not said to change anything.
pub fn only_reads(command: &str) -> bool {
    simple_commands(command).is_some_and(|commands| commands.iter().all(reads))
}

fn reads(command: &SimpleCommand) -> bool {
    let kept = |target: &Word| target.expands || !NOWHERE.contains(&target.text.as_str());
    let words = match command.words.as_slice() {
        [not, words @ ..] if not.text == "!" => words,
        words => words,
    };
    let Some((program, arguments)) = words.split_first() else {
        return false;
    };
    let known = PROGRAMS.get(program.text.as_str());
    let reads = |known: &Program| known.reads_with(arguments);
    !program.expands
        && !command.writes.iter().any(kept)
        && known.is_some_and(|known| known.iter().any(reads))
}

impl Program {
    fn reads_with(&self, arguments: &[Word]) -> bool {
        let first = arguments.first();
        let is_known = self.commands.is_empty()
            || first.is_some_and(|first| {
                !first.expands && self.commands.contains(&first.text.as_str())
            });
        // Where some options are refused, an argument that is not known may be one of them.
        let is_safe =
            |word: &Word| !word.expands && !self.refused.iter().any(|flag| is(flag, &word.text));
        is_known && (self.refused.is_empty() || arguments.iter().all(is_safe))
    }
}

/// True where an argument is this option: alone, with its value, shortened, or among other letters.
fn is(flag: &str, argument: &str) -> bool {
    let name = argument.split('=').next().unwrap_or_default();
    if let Some(long) = flag.strip_prefix("--") {
        let shortened = name.strip_prefix("--").filter(|name| !name.is_empty());
        return shortened.is_some_and(|name| long.starts_with(name));
    }
    let letter = flag.strip_prefix('-').filter(|flag| flag.len() == 1);
    match letter {
        Some(letter) => {
            let letters = argument.strip_prefix('-');
            letters.is_some_and(|letters| !letters.starts_with('-') && letters.contains(letter))
        }
        None => name == flag,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commands_that_are_known_to_only_read_are_told() {
        for command in [
            "grep -q 'a b' f",
            "test -f a && ! grep -c x b | wc -l",
            "git status --short",
            "git diff --exit-code HEAD 2>&1 >/dev/null",
            "cmp a b || exit 1",
            "find . -name '*.rs' | sort -u | head -3",
            "cd server && ls -l",
            "test \"$HOME\" = /root",
            "command -v jq",
            "python3 --version",
            "kubectl get pods",
        ] {
            assert!(only_reads(command), "{command}");
        }
    }

    #[test]
    fn whatever_else_is_not_said_to_only_read() {
        for command in [
            "make test",
            "grep x f > out",
            "find . -delete",
            "find . '-delete'",
            "find . $MORE",
            "find . -exec rm {} +",
            "sort -uo out f",
            "sort --out=f g",
            "git push",
            "git -C x status",
            "git diff --output=f",
            "git log --outp f",
            "$PROGRAM f",
            "echo $(rm x)",
            "cat < f | tee g",
            "PATH=. grep x f",
            "./grep x f",
            "command rm x",
            "kubectl delete pod a",
            "kubectl -n a get pods",
            "if test -f a; then ls; fi",
            "ls; rm x",
            "ls &",
            "echo a > /dev/null > b",
        ] {
            assert!(!only_reads(command), "{command}");
        }
    }
}
