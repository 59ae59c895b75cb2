//! A line as a proof shows it: trimmed, shortened, without secrets.

use std::sync::LazyLock;

use regex::Regex;

/// Characters of a line that are shown.
const LONGEST: usize = 160;
/// Bytes of a line that are looked at; a minified file is one line.
const WIDEST: usize = 4_000;

/// `://user:pass@`, `password = "…"`, `API_KEY: …`, each with what it becomes. Empty where an expression of
/// ours does not compile, which a test rules out.
static SECRETS: LazyLock<Vec<(Regex, &str)>> = LazyLock::new(|| {
    let expressions = [
        (r"(://[^/\s:@]*:)[^/\s@$]+@", "$1[masked]@"),
        (
            r#"(?i)(\b[\w.-]*(?:passw(?:or)?d|secret|token|api[_-]?key|private[_-]?key|credentials?)(?:[_-]?key(?:_base)?)?["']?\s*[:=]\s*)["']?[^\s"',{}$\[(]{4,}["']?"#,
            "$1[masked]",
        ),
    ];
    let compiled = expressions.map(|(text, becomes)| Some((Regex::new(text).ok()?, becomes)));
    compiled.into_iter().flatten().collect()
});

/// The number of the line in which byte `at` stands, from 1, and the line as it is shown.
pub(crate) fn at(text: &str, at: usize) -> (usize, String) {
    let at = floor(text, at.min(text.len()));
    let line = text[..at].bytes().filter(|byte| *byte == b'\n').count() + 1;
    let start = text[..at].rfind('\n').map_or(0, |end| end + 1);
    let end = text[at..].find('\n').map_or(text.len(), |end| at + end);
    (line, shown(&text[start..end]))
}

/// A line by its number, from 1, as it is shown.
pub(crate) fn line(text: &str, number: usize) -> String {
    let line = text.lines().nth(number.saturating_sub(1));
    shown(line.unwrap_or_default())
}

/// The first line that says something, with its number.
pub(crate) fn first(text: &str) -> (usize, String) {
    let mut lines = text.lines().enumerate();
    let said = lines.find(|(_, line)| !line.trim().is_empty());
    said.map_or((1, String::new()), |(at, line)| (at + 1, shown(line)))
}

/// A text without what looks like a secret.
pub(crate) fn masked(text: &str) -> String {
    let mut shown = text.to_owned();
    for (secret, becomes) in SECRETS.iter() {
        if secret.is_match(&shown) {
            shown = secret.replace_all(&shown, *becomes).into_owned();
        }
    }
    shown
}

fn shown(line: &str) -> String {
    let line = line.trim();
    let masked = masked(&line[..floor(line, line.len().min(WIDEST))]);
    let mut characters = masked.chars();
    let mut shown: String = characters.by_ref().take(LONGEST).collect();
    if characters.next().is_some() {
        shown.push('…');
    }
    shown
}

/// The nearest place before a byte at which a character begins.
fn floor(text: &str, mut at: usize) -> usize {
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_are_masked_and_the_rest_stays() {
        assert_eq!(SECRETS.len(), 2);
        for (line, wanted) in [
            (
                "DATABASE_URL: postgresql://umami:umami@db:5432/x",
                "DATABASE_URL: postgresql://umami:[masked]@db:5432/x",
            ),
            ("POSTGRES_PASSWORD: hunter22", "POSTGRES_PASSWORD: [masked]"),
            (r#"api_key = "abcdef","#, "api_key = [masked],"),
            ("image: postgres:18", "image: postgres:18"),
            ("tokenizers = \"0.15.1\"", "tokenizers = \"0.15.1\""),
            ("token: ${{ secrets.NPM }}", "token: ${{ secrets.NPM }}"),
        ] {
            assert_eq!(shown(line), wanted);
        }
    }

    #[test]
    fn a_line_is_cut_between_characters() {
        let long = "é".repeat(9_000);
        let shown = shown(&long);
        assert_eq!(shown.chars().count(), LONGEST + 1);
        assert_eq!(at("a\nbé\nc", 3), (2, "bé".to_owned()));
        assert_eq!(at("", 9), (1, String::new()));
    }
}
