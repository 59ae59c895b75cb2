//! What no shell text may hold, in any state. A shell can write everything in a hundred ways, so this is a net for
//! what is written plainly; what slips through is found by `verify` and the git hooks, and is told in docs/guard.md.

use crate::protected::named_in;
use crate::words::{loose_words, plain_words};

/// Commands of Stopgate with which people decide, and with which they set it up.
const DECIDING: [&str; 6] = ["approve", "go", "no-go", "resolve", "rollback", "init"];

/// The same, where it is a second word that decides.
const DECIDING_PAIRS: [(&str, &[&str]); 3] = [
    ("agents", &["install", "remove"]),
    ("session", &["start", "end"]),
    ("resume", &["--changed"]),
];

/// What no text holds, wherever it stands, in small letters.
const PARTS: [&str; 2] = [".stopgate", "core.hookspath"];

/// Programs that only show what stands in the files that they are given.
const SHOWING: [&str; 13] = [
    "cat",
    "ls",
    "head",
    "tail",
    "wc",
    "grep",
    "cmp",
    "sha256sum",
    "stat",
    "test",
    "diff",
    "du",
    "readlink",
];

/// Why no agent may have a shell do this, whatever is planned or runs.
pub(crate) fn fault(text: &str) -> Option<String> {
    let words = loose_words(text);
    if let Some(decision) = decides(&words) {
        return Some(format!(
            "`stopgate {decision}` is a person's decision: tell them what to look at, and to type it themselves"
        ));
    }
    if skips_hooks(&words) {
        return Some(
            "the git hooks are not passed by: leave out --no-verify, and mend what they say"
                .to_owned(),
        );
    }
    let part = named(text)?;
    (!only_shows(text)).then(|| {
        format!("it names `{part}`, which is written by Stopgate, git and people alone; to look at it, a plain `cat`, `ls` or `grep` does")
    })
}

/// What a text names that is protected. Quotes may be part of a word (`.stop"gate"`), or end one (`f".codex"`).
fn named(text: &str) -> Option<String> {
    let text = text.to_lowercase();
    let joined: String = text
        .chars()
        .filter(|c| !matches!(c, '\'' | '"' | '\\'))
        .collect();
    let parted = text.replace('\\', "/");
    [joined, parted].iter().find_map(|text| {
        let part = PARTS.iter().find(|part| text.contains(**part));
        let part = part.map(|part| (*part).to_owned());
        part.or_else(|| text.split(is_between_paths).find_map(named_in_word))
    })
}

fn is_between_paths(c: char) -> bool {
    c.is_whitespace() || c.is_control() || ";&|(){}$`<>=,:'\"".contains(c)
}

/// `-C.git` is an option with its value.
fn named_in_word(word: &str) -> Option<String> {
    let behind = word.strip_prefix('-').map(|word| {
        let mut rest = word.chars();
        rest.next();
        rest.as_str()
    });
    named_in(word).or_else(|| behind.and_then(named_in))
}

fn decides(words: &[String]) -> Option<String> {
    let is_program = |word: &String| word.rsplit('/').next() == Some("stopgate");
    let mut programs = words.iter().enumerate();
    programs.find_map(|(at, word)| {
        let behind = words[at + 1..].iter().take_while(|word| *word != ";");
        let behind: Vec<&str> = behind.map(String::as_str).collect();
        is_program(word).then(|| decision(&behind)).flatten()
    })
}

/// The decision among the words behind the program: `agents remove`.
fn decision(words: &[&str]) -> Option<String> {
    let single = words.iter().find(|word| DECIDING.contains(word));
    let pair = || {
        DECIDING_PAIRS.iter().find_map(|(command, seconds)| {
            let at = words.iter().position(|word| word == command)?;
            let second = words[at..].iter().find(|word| seconds.contains(word))?;
            Some(format!("{command} {second}"))
        })
    };
    single.map(|word| (*word).to_owned()).or_else(pair)
}

/// `git commit -nm x` is `git commit --no-verify -m x`.
fn skips_hooks(words: &[String]) -> bool {
    let is_short =
        |word: &str| word.starts_with('-') && !word.starts_with("--") && word.contains('n');
    let mut git = false;
    let mut commit = false;
    for word in words {
        match word.as_str() {
            ";" => (git, commit) = (false, false),
            "git" => git = true,
            "commit" if git => commit = true,
            word if git && word.starts_with("--no-v") => return true,
            word if commit && is_short(word) => return true,
            _ => {}
        }
    }
    false
}

/// True for a command that writes nothing, and for `git add` and `git status`.
fn only_shows(text: &str) -> bool {
    let Some(words) = plain_words(text) else {
        return false;
    };
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    match words.as_slice() {
        ["git", "add" | "status", ..] => true,
        [program, ..] => SHOWING.contains(program),
        [] => false,
    }
}

/// True where a text carries out this command as well, as far as words tell.
pub(crate) fn holds_command(text: &str, command: &str) -> bool {
    let (words, wanted) = (loose_words(text), loose_words(command));
    !wanted.is_empty() && words.windows(wanted.len()).any(|part| part == wanted)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_no_shell_may_do() {
        for text in [
            "stopgate approve a.md --as ilse --key k",
            "cd plans && /usr/bin/stopgate --root . go",
            "echo x | stopgate 'no-go'",
            "$(stop\"gate\" rollback)",
            "echo '{}' > .stopgate/approvals/a.json",
            "cp a .STOPGATE/runs/x",
            "rm -r .stop\"gate\"",
            "git commit --no-verify -m x",
            "git commit -anm x",
            "git config core.hooksPath /dev/null",
            "git -c core.hooksPath=x commit",
            "sed -i s/a/b/ .claude/settings.json",
            "cat .stopgate/config.toml; rm x",
            "tee .codex/hooks.json",
            "rm -rf .git",
            "rm -rf .claude",
            "cd .git && cp x hooks/pre-commit",
            "git -C.git gc",
            "python3 -c \"open(f'.codex')\"",
            "del .claude\\settings.json",
            "stopgate agents remove codex --yes",
            "stopgate --root . session end",
            "stopgate init --agents codex",
            "stopgate resume --changed",
        ] {
            assert!(fault(text).is_some(), "{text}");
        }
    }

    #[test]
    fn what_a_shell_may_do() {
        for text in [
            "cargo test",
            "cd stopgate && go build ./...",
            "git add .stopgate plans/a.md",
            "git commit -m 'a new number'",
            "git log -n 3",
            "cat .stopgate/config.toml",
            "stopgate check plans/a.md",
            "ls -la",
            "ls -la .git",
            "test -d .git",
            "git clone https://forge.example/x.git",
            "echo x > .claude/agents/x.md",
            "cp .gitignore x",
            "stopgate agents list",
            "stopgate session",
            "stopgate resume",
        ] {
            assert_eq!(fault(text), None, "{text}");
        }
    }

    #[test]
    fn commands_are_found_in_texts() {
        assert!(holds_command(
            "bash -c 'sh  deploy.sh prod'",
            "sh deploy.sh prod"
        ));
        assert!(!holds_command("cat remake.txt", "make"));
        assert!(!holds_command("make", ""));
    }
}
