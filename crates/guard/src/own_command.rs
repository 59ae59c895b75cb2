//! The few commands of Stopgate that an agent may call while a plan is planned: a closed list, read exactly.
//! Everything else that a shell would get is an execution.

use crate::words::plain_words;

/// Commands that read, and those that change nothing but what a person changes as well by looking.
const READING: [&str; 10] = [
    "check", "gate", "steps", "explain", "diff", "status", "show", "runs", "verify", "rules",
];
/// Commands that write living parts or answers into the plan that they name, which stands first.
const EDITING: [&str; 5] = ["tick", "answer", "ask", "defer", "assign"];
/// The same, where the plan stands second.
const NOTING: &str = "note";

/// Options with a value that reading commands may have.
const READING_VALUES: [&str; 5] = [
    "--output-format",
    "--as-of",
    "--profile",
    "--format",
    "--color",
];
/// Options without one.
const FLAGS: [&str; 6] = ["-q", "--quiet", "-v", "--verbose", "-h", "--help"];
/// Options that no editing command may have: they lead to another repository, speak as a person, or write elsewhere.
const NEVER: [&str; 7] = [
    "--root",
    "--key",
    "--output",
    "--report",
    "--answers",
    "--config",
    "--as",
];

/// A command of Stopgate that is known for certain.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum OwnCommand {
    /// It writes nothing.
    Reads,
    /// It writes into this plan, and into nothing else.
    Edits(String),
    /// It goes on with a run that a person let go on.
    Resumes,
}

/// The command of Stopgate that a shell text is, and nothing but that: `stopgate gate plans/a.md`.
pub fn own_command(text: &str) -> Option<OwnCommand> {
    let words = plain_words(text)?;
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    match words.as_slice() {
        ["stopgate", "session"] => Some(OwnCommand::Reads),
        ["stopgate", "agents", "list", rest @ ..] => only_reads(rest).then_some(OwnCommand::Reads),
        ["stopgate", "resume"] => Some(OwnCommand::Resumes),
        ["stopgate", command, rest @ ..] if READING.contains(command) => {
            only_reads(rest).then_some(OwnCommand::Reads)
        }
        ["stopgate", command, plan, rest @ ..] if EDITING.contains(command) => edits(plan, rest),
        ["stopgate", command, kind, plan, rest @ ..]
            if *command == NOTING && !kind.starts_with('-') =>
        {
            edits(plan, rest)
        }
        _ => None,
    }
}

fn only_reads(words: &[&str]) -> bool {
    let mut words = words.iter();
    while let Some(word) = words.next() {
        let name = word.split('=').next().unwrap_or_default();
        let fits = if !word.starts_with('-') || *word == "-" {
            true
        } else if READING_VALUES.contains(word) {
            words.next().is_some()
        } else {
            READING_VALUES.contains(&name) || FLAGS.contains(word)
        };
        if !fits {
            return false;
        }
    }
    true
}

/// The plan stands in front of all options, so that no value of an option can be taken for it.
fn edits(plan: &str, words: &[&str]) -> Option<OwnCommand> {
    let is_wrong = |word: &&str| {
        let name = word.split('=').next().unwrap_or_default();
        let is_short = name.len() > 1 && name.starts_with('-') && !name.starts_with("--");
        // The beginning of a long option may stand for it.
        let is_never = |never: &&str| name.len() > 2 && never.starts_with(name);
        NEVER.iter().any(is_never) || is_short && !FLAGS.contains(&name)
    };
    let fits = !plan.starts_with('-') && !words.iter().any(is_wrong);
    fits.then(|| OwnCommand::Edits(plan.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_closed_list() {
        let edits = |plan: &str| Some(OwnCommand::Edits(plan.to_owned()));
        for (text, expected) in [
            ("stopgate check plans/a.md", Some(OwnCommand::Reads)),
            (
                "stopgate gate a.md --output-format json -q",
                Some(OwnCommand::Reads),
            ),
            ("stopgate session", Some(OwnCommand::Reads)),
            ("stopgate resume", Some(OwnCommand::Resumes)),
            ("stopgate tick a.md 3", edits("a.md")),
            (
                "stopgate note risk a.md 'The tide' --owner Ilse",
                edits("a.md"),
            ),
            ("stopgate agents list -q", Some(OwnCommand::Reads)),
            ("stopgate agents remove codex", None),
            ("stopgate answer a.md 1 yes", edits("a.md")),
            ("stopgate answer a.md 1 yes --as Ilse", None),
            ("stopgate answer a.md 1 yes --as=Ilse", None),
            ("stopgate ask a.md --as Ilse", None),
            ("stopgate", None),
            ("./stopgate check a.md", None),
            ("A=b stopgate check a.md", None),
            ("stopgate check a.md --fix", None),
            ("stopgate check a.md; rm -r src", None),
            ("stopgate gate a.md --write", None),
            ("stopgate check --root /elsewhere", None),
            ("stopgate --root .. tick a.md 1", None),
            ("stopgate tick --root .. a.md", None),
            ("stopgate tick a.md 1 --root ..", None),
            ("stopgate tick a.md 1 --roo=..", None),
            ("stopgate note --owner risk a.md b.md", None),
            ("stopgate note risk --owner a.md b.md", None),
            ("stopgate ask a.md --answers x", None),
            ("stopgate approve a.md", None),
            ("stopgate session end", None),
            ("stopgate go", None),
            ("stopgate no-go", None),
            ("stopgate run a.md", None),
            ("stopgate rollback", None),
            ("stopgate resolve x --happened --reason y", None),
            ("stopgate resume --changed", None),
            ("stopgate selftest", None),
        ] {
            assert_eq!(own_command(text), expected, "{text}");
        }
    }
}
