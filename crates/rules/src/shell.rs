//! A command as a shell takes it apart: statements, what joins them, words.
//!
//! Only what a rule needs to be certain of. Compound commands (`if`, `for`, `{ … }`, `( … )`) are not
//! taken apart, and rules are silent about them.

pub(crate) mod ends;

use stopgate_expressions::pattern;
use stopgate_source::Pattern;

/// True for a line that a block without a language holds and no shell reads: `let a = b;`.
pub(crate) fn is_other_language(line: &str) -> bool {
    static OTHER: Pattern = pattern!(
        r"^(?:let|const|var|fn|use|import|from|def|class|return|public|private|//|/\*|--|SELECT|CREATE|ALTER)(?:\s|$)|;\s*$|[({,]\s*$"
    );
    OTHER.is_match(line)
}

/// A simple command with what stands in front of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Statement<'t> {
    /// How it hangs together with the statement before it.
    pub(crate) joint: Joint,
    /// The statement, without the operators around it.
    pub(crate) text: &'t str,
}

/// What stands between two statements.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Joint {
    /// Nothing: it is the first.
    Start,
    /// `;`, `&` or a line ending: it runs whatever came before.
    Then,
    /// `&&`
    And,
    /// `||`
    Or,
    /// `|`, `|&`
    Pipe,
}

/// The statements of a command; none where it holds a compound command or a here-document.
pub(crate) fn statements(command: &str) -> Option<Vec<Statement<'_>>> {
    if command.contains("<<") {
        return None;
    }
    let mut found = Vec::new();
    let (mut start, mut joint, mut depth, mut quote) = (0, Joint::Start, 0_usize, None);
    let mut chars = command.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        match (quote, c) {
            (None | Some('"'), '\\') => drop(chars.next()),
            (None, '\'' | '"' | '`') => quote = Some(c),
            (Some(open), _) if open == c => quote = None,
            (Some(_), _) => {}
            (None, '(') => depth += 1,
            (None, ')') => depth = depth.saturating_sub(1),
            (None, _) if depth == 0 => {
                if let Some((next, length)) = operator(&command[..at], &command[at..]) {
                    add(&mut found, joint, &command[start..at]);
                    (joint, start) = (next, at + length);
                    for _ in 1..length {
                        chars.next();
                    }
                }
            }
            _ => {}
        }
    }
    add(&mut found, joint, &command[start..]);
    let is_compound = |statement: &Statement<'_>| {
        let first = statement.text.split_whitespace().next().unwrap_or_default();
        first.starts_with(['(', '{', '!'])
            || matches!(
                first,
                "if" | "then"
                    | "else"
                    | "elif"
                    | "fi"
                    | "for"
                    | "while"
                    | "until"
                    | "do"
                    | "done"
                    | "case"
                    | "esac"
                    | "select"
                    | "function"
                    | "}"
            )
    };
    (!found.iter().any(is_compound)).then_some(found)
}

fn add<'t>(found: &mut Vec<Statement<'t>>, joint: Joint, text: &'t str) {
    let text = text.trim();
    if !text.is_empty() {
        found.push(Statement { joint, text });
    }
}

/// The operator that `rest` begins with, and its length; `2>&1` and `>|` hold none.
fn operator(before: &str, rest: &str) -> Option<(Joint, usize)> {
    let redirects = before.ends_with(['>', '<']);
    let both = |mark: &str| rest.starts_with(mark);
    match () {
        () if both("&&") => Some((Joint::And, 2)),
        () if both("||") => Some((Joint::Or, 2)),
        () if both("|&") => Some((Joint::Pipe, 2)),
        () if both("|") && !redirects => Some((Joint::Pipe, 1)),
        () if both(";") || both("\n") => Some((Joint::Then, 1)),
        () if both("&") && !both("&>") && !redirects => Some((Joint::Then, 1)),
        () => None,
    }
}

/// The words of a statement with their quotes taken off; assignments and wrappers in front (`sudo`,
/// `env`, `time`, `timeout 300`) are left out.
pub(crate) fn words(statement: &str) -> Vec<String> {
    let mut words = all_words(statement).into_iter().peekable();
    let mut rest = Vec::new();
    while let Some(word) = words.peek() {
        let assigns = word.split_once('=').is_some_and(|(name, _)| is_name(name));
        let wraps = matches!(
            word.as_str(),
            "sudo" | "env" | "time" | "command" | "exec" | "nice"
        );
        if word == "timeout" {
            words.next();
            while words.peek().is_some_and(|word| word.starts_with('-')) {
                words.next();
            }
            words.next();
        } else if assigns || wraps {
            words.next();
        } else {
            break;
        }
    }
    rest.extend(words);
    rest
}

fn is_name(text: &str) -> bool {
    !text.is_empty() && text.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
}

fn all_words(statement: &str) -> Vec<String> {
    let mut words = Vec::new();
    let (mut word, mut quote, mut begun) = (String::new(), None, false);
    let mut chars = statement.chars();
    while let Some(c) = chars.next() {
        match (quote, c) {
            (None | Some('"'), '\\') => word.extend(chars.next()),
            (None, '\'' | '"') => (quote, begun) = (Some(c), true),
            (Some(open), _) if open == c => quote = None,
            (None, _) if c.is_whitespace() => {
                if begun || !word.is_empty() {
                    words.push(std::mem::take(&mut word));
                }
                begun = false;
            }
            _ => word.push(c),
        }
    }
    if begun || !word.is_empty() {
        words.push(word);
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    fn split(command: &str) -> Vec<(Joint, &str)> {
        let found = statements(command).unwrap_or_default();
        found.iter().map(|one| (one.joint, one.text)).collect()
    }

    #[test]
    fn commands_are_taken_apart_at_their_operators() {
        use Joint::{And, Or, Pipe, Start, Then};
        assert_eq!(
            split("make a 2>&1 | tee log && b 'x; y' || true"),
            [
                (Start, "make a 2>&1"),
                (Pipe, "tee log"),
                (And, "b 'x; y'"),
                (Or, "true")
            ]
        );
        assert_eq!(
            split("a &> x; b \"$(c; d)\""),
            [(Start, "a &> x"), (Then, "b \"$(c; d)\"")]
        );
        assert!(statements("for x in 1 2; do a; done").is_none());
        assert!(statements("(a; b)").is_none());
    }

    #[test]
    fn words_lose_quotes_and_wrappers() {
        assert_eq!(words("CI=1 timeout 300 make 'a b'"), ["make", "a b"]);
        assert_eq!(words("env X=1 pytest -k \"\""), ["pytest", "-k", ""]);
    }
}
